/**
 * Most ReplicaSets belong to a Deployment, whose template speaks for theirs: only who owns them counts. Their template,
 * most of their text, is then not decoded.
 */
import { isText, type Watch } from "./cut.ts";

/** Watches over a walk for an owner, which an API server writes before the template. */
export function watchForOwner(json: Buffer): Watch {
  let section = "";
  let isOwned = false;
  return {
    deepest: 2,
    key(depth, start, end, value) {
      if (depth === 1) section = json.toString("latin1", start, end);
      if (depth !== 2) return false;

      if (isText(json, start, end, OWNER_REFERENCES) && section === "metadata") {
        isOwned = OF_DEPLOYMENT.test(json.toString("latin1", value, value + MOST));
      }
      return isOwned && isText(json, start, end, TEMPLATE) && section === "spec";
    },
  };
}

const OWNER_REFERENCES = Buffer.from("ownerReferences");
const TEMPLATE = Buffer.from("template");
const MOST = 700;
const OF_DEPLOYMENT =
  /^\[\{"apiVersion":"apps\/v1","kind":"Deployment","name":"[^"\\]{1,253}","uid":"[^"\\]{0,100}","controller":true[,}]/;
