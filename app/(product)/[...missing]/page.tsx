import { notFound } from "next/navigation";

/** An address that no page has is answered inside the frame, so that the visitor can go on from there. */
export default function MissingPage(): never {
  notFound();
}
