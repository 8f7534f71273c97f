/**
 * The figures of a moment's namespaces as bytes: per namespace one 32-bit float for each column that any of them has,
 * NaN for what was not measured. Six digits are kept, more than any source promises.
 */
import {
  type Column,
  type NamespaceMeasurement,
  type NamespaceSeries,
  REPORTERS,
  type Reporter,
  type TrafficColumns,
  type Usage,
  type UsageColumns,
} from "../snapshot/measurement.ts";

/** The namespaces of one moment that have figures, in the order of their names. */
export interface PackedNamespaces {
  readonly names: readonly string[];
  /** Bit n is set when column n is there. */
  readonly columns: number;
  /** Bytes per namespace. */
  readonly width: number;
  readonly values: Uint8Array<ArrayBuffer>;
}

/** What one namespace had at one moment. null: nothing is known of it there. */
export type PackedFigures = { readonly columns: number; readonly bytes: Uint8Array } | null;

export function packNamespaces(
  namespaces: readonly NamespaceMeasurement[],
  nameOf: (name: string) => string = (name) => name,
): PackedNamespaces {
  const rows = new Map(namespaces.map((row) => [nameOf(row.namespace), figuresOf(row)]));
  const known = [...rows]
    .filter(([, figures]) => figures.some((figure) => figure !== null))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const present = COLUMNS.map((_, column) => column).filter((column) =>
    known.some(([, figures]) => figures[column] !== null),
  );
  const values = new DataView(new ArrayBuffer(known.length * present.length * SIZE));
  known.forEach(([, figures], row) => {
    present.forEach((column, place) => {
      const figure = figures[column] ?? Number.NaN;
      values.setFloat32((row * present.length + place) * SIZE, figure, true);
    });
  });
  return {
    names: known.map(([name]) => name),
    columns: present.reduce((mask, column) => mask | (1 << column), 0),
    width: present.length * SIZE,
    values: new Uint8Array(values.buffer),
  };
}

/** The series of a namespace from what it had at each moment. */
export function unpackSeries(
  namespace: string,
  at: readonly string[],
  moments: readonly PackedFigures[],
): NamespaceSeries {
  const columns = COLUMNS.map(() => new Array<number | null>(at.length).fill(null));
  moments.forEach((moment, index) => {
    if (!moment) return;
    readFigures(moment, (column, figure) => {
      const values = columns[column];
      if (values) values[index] = figure;
    });
  });
  const usage = (first: number): UsageColumns => ({
    proxies: columnAt(columns, first),
    memory: columnAt(columns, first + 1),
    cpu: columnAt(columns, first + 2),
  });
  const traffic = (reporter: Reporter): TrafficColumns => {
    const first = 2 * USAGE.length + REPORTERS.indexOf(reporter) * TRAFFIC.length;
    return {
      requestsPerSecond: columnAt(columns, first),
      errorRatio: columnAt(columns, first + 1),
      p50: columnAt(columns, first + 2),
      p90: columnAt(columns, first + 3),
      p99: columnAt(columns, first + 4),
    };
  };
  return {
    namespace,
    at,
    sidecar: usage(0),
    waypoint: usage(USAGE.length),
    traffic: {
      source: traffic("source"),
      destination: traffic("destination"),
      waypoint: traffic("waypoint"),
    },
  };
}

/** A figure to the digits that a 32-bit float always keeps. One that is too large for it, or no number, is null. */
export function kept(figure: number | null | undefined): number | null {
  if (figure === null || figure === undefined || !Number.isFinite(Math.fround(figure))) return null;
  return rounded(figure);
}

export function rounded(figure: number): number {
  return Number(figure.toPrecision(DIGITS));
}

const DIGITS = 6;

/** Bytes of a 32-bit float. */
const SIZE = 4;

const USAGE = ["proxies", "memory", "cpu"] as const satisfies readonly (keyof Usage)[];

const TRAFFIC = [
  "requestsPerSecond",
  "errorRatio",
  "p50",
  "p90",
  "p99",
] as const satisfies readonly (keyof TrafficColumns)[];

/** Stored points name columns by their place here: the order stays, new ones are added at the end. */
const COLUMNS = [
  ...USAGE.map((figure) => `sidecar ${figure}`),
  ...USAGE.map((figure) => `waypoint ${figure}`),
  ...REPORTERS.flatMap((reporter) => TRAFFIC.map((figure) => `${reporter} ${figure}`)),
];

function figuresOf(row: NamespaceMeasurement): readonly (number | null)[] {
  return [
    ...[row.sidecar, row.waypoint].flatMap((usage) => USAGE.map((figure) => kept(usage?.[figure]))),
    ...REPORTERS.flatMap((reporter) => {
      const seen = row.traffic.find((each) => each.reporter === reporter);
      return TRAFFIC.map((figure) => kept(seen?.[figure]));
    }),
  ];
}

function readFigures(
  { columns, bytes }: NonNullable<PackedFigures>,
  take: (column: number, figure: number | null) => void,
): void {
  const values = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let place = 0;
  for (let column = 0; column < COLUMNS.length && place < bytes.byteLength; column += 1) {
    if ((columns & (1 << column)) === 0) continue;
    take(column, kept(values.getFloat32(place, true)));
    place += SIZE;
  }
}

function columnAt(columns: readonly (number | null)[][], place: number): Column {
  return columns[place] ?? [];
}
