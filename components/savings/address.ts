/** Assumptions as they stand in the address: whoever gets the link sees the same estimate. */
import {
  type GivenAssumptions,
  PARAMETER_NAMES,
  type ParameterName,
  parameter,
  refusal,
  WAYPOINT_SCOPES,
} from "@/lib/savings/parameters.ts";

/** Everything that the address can say: the numbers by their names, and three choices. */
export const ADDRESS_NAMES = [...PARAMETER_NAMES, "waypoints", "optional", "staying"] as const;

export type AddressName = (typeof ADDRESS_NAMES)[number];

export interface ReadAssumptions {
  readonly given: GivenAssumptions;
  /** Why a value of the address was not taken, one sentence each. */
  readonly refused: readonly string[];
}

/** Takes what can be taken, and says of the rest why not. */
export function readAssumptions(
  address: Readonly<Partial<Record<AddressName, string | null>>>,
): ReadAssumptions {
  const numbers: Partial<Record<ParameterName, number>> = {};
  const refused: string[] = [];
  for (const name of PARAMETER_NAMES) {
    const text = address[name];
    if (text === null || text === undefined || text === "") continue;
    const number = numberOf(text);
    const because = refusal(name, number);
    if (because === null) numbers[name] = number;
    else refused.push(because);
  }

  const scope = WAYPOINT_SCOPES.find((each) => each === address.waypoints);
  return {
    given: {
      ...numbers,
      ...(scope ? { waypointScope: scope } : {}),
      ...(address.optional === "no" ? { optionalWaypoints: false } : {}),
      ...(address.staying === "moved" ? { staying: true } : {}),
    },
    refused,
  };
}

/** The texts of a page's address; of a name that stands in it several times, none. */
export function addressOf(
  search: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Partial<Record<AddressName, string>>> {
  return Object.fromEntries(
    ADDRESS_NAMES.flatMap((name) => {
      const text = search[name];
      return typeof text === "string" ? [[name, text]] : [];
    }),
  );
}

/** "0.5" and "0,5"; NaN for what is no number. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(",", ".");
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** "512 MiB", "0.25 vCPU per 1000 rps"; a share has no unit. */
export function amountText(name: ParameterName, value: number): string {
  const { unit } = parameter(name);
  const rounded = Number(value.toPrecision(6));
  return unit === "share" ? `${rounded}` : `${rounded} ${unit}`;
}
