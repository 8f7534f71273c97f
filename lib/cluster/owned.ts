/**
 * Most ReplicaSets belong to a Deployment, whose template speaks for theirs: only who owns them counts. Their template,
 * most of their text, is then not decoded.
 */
import type { Watch } from "./cut.ts";

/** Watches over a walk for an owner, which an API server writes before the template. */
export function watchForOwner(json: Buffer): Watch {
  let section = "";
  let isOwned = false;
  return {
    key(depth, start, end, value) {
      if (depth > 2) return false;
      const name = json.toString("utf8", start, end);
      if (depth === 1) section = name;
      if (depth !== 2) return false;

      const path = `${section}.${name}`;
      if (path === "metadata.ownerReferences") {
        isOwned = OF_DEPLOYMENT.test(json.toString("latin1", value, value + MOST));
      }
      return isOwned && path === "spec.template";
    },
  };
}

const MOST = 700;
const OF_DEPLOYMENT =
  /^\[\{"apiVersion":"apps\/v1","kind":"Deployment","name":"[^"\\]{1,253}","uid":"[^"\\]{0,100}","controller":true[,}]/;
