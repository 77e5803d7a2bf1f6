/** What of a workflow's earlier picture is still there: the next one leaves it in its place. */
import type { PictureWorkflow } from "./model.ts";
import type { Sketch, SketchEdge, SketchNode } from "./sketch.ts";

type PictureNode = PictureWorkflow["nodes"][number];
type PictureEdge = PictureWorkflow["edges"][number];

export interface Earlier {
  /** By the id of today: the node as it was drawn, if under another name. */
  readonly nodes: ReadonlyMap<string, PictureNode>;
  readonly edges: ReadonlyMap<string, PictureEdge>;
  /** The layer each of these nodes stood in. */
  readonly layers: ReadonlyMap<string, number>;
  /** The height at which the middle of each layer was. */
  readonly middles: readonly number[];
}

/** A picture of which less is left does not decide about the next one. */
const LEFT = 0.5;

/** Undefined where too little is left. */
export function earlier(picture: PictureWorkflow, sketch: Pick<Sketch, "nodes" | "edges">): Earlier | undefined {
  const nodes = matchNodes(picture, sketch);
  if (nodes.size < LEFT * Math.max(picture.nodes.length, sketch.nodes.length) || nodes.size === 0) return undefined;
  const { layerOf, middles } = layersOf(picture.nodes);
  const layers = new Map([...nodes].map(([id, node]) => [id, layerOf.get(node.id) ?? 0]));
  const oldId = (id: string): string | undefined => nodes.get(id)?.id;
  const drawn = new Map(picture.edges.map((edge) => [linkKey(edge.kind, edge.from, edge.to), edge]));
  const edges = new Map(
    sketch.edges.flatMap((edge) => {
      const was = drawn.get(linkKey(edge.kind, oldId(edge.from) ?? "", oldId(edge.to) ?? ""));
      return was === undefined ? [] : [[edge.id, was] as const];
    }),
  );
  return { nodes, edges, layers, middles };
}

const linkKey = (kind: string, from: string, to: string): string => [kind, from, to].join("\n");

/** By name; what has a new name, by what it is connected to. */
function matchNodes(picture: PictureWorkflow, sketch: Pick<Sketch, "nodes" | "edges">): Map<string, PictureNode> {
  const old = new Map(picture.nodes.map((node) => [node.id, node]));
  const found = new Map<string, PictureNode>();
  for (const { id } of sketch.nodes) {
    const same = old.get(id);
    if (same !== undefined) found.set(id, same);
  }
  const gone = new Set(picture.nodes.filter(({ id }) => !found.has(id)));
  if (gone.size === 0) return found;
  const then = neighbours(picture.edges);
  const now = neighbours(sketch.edges);
  for (const node of sketch.nodes) {
    if (found.has(node.id)) continue;
    const here = new Set([...(now.get(node.id) ?? [])].map((link) => translated(link, found)));
    const candidates = [...gone].filter((each) => sameSort(each, node));
    const shared = (each: PictureNode): number =>
      [...(then.get(each.id) ?? [])].filter((link) => here.has(link)).length;
    const best = candidates.reduce<PictureNode | undefined>(
      (one, each) => (shared(each) > (one === undefined ? 0 : shared(one)) ? each : one),
      undefined,
    );
    if (best === undefined) continue;
    found.set(node.id, best);
    gone.delete(best);
  }
  return found;
}

const sameSort = (one: PictureNode, other: SketchNode): boolean =>
  one.role === other.role && one.id.split(":")[0] === other.id.split(":")[0];

/** For each node its arrows: `> ID` and `< ID`. */
function neighbours(edges: readonly Pick<SketchEdge, "from" | "to">[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (id: string, link: string): void => void (found.get(id) ?? found.set(id, new Set()).get(id))?.add(link);
  for (const { from, to } of edges) {
    add(from, `> ${to}`);
    add(to, `< ${from}`);
  }
  return found;
}

const translated = (link: string, found: ReadonlyMap<string, PictureNode>): string =>
  link.slice(0, 2) + (found.get(link.slice(2))?.id ?? "");

/** Layers do not overlap in height. */
function layersOf(nodes: readonly PictureNode[]): { layerOf: Map<string, number>; middles: number[] } {
  const layerOf = new Map<string, number>();
  const bands: { top: number; bottom: number }[] = [];
  for (const { id, y, height } of [...nodes].sort((a, b) => a.y - b.y)) {
    const last = bands.at(-1);
    if (last === undefined || y >= last.bottom) bands.push({ top: y, bottom: y + height });
    else last.bottom = Math.max(last.bottom, y + height);
    layerOf.set(id, bands.length - 1);
  }
  return { layerOf, middles: bands.map(({ top, bottom }) => (top + bottom) / 2) };
}
