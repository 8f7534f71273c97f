/** What a continue token holds: which list, at which resourceVersion, from which object on. */
export interface Position {
  readonly list: string;
  readonly resourceVersion: string;
  /** Index in the shelf of the next object. */
  readonly next: number;
  /** When the first page was sent, milliseconds since 1970; etcd forgets old versions after minutes. */
  readonly since: number;
}

export function token(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** null for a token that this server never gave out. */
export function position(token: string): Position | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    return isPosition(value) ? value : null;
  } catch {
    return null;
  }
}

function isPosition(value: unknown): value is Position {
  return (
    typeof value === "object" &&
    value !== null &&
    "list" in value &&
    typeof value.list === "string" &&
    "resourceVersion" in value &&
    typeof value.resourceVersion === "string" &&
    "next" in value &&
    typeof value.next === "number" &&
    Number.isSafeInteger(value.next) &&
    value.next >= 0 &&
    "since" in value &&
    typeof value.since === "number"
  );
}
