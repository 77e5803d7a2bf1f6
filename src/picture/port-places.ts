/** Where on its node each arrow begins and ends, when most of them have a place already. */
import type { Earlier } from "./earlier.ts";
import type { Settled } from "./settle.ts";
import { spread } from "./spread.ts";

interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

interface Port {
  readonly id: string;
  readonly kept: boolean;
  /** From the middle of the node. */
  readonly wanted: number;
  /** Where the arrow goes next, or comes from. */
  readonly toward: number;
}

const GAP = 24;
/** From the corner. */
const MARGIN = 12;
const WEIGHT = { kept: 8, fresh: 1 } as const;

export const outPort = (edge: string): string => `out ${edge}`;
export const inPort = (edge: string): string => `in ${edge}`;

/** By port its distance from the left of its node. */
export function portPlaces(
  boxes: readonly { readonly id: string; readonly width: number }[],
  links: readonly Link[],
  settled: Settled,
  before: Earlier,
): Map<string, number> {
  const sides = new Map<string, Port[]>();
  const add = (side: string, port: Port): void => {
    const ports = sides.get(side);
    if (ports === undefined) sides.set(side, [port]);
    else ports.push(port);
  };
  for (const { id, from, to } of links) {
    const passes = settled.passes.get(id) ?? [];
    const drawn = before.edges.get(id)?.points;
    const [start, end] = [middleOf(settled, from), middleOf(settled, to)];
    const [next, last] = [passes[0]?.x ?? end, passes.at(-1)?.x ?? start];
    add(`out\n${from}`, port(outPort(id), start, next, drawn?.[0]?.x, before.nodes.get(from)));
    add(`in\n${to}`, port(inPort(id), end, last, drawn?.at(-1)?.x, before.nodes.get(to)));
  }
  const widths = new Map(boxes.map(({ id, width }) => [id, width]));
  const places = new Map<string, number>();
  for (const [side, ports] of sides) {
    const width = widths.get(side.slice(side.indexOf("\n") + 1)) ?? 0;
    const half = Math.max(0, width / 2 - MARGIN);
    const [only] = ports;
    if (only !== undefined && ports.length === 1 && !only.kept) {
      places.set(only.id, width / 2);
      continue;
    }
    const row = inOrder(ports).map(({ id, kept, wanted }) => ({
      id,
      width: 0,
      wanted: Math.max(-half, Math.min(half, wanted)),
      weight: kept ? WEIGHT.kept : WEIGHT.fresh,
    }));
    const gap = Math.min(GAP, (2 * half) / Math.max(1, row.length - 1));
    for (const [index, x] of spread(row, () => gap).entries()) {
      const [left, right] = [index * gap - half, half - (row.length - 1 - index) * gap];
      places.set(row[index]?.id ?? "", width / 2 + Math.max(left, Math.min(right, x)));
    }
  }
  return places;
}

const middleOf = (settled: Settled, node: string): number => settled.nodes.get(node) ?? 0;

function port(
  id: string,
  middle: number,
  toward: number,
  drawn: number | undefined,
  was: { readonly x: number; readonly width: number } | undefined,
): Port {
  if (drawn === undefined || was === undefined) return { id, kept: false, wanted: toward - middle, toward };
  return { id, kept: true, wanted: drawn - was.x - was.width / 2, toward };
}

/** Those that have a place as they stand; a new one left of the first that leads further to the right. */
function inOrder(ports: readonly Port[]): Port[] {
  const order = ports.filter(({ kept }) => kept).sort((a, b) => a.wanted - b.wanted);
  for (const port of ports.filter(({ kept }) => !kept)) {
    const right = order.findIndex(({ toward }) => toward > port.toward);
    order.splice(right === -1 ? order.length : right, 0, port);
  }
  return order;
}
