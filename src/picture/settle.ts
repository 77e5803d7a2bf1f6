/** Where things go from left to right, when most of them have a place already. */
import type { Earlier } from "./earlier.ts";
import { type Spread, spread } from "./spread.ts";

export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Route {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}

/** Places for everything that no earlier picture has decided about. */
export interface Proposal {
  readonly nodes: readonly Box[];
  readonly edges: readonly Route[];
}

/** An arrow goes through the middle of a layer. */
export interface Pass {
  readonly layer: number;
  readonly x: number;
  readonly up: boolean;
}

export interface Settled {
  /** The middle of each node. */
  readonly nodes: ReadonlyMap<string, number>;
  /** For each arrow the layers it passes, in its direction. */
  readonly passes: ReadonlyMap<string, readonly Pass[]>;
}

/** What stands or passes in a layer. */
interface Item extends Spread {
  readonly node?: string;
  readonly edge?: { readonly id: string; readonly index: number };
  /** Its middle in the proposal. */
  readonly proposed: number;
  readonly kept: boolean;
}

/** Nodes that have a place keep it before all, then arrows that have one; the new ones make do with what is left. */
const WEIGHT = { node: 8, edge: 2, fresh: 1 } as const;
const GAP = { nodes: 36, mixed: 22, edges: 18 } as const;

/** What is new gets its place from the proposal. */
export function settle(proposal: Proposal, layers: ReadonlyMap<string, number>, before: Earlier): Settled {
  const shifts = new Map(
    proposal.nodes.flatMap((node) => {
      const was = before.nodes.get(node.id);
      return was === undefined ? [] : [[node.id, middle(was) - middle(node)] as const];
    }),
  );
  const usual = median([...shifts.values()]);
  // What is new stands below what leads to it as in the proposal.
  const shiftBeside = (ids: readonly string[]): number =>
    ids.map((id) => shifts.get(id)).find(Number.isFinite) ?? usual;
  const heights = middlesOf(proposal.nodes, layers);
  const rows: Item[][] = heights.map(() => []);
  const others = neighbours(proposal.edges);
  for (const node of proposal.nodes) {
    const was = before.nodes.get(node.id);
    rows[layers.get(node.id) ?? 0]?.push({
      node: node.id,
      width: node.width,
      proposed: middle(node),
      kept: was !== undefined,
      wanted: was === undefined ? middle(node) + shiftBeside(others.get(node.id) ?? []) : middle(was),
      weight: was === undefined ? WEIGHT.fresh : WEIGHT.node,
    });
  }
  const former = formerLayers(layers, before);
  const passes = new Map(proposal.edges.map(({ id, points }) => [id, passing(points, heights)]));
  for (const { id, from, to } of proposal.edges) {
    const was = before.edges.get(id);
    for (const [index, { layer, x }] of (passes.get(id) ?? []).entries()) {
      const height = before.middles[former[layer] ?? -1];
      const kept = was && height !== undefined ? nearestPass(was.points, height, x + usual) : undefined;
      rows[layer]?.push({
        edge: { id, index },
        width: 0,
        proposed: x,
        kept: kept !== undefined,
        wanted: kept ?? x + shiftBeside([from, to]),
        weight: kept === undefined ? WEIGHT.fresh : WEIGHT.edge,
      });
    }
  }
  const nodes = new Map<string, number>();
  for (const row of rows.map(inOrder)) {
    for (const [index, x] of spread(row, gap).entries()) {
      const item = row[index];
      if (item?.node !== undefined) nodes.set(item.node, x);
      const own = item?.edge && passes.get(item.edge.id);
      const pass = item?.edge && own?.[item.edge.index];
      if (own && pass && item.edge) own[item.edge.index] = { ...pass, x };
    }
  }
  return { nodes, passes };
}

/** Those that have a place as they stand; each new one right of what it has on its left in the proposal. */
function inOrder(row: readonly Item[]): Item[] {
  const order = row.filter(({ kept }) => kept).sort((a, b) => a.wanted - b.wanted);
  const proposed = [...row].sort((a, b) => a.proposed - b.proposed);
  for (const [index, item] of proposed.entries()) {
    if (item.kept) continue;
    const left = proposed[index - 1];
    order.splice(left === undefined ? 0 : order.indexOf(left) + 1, 0, item);
  }
  return order;
}

function gap(left: Item, right: Item): number {
  if (left.node !== undefined && right.node !== undefined) return GAP.nodes;
  return left.node === undefined && right.node === undefined ? GAP.edges : GAP.mixed;
}

const middle = ({ x, width }: { readonly x: number; readonly width: number }): number => x + width / 2;

/** For each node those that lead to it, then those it leads to. */
function neighbours(edges: readonly Route[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { from, to } of edges) {
    found.set(to, [from, ...(found.get(to) ?? [])]);
    found.set(from, [...(found.get(from) ?? []), to]);
  }
  return found;
}

/** For each layer the height of its middle. */
function middlesOf(nodes: readonly Box[], layers: ReadonlyMap<string, number>): number[] {
  const bands: { top: number; bottom: number }[] = [];
  for (const { id, y, height } of nodes) {
    const layer = layers.get(id) ?? 0;
    const band = bands[layer];
    bands[layer] = { top: Math.min(band?.top ?? y, y), bottom: Math.max(band?.bottom ?? y, y + height) };
  }
  return bands.map(({ top, bottom }) => (top + bottom) / 2);
}

/** For each layer the one that most of its nodes stood in. */
function formerLayers(layers: ReadonlyMap<string, number>, before: Earlier): (number | undefined)[] {
  const former: number[][] = [];
  for (const [id, layer] of layers) {
    const was = before.layers.get(id);
    former[layer] ??= [];
    if (was !== undefined) former[layer].push(was);
  }
  return former.map((each) => (each.length === 0 ? undefined : median(each)));
}

/** The layers that the arrow goes through, in its direction. `heights`: of their middles. */
function passing(points: readonly Point[], heights: readonly number[]): Pass[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index] as Point;
    if (Math.abs(from.x - to.x) > 0.5) return [];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    const up = to.y < from.y;
    const found = heights.flatMap((height, layer) =>
      height > top && height < bottom ? [{ layer, x: from.x, up }] : [],
    );
    return up ? found.reverse() : found;
  });
}

function nearestPass(points: readonly Point[], height: number, near: number): number | undefined {
  const found = passing(points, [height]).map(({ x }) => x);
  return found.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))[0];
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
