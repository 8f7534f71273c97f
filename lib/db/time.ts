/** Moments and periods as questions give them. */

/** Both included, ISO 8601 UTC; what is absent does not bound. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** A period as Prisma filters a column by it. */
export function within({ from, to }: Period): { gte?: Date; lte?: Date } {
  return {
    ...(from === undefined ? {} : { gte: new Date(from) }),
    ...(to === undefined ? {} : { lte: new Date(to) }),
  };
}

/** The instant that a text names, null when it is not a date and time in ISO 8601 with its offset from UTC. */
export function instant(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
