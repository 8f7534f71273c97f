import type { Metadata } from "next";
import { NotFoundHere } from "@/components/shell/not-found-here.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return <NotFoundHere />;
}
