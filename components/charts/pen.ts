/** The `d` of a path from point to point, in as few letters as it takes. */

/** A place in whole units. */
export type Point = readonly [x: number, y: number];

/** Straight from point to point. Each is told by how far it lies from the one before: half as long as by its place. */
export function line(points: readonly Point[]): string {
  const way = stepsOf(points).map(([x, y]) => `${x} ${y}`);
  return `${startOf(points)}${way.length > 0 ? `l${way.join(" ")}` : ""}`.replaceAll(" -", "-");
}

/** Level to the place of the next point, then up or down to its height. */
export function steps(points: readonly Point[]): string {
  return `${startOf(points)}${stepsOf(points)
    .map(([x, y]) => `h${x}${y === 0 ? "" : `v${y}`}`)
    .join("")}`;
}

function startOf([first]: readonly Point[]): string {
  return first ? `M${first[0]} ${first[1]}` : "";
}

function stepsOf(points: readonly Point[]): Point[] {
  return points.slice(1).map(([x, y], at) => {
    const [fromX, fromY] = points[at] ?? [0, 0];
    return [x - fromX, y - fromY];
  });
}
