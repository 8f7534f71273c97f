/** Roughly how many bytes of memory records take, rather too many, so that a reader can stop before memory ends. */

/** A scale on which what was weighed before, such as the shape that pods share, weighs only its reference. */
export function createScale(): (value: unknown) => number {
  const weighed = new WeakSet<object>();

  function weigh(value: unknown): number {
    if (typeof value === "string") return 24 + value.length;
    if (typeof value !== "object" || value === null) return 8;
    if (weighed.has(value)) return 8;
    weighed.add(value);
    let bytes = 48;
    for (const [key, inner] of Object.entries(value)) bytes += 16 + key.length + weigh(inner);
    return bytes;
  }

  return weigh;
}
