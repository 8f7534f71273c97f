/**
 * A page that draws only the first part of a long list marks its link to the whole list with this, and is printed from
 * there.
 */
export const EVERYTHING = { "data-everything": "" } as const;

/** The fragment of an address that is printed as soon as it is drawn. */
const PRINT = "#print";

/** Prints everything after the menu has closed, so that it is not in the picture. */
export function printSoon(): void {
  setTimeout(printEverything, 100);
}

/** Prints this page, or the one that draws everything when this one does not. */
function printEverything(): void {
  const all = document.querySelector<HTMLAnchorElement>("a[data-everything]");
  if (all) location.assign(`${all.href}${PRINT}`);
  else window.print();
}

/** True once, when the page was opened to be printed. */
export function askedToPrint(): boolean {
  if (location.hash !== PRINT) return false;
  history.replaceState(history.state, "", `${location.pathname}${location.search}`);
  return true;
}
