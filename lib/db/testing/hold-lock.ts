/** Locks the folder it is given and holds it until it is killed. Prints "locked", or why not. */
import { lockFolder } from "../lock.ts";

const [, , folder = ""] = process.argv;
try {
  lockFolder(folder);
  process.stdout.write("locked\n");
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${error}\n`);
}
