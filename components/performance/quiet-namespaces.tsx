import { Card } from "@/components/ui/card.tsx";
import { Name } from "@/components/ui/name.tsx";
import { count, counted } from "@/lib/format.ts";

const LISTED = 8;

/** Namespaces whose sidecars reported no request. */
export function QuietNamespaces({ names, locale }: { names: readonly string[]; locale: string }) {
  if (names.length === 0) return null;
  return (
    <Card aria-label="Namespaces without requests" className="px-4 py-3">
      <p>
        {counted(names.length, "namespace", "namespaces", locale)} with sidecars got no HTTP request
        that anybody reported:{" "}
        {names.slice(0, LISTED).map((name, at) => (
          <span key={name}>
            {at > 0 ? ", " : ""}
            <Name>{name}</Name>
          </span>
        ))}
        {names.length > LISTED ? ` and ${count(names.length - LISTED, locale)} more` : ""}.
      </p>
    </Card>
  );
}
