/** How a client asked for its answer: as the objects themselves, as rows for a terminal, or as metadata only. */
export type Shape = "objects" | "table" | "metadata" | "aggregated-discovery";

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The first representation in an Accept header that this server has; null when it has none of them. */
export function acceptedShape(accept: string): Shape | null {
  for (const range of accept.split(",").map(parseRange)) {
    if (!JSON_TYPES.has(range.type)) continue;
    const shape = shapeOf(range);
    if (shape) return shape;
  }
  return null;
}

const JSON_TYPES: ReadonlySet<string> = new Set(["", "*/*", "application/*", "application/json"]);

function parseRange(range: string): MediaRange {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
  return {
    type,
    parameters: new Map(
      parameters.map((parameter) => {
        const [key = "", value = ""] = parameter.split("=");
        return [key, value];
      }),
    ),
  };
}

function shapeOf({ parameters }: MediaRange): Shape | null {
  switch (parameters.get("as")) {
    case undefined:
      return "objects";
    case "Table":
      return parameters.get("v") === "v1" ? "table" : null;
    case "PartialObjectMetadata":
    case "PartialObjectMetadataList":
      return parameters.get("v") === "v1" ? "metadata" : null;
    case "APIGroupDiscoveryList":
      return parameters.get("v") === "v2" ? "aggregated-discovery" : null;
    default:
      return null;
  }
}
