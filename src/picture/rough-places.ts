/** Where things would go if what is new simply stood beside what it is connected to: a proposal that costs next to nothing. */
import type { Earlier } from "./earlier.ts";
import type { Box, Point, Proposal } from "./settle.ts";

interface Node {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

interface Room {
  readonly middle: number;
  readonly width: number;
}

/** Between the middles of two layers, and how far above and below a middle an arrow goes straight. */
const LAYER = 1000;
const REACH = 400;
/** Between what is there and what goes beside it. */
const ASIDE = 40;

const heightOf = (layer: number): number => layer * LAYER;

/** What was there before stands where it stood. */
export function roughPlaces(
  nodes: readonly Node[],
  links: readonly Link[],
  layers: ReadonlyMap<string, number>,
  before: Earlier,
): Proposal {
  const middles = new Map<string, number>();
  const rows = new Map<number, Room[]>();
  const put = ({ id, width }: Node, middle: number): void => {
    middles.set(id, middle);
    const layer = layers.get(id) ?? 0;
    rows.set(layer, [...(rows.get(layer) ?? []), { middle, width }]);
  };
  for (const node of nodes) {
    const was = before.nodes.get(node.id);
    if (was !== undefined) put(node, was.x + was.width / 2);
  }
  const end = Math.max(...[...before.nodes.values()].map(({ x, width }) => x + width));
  // In the order of the flow: most of what leads to a new node has its place by then.
  for (const node of nodes) {
    if (middles.has(node.id)) continue;
    const beside = neighbours(node.id, links).flatMap((other) => middles.get(other) ?? []);
    const wanted = mean(beside) ?? end + ASIDE + node.width / 2;
    put(node, freeNear(wanted, node.width, rows.get(layers.get(node.id) ?? 0) ?? []));
  }
  const boxes = nodes.map(({ id, width, height }): Box => {
    const y = heightOf(layers.get(id) ?? 0) - height / 2;
    return { id, width, height, x: (middles.get(id) ?? 0) - width / 2, y };
  });
  const edges = links.map(({ id, from, to }) => {
    const [first, last] = [layers.get(from) ?? 0, layers.get(to) ?? 0];
    const [start, end] = [middles.get(from) ?? 0, middles.get(to) ?? 0];
    const drawn = longest(before.edges.get(id)?.points ?? []);
    const way = passed(first, last);
    const aside = last > first ? undefined : around((start + end) / 2, boxes, layers, new Set(way));
    const points = way.flatMap((layer): Point[] => {
      const x = drawn ?? aside ?? start + ((end - start) * (layer - first)) / (last - first);
      const [above, below] = [heightOf(layer) - REACH, heightOf(layer) + REACH];
      return last > first
        ? [
            { x, y: above },
            { x, y: below },
          ]
        : [
            { x, y: below },
            { x, y: above },
          ];
    });
    return { id, from, to, points };
  });
  return { nodes: boxes, edges };
}

/** The middle of the nearest place that is wide enough. */
function freeNear(wanted: number, width: number, row: readonly Room[]): number {
  const least = (room: Room): number => (room.width + width) / 2 + ASIDE;
  const places = [wanted, ...row.flatMap((room) => [room.middle - least(room), room.middle + least(room)])];
  const free = places.filter((place) => row.every((room) => Math.abs(place - room.middle) > least(room) - 1));
  return free.reduce((best, each) => (Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best), Infinity);
}

/** Where a new loop goes up: beside all that stands in these layers, on the side that is nearer. */
function around(
  near: number,
  boxes: readonly Box[],
  layers: ReadonlyMap<string, number>,
  way: ReadonlySet<number>,
): number {
  const there = boxes.filter(({ id }) => way.has(layers.get(id) ?? 0));
  const left = Math.min(...there.map(({ x }) => x)) - ASIDE;
  const right = Math.max(...there.map(({ x, width }) => x + width)) + ASIDE;
  return near - left < right - near ? left : right;
}

/** An arrow that leads down passes what is between its ends; one that closes a loop goes around these as well. */
function passed(first: number, last: number): number[] {
  const up = last <= first;
  const [top, bottom] = up ? [last, first] : [first + 1, last - 1];
  const found = Array.from({ length: Math.max(0, bottom - top + 1) }, (_, index) => top + index);
  return up ? found.reverse() : found;
}

function neighbours(id: string, links: readonly Link[]): string[] {
  return links.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));
}

/** Where an arrow mostly goes up or down. */
function longest(points: readonly Point[]): number | undefined {
  let found: { readonly x: number; readonly length: number } | undefined;
  for (const [index, { x, y }] of points.slice(1).entries()) {
    const from = points[index] as Point;
    const length = Math.abs(y - from.y);
    if (x === from.x && length > (found?.length ?? 0)) found = { x, length };
  }
  return found?.x;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, each) => sum + each, 0) / values.length;
}
