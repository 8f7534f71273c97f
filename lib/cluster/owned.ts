/**
 * Most ReplicaSets belong to a Deployment, whose template speaks for theirs: only who owns them counts. They are decoded
 * without the rest, most of their text, which is passed over by a search for the status behind it.
 */
import { CLOSE_OBJECT, type CutKeys, endOfValue, type Found, isAt, walk, without } from "./cut.ts";

/**
 * The object that begins at `start`, with its metadata alone, when a Deployment owns it; null when that, or where it ends,
 * cannot be told. An object that is not written as the API server writes it never ends another one's text.
 * @throws SyntaxError
 */
export function decodeOwned(json: Buffer, start: number, keys: CutKeys): Found | null {
  if (!isAt(json, start, METADATA)) return null;
  const ranges: number[] = [];
  const metadata = start + METADATA.length - 1;
  const specs = walk(json, metadata, keys, ranges) + 1;
  if (!isAt(json, specs, SPEC)) return null;

  const text = without(json, metadata, specs, ranges);
  if (!OF_DEPLOYMENT.test(text)) return null;

  const status = json.indexOf(STATUS, specs);
  if (status < 0) return null;
  const end = endOfValue(json, status + STATUS.length - 1) + 1;
  return json[end] === CLOSE_OBJECT && isWhole(json, specs, status) && isFollowed(json, end + 1)
    ? { item: { metadata: JSON.parse(text) }, end }
    : null;
}

/** One object alone lies between: the status of one that has none would be that of the next. */
function isWhole(json: Buffer, specs: number, status: number): boolean {
  return !json.subarray(specs, status).includes(NEXT);
}

/** The next object, or the end of the list and with it of the page. */
function isFollowed(json: Buffer, at: number): boolean {
  if (isAt(json, at, ANOTHER)) return true;
  return isAt(json, at, LAST) && json.length - at <= LAST.length + 1;
}

const METADATA = Buffer.from('{"metadata":{');
const SPEC = Buffer.from(',"spec":{');

const OF_DEPLOYMENT =
  /"ownerReferences":\[\{"apiVersion":"apps\/v1","kind":"Deployment","name":"[^"\\]{1,253}","uid":"[^"\\]{0,100}","controller":true[,}]/;

/** No string has these quotes in it, and no template has a status. */
const STATUS = Buffer.from(',"status":{');
const NEXT = Buffer.from('},{"metadata":');
const ANOTHER = Buffer.from(',{"metadata":');
const LAST = Buffer.from("]}");
