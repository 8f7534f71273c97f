import { Download } from "lucide-react";
import { Button } from "./button.tsx";

/** All numbers behind a table or a chart as a file; `of` is what they are called on the page. */
export function CsvLink({ of, href }: { of: string; href: string }) {
  return (
    <Button asChild variant="ghost" size="sm">
      <a href={href} download aria-label={`${of} as CSV`}>
        <Download aria-hidden />
        CSV
      </a>
    </Button>
  );
}
