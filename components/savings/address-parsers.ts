import { parseAsString } from "nuqs";
import { ADDRESS_NAMES, type AddressName } from "./address.ts";

/** Texts of the address by name, as they stand; what can be taken of them is decided by `readAssumptions`. */
// Safe: one parser for each name of the type.
export const ADDRESS_PARSERS = Object.fromEntries(
  ADDRESS_NAMES.map((name) => [name, parseAsString]),
) as Record<AddressName, typeof parseAsString>;
