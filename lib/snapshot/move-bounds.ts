/** How much of a move is looked at, and from where on something is said of it. */

/** What is asked of a source for each move, at hourly steps. */
export const MOVE_WINDOW = {
  /** Days before the move, and as many after it: whole weeks, so that both have the same hours of the week. */
  days: 7,
  /** Minutes after the first snapshot that saw it enrolled which are left out: connections are being made anew. */
  settling: 15,
} as const;

/**
 * From where on something is said of a move. The 24 hours, 1,000 requests, 10 % and 15 minutes are choices of this
 * product and no published standard.
 */
export const MOVE_BOUNDS = {
  /** Hours of the week that both sides have to have. */
  hours: 24,
  /** Requests per second may differ by so much of the larger rate, 0 to 1. */
  load: 0.1,
  /** Requests of each side, so that ten of them lie beyond the quantile. */
  requests: { p50: 20, p90: 100, p99: 1000 },
  /** Requests of an hour, so that at least one lies beyond the quantile. */
  hourRequests: { p50: 2, p90: 10, p99: 100 },
  /** Smaller changes of a median are not called one, 0 to 1. */
  change: 0.05,
  /** The same for the share of requests that failed: a tenth of a percentage point. */
  errors: 0.001,
  /** Hours of the week that have to have changed the same way, 0 to 1. */
  agreeing: 0.75,
} as const;

/** Hours that one value of a course covers. */
export const COURSE_STEP = 6;
