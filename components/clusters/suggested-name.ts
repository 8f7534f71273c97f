/** A name for a dump out of its files: the common folder or the first file, without its endings; "dump" without any. */
export function suggestedName(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return "dump";
  const folder = first.includes("/") ? first.split("/")[0] : undefined;
  const shared = folder && files.every((file) => file.startsWith(`${folder}/`));
  const name = shared ? folder : (first.split("/").at(-1) ?? first);
  return name.replace(/(\.(ya?ml|json|zip|tar|tgz|gz))+$/i, "").slice(0, 80) || "dump";
}
