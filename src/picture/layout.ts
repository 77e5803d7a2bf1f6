/** Places and sizes for a sketch: layers downwards, orthogonal arrows, order as in the sketch, and as it was drawn before. */
import type { ELK } from "elkjs/lib/elk-api.js";
import { earlier as earlierOf } from "./earlier.ts";
import { type ElkBox, type Placed, placeAfresh, routeAround } from "./elk-layout.ts";
import type { NestedSketch } from "./groups.ts";
import { assignLayers } from "./layers.ts";
import type { PictureWorkflow, TextMetrics } from "./model.ts";
import { type NodeBox, nodeBox } from "./node-box.ts";
import { portPlaces } from "./port-places.ts";
import { roughPlaces } from "./rough-places.ts";
import { settle } from "./settle.ts";
import { childId, type Sketch } from "./sketch.ts";
import { crossings, isClearer, isMuchClearer } from "./tangle.ts";
import { textWidth } from "./text-metrics.ts";

/** Height of the strip above a workflow that holds its name. */
export const TITLE_HEIGHT = 40;

/** More nodes are not laid out twice to see which of the pictures is clearer. */
const COMPARED_NODES = 120;

/** Where arrows cross, elk is asked again: what it cannot decide it leaves to chance. */
const OTHER_SEEDS = [2, 3, 4, 5];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Lays a workflow out with those inside it: itself first. An edit of one of them leaves the inside of the others as it was.
 * `previous`: the workflows as they were drawn last, by name; what is still there stays where it was.
 */
export async function layoutGroups(
  elk: ELK,
  sketch: NestedSketch,
  metrics: TextMetrics,
  previous: ReadonlyMap<string, PictureWorkflow> = new Map(),
): Promise<PictureWorkflow[]> {
  const laidOut = await Promise.all(sketch.inner.map((child) => layoutGroups(elk, child, metrics, previous)));
  const inner = laidOut.map(([first, ...rest]) => ({ first: first as PictureWorkflow, rest }));
  const sizes = new Map(inner.map(({ first }) => [childId(first.name), first]));
  const own = await layoutWorkflow(elk, sketch, metrics, sizes, previous.get(sketch.name));
  return [
    own,
    ...inner.flatMap(({ first, rest }) => [
      { ...first, inside: { workflow: sketch.name, node: childId(first.name) } },
      ...rest,
    ]),
  ];
}

/** Lays one workflow out. `groups`: the room that open child workflows take, by node. Throws what elkjs throws. */
export async function layoutWorkflow(
  elk: ELK,
  sketch: Sketch,
  metrics: TextMetrics,
  groups: ReadonlyMap<string, Size> = new Map(),
  previous?: PictureWorkflow,
): Promise<PictureWorkflow> {
  const boxes = sketch.nodes.map((node) => ({ ...node, ...(room(groups.get(node.id)) ?? nodeBox(node, metrics)) }));
  const title = textWidth(sketch.name, metrics.title) + textWidth(sketch.detail ?? "", metrics.detail) + 64;
  const base = {
    name: sketch.name,
    file: sketch.file,
    ...(sketch.detail && { detail: sketch.detail }),
    ...(sketch.docs && { docs: sketch.docs }),
  };
  if (boxes.length === 0) return { ...base, width: title, height: TITLE_HEIGHT + 40, nodes: [], edges: [] };

  const placed = await place(elk, sketch, boxes, previous);
  // A title wider than the picture: the picture goes to the middle.
  const width = Math.max(placed.width, title);
  const shift = Math.round((width - placed.width) / 2);
  return {
    ...base,
    width,
    height: placed.height + TITLE_HEIGHT,
    nodes: boxes.map((box) => {
      const { x, y } = placed.nodes.get(box.id) ?? { x: 0, y: 0 };
      return { ...box, x: x + shift, y: y + TITLE_HEIGHT };
    }),
    edges: sketch.edges.map((edge) => ({
      ...edge,
      points: (placed.routes.get(edge.id) ?? []).map(({ x, y }) => ({ x: x + shift, y: y + TITLE_HEIGHT })),
    })),
  };
}

async function place(
  elk: ELK,
  { nodes, edges }: Pick<Sketch, "nodes" | "edges">,
  boxes: readonly ElkBox[],
  previous: PictureWorkflow | undefined,
): Promise<Placed> {
  const fresh = async (seed?: number): Promise<Placed> =>
    placeAfresh(elk, boxes, edges, assignLayers(nodes, edges), seed);
  const earlier = previous && earlierOf(previous, { nodes, edges });
  if (previous === undefined || earlier === undefined) return clearest(fresh, boxes.length);
  const layers = assignLayers(nodes, edges, earlier);
  const settled = settle(roughPlaces(boxes, edges, layers, earlier), layers, earlier);
  const ports = portPlaces(boxes, edges, settled, earlier);
  const kept = await routeAround(elk, boxes, edges, layers, settled.nodes, ports, settled.passes);
  if (boxes.length > COMPARED_NODES) return kept;
  // Many edits one after the other may tangle what each of them hardly moves.
  const before = new Map(previous.edges.map(({ id, points }) => [id, points]));
  return isMuchClearer((await fresh()).routes, kept.routes, before) ? clearest(fresh, boxes.length) : kept;
}

async function clearest(fresh: (seed?: number) => Promise<Placed>, nodes: number): Promise<Placed> {
  let best = await fresh();
  if (nodes > COMPARED_NODES) return best;
  for (const seed of OTHER_SEEDS) {
    if (crossings(best.routes) === 0) break;
    const other = await fresh(seed);
    if (isClearer(other.routes, best.routes)) best = other;
  }
  return best;
}

/** Between the sides of an open group and what is inside: a breakpoint's dot stands left of its node. */
const GROUP_SIDE = 12;

const room = (group: Size | undefined): NodeBox | undefined =>
  group && { lines: [], width: group.width + 2 * GROUP_SIDE, height: group.height + 6 };
