/** A name for a dump out of its files: their common folder, or the only file without its endings; else "dump". */
export function suggestedName(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return "dump";
  const folder = first.includes("/") ? first.split("/")[0] : undefined;
  const shared = folder && files.every((file) => file.startsWith(`${folder}/`));
  if (!shared && files.length > 1) return "dump";
  const name = shared ? folder : first;
  return name.replace(/(\.(ya?ml|json|zip|tar|tgz|gz))+$/i, "").slice(0, 80) || "dump";
}
