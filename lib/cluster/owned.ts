/**
 * Most ReplicaSets belong to a Deployment, whose template speaks for theirs: only who owns them counts. They are decoded
 * without the rest, most of their text, which is passed over by a search for the object behind it.
 */
import { type CutKeys, type Found, isAt, walk, without } from "./cut.ts";

/**
 * The object that begins at `start`, with its metadata alone, when a Deployment owns it and another object stands behind
 * it; null when either cannot be told.
 * @throws SyntaxError
 */
export function decodeOwned(json: Buffer, start: number, keys: CutKeys): Found | null {
  if (!isAt(json, start, METADATA)) return null;
  const ranges: number[] = [];
  const metadata = start + METADATA.length - 1;
  const end = walk(json, metadata, keys, ranges) + 1;
  if (!isAt(json, end, SPEC)) return null;

  const text = without(json, metadata, end, ranges);
  if (!OF_DEPLOYMENT.test(text)) return null;

  const next = json.indexOf(NEXT, end);
  if (next < 0 || !OBJECT.test(json.toString("latin1", next + 2, next + MOST))) return null;
  return { item: { metadata: JSON.parse(text) }, end: next };
}

const METADATA = Buffer.from('{"metadata":{');
const SPEC = Buffer.from(',"spec":{');

const OF_DEPLOYMENT =
  /"ownerReferences":\[\{"apiVersion":"apps\/v1","kind":"Deployment","name":"[^"\\]{1,253}","uid":"[^"\\]{0,100}","controller":true[,}]/;

/** No string has these quotes in it, and within a ReplicaSet no object has its metadata first. */
const NEXT = Buffer.from('},{"metadata":{"name":"');

/** Only what the API server keeps has an identifier; templates have none. */
const OBJECT =
  /^\{"metadata":\{"name":"[^"\\]{1,253}",(?:"generateName":"[^"\\]{0,253}",)?"namespace":"[^"\\]{1,63}","uid":"/;
const MOST = 700;
