/** What elkjs does for the picture: order within given layers, places, orthogonal arrows. Layers are ours (`layers.ts`). */
import type { ELK, ElkExtendedEdge, ElkNode, ElkPort } from "elkjs/lib/elk-api.js";
import { inPort, outPort } from "./port-places.ts";
import type { Pass, Point } from "./settle.ts";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=12,left=16,bottom=16,right=16]",
  "elk.separateConnectedComponents": "false",
  // Layers, and with them what is a loop, come as heights.
  "elk.layered.cycleBreaking.strategy": "INTERACTIVE",
  "elk.layered.layering.strategy": "INTERACTIVE",
  "elk.layered.feedbackEdges": "true",
  "elk.layered.spacing.nodeNodeBetweenLayers": "46",
  "elk.layered.spacing.edgeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "14",
  "elk.spacing.nodeNode": "36",
  "elk.spacing.edgeNode": "22",
  "elk.spacing.edgeEdge": "18",
  "elk.spacing.portPort": "24",
};

const FRESH = {
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.crossingMinimization.forceNodeModelOrder": "false",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "NONE",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
};

const IN_PLACE = {
  "elk.layered.crossingMinimization.strategy": "INTERACTIVE",
  "elk.layered.nodePlacement.strategy": "INTERACTIVE",
};

/** Of a node: one that only ends arrows would else stand a little higher than its neighbours. */
const IN_ROW = { "elk.alignment": "CENTER" };

export interface ElkBox {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Upper left corners. */
  readonly nodes: ReadonlyMap<string, Point>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

/** Places everything afresh. Where several orders are equally good, elk takes one by chance, another with another `seed`. */
export async function placeAfresh(
  elk: ELK,
  boxes: readonly ElkBox[],
  links: readonly Link[],
  layers: ReadonlyMap<string, number>,
  seed = 1,
): Promise<Placed> {
  const portsOf = portsByNode(links);
  const placed = await elk.layout({
    id: "root",
    layoutOptions: { ...OPTIONS, ...FRESH, "elk.randomSeed": String(seed) },
    children: boxes.map(({ id, width, height }) => ({
      id,
      width,
      height,
      x: 0,
      y: heightOf(layers.get(id) ?? 0) - height / 2,
      layoutOptions: { ...IN_ROW, "elk.portConstraints": "FIXED_SIDE" },
      ports: portsOf.get(id) ?? [],
    })),
    edges: links.map(({ id }) => ({ id, sources: [outPort(id)], targets: [inPort(id)] })),
  });
  return readPlaced(placed);
}

/** Draws arrows around what has its place. `middles`: of the nodes; `ports`: from the left of their nodes. */
export async function routeAround(
  elk: ELK,
  boxes: readonly ElkBox[],
  links: readonly Link[],
  layers: ReadonlyMap<string, number>,
  middles: ReadonlyMap<string, number>,
  ports: ReadonlyMap<string, number>,
  passes: ReadonlyMap<string, readonly Pass[]>,
): Promise<Placed> {
  const portsOf = portsByNode(links);
  const placed = await elk.layout({
    id: "root",
    layoutOptions: { ...OPTIONS, ...IN_PLACE },
    children: boxes.map(({ id, width, height }) => ({
      id,
      width,
      height,
      x: (middles.get(id) ?? 0) - width / 2,
      y: heightOf(layers.get(id) ?? 0) - height / 2,
      layoutOptions: { ...IN_ROW, "elk.portConstraints": "FIXED_POS" },
      ports: (portsOf.get(id) ?? []).map((port) => ({
        ...port,
        x: ports.get(port.id) ?? 0,
        y: port.layoutOptions?.["elk.port.side"] === "SOUTH" ? height : 0,
      })),
    })),
    edges: links.map(({ id }) => ({
      id,
      sources: [outPort(id)],
      targets: [inPort(id)],
      ...asRouted(id, passes.get(id) ?? []),
    })),
  });
  return readPlaced(placed);
}

/** For elk, layers are so far apart that no node reaches into another one. */
const LAYER = 100_000;
/** How far above and below the middle of its layer an arrow goes straight. */
const REACH = 10_000;
const heightOf = (layer: number): number => (layer + 1) * LAYER;

/** Arrows leave below and arrive above, each at its own place. */
function portsByNode(links: readonly Link[]): Map<string, ElkPort[]> {
  const found = new Map<string, ElkPort[]>();
  const add = (node: string, id: string, side: "SOUTH" | "NORTH"): void => {
    const port = { id, width: 0, height: 0, layoutOptions: { "elk.port.side": side } };
    const ports = found.get(node);
    if (ports === undefined) found.set(node, [port]);
    else ports.push(port);
  };
  for (const { id, from, to } of links) {
    add(from, outPort(id), "SOUTH");
    add(to, inPort(id), "NORTH");
  }
  return found;
}

/** The way an arrow is to go, as elk takes it: it turns a picture that goes down, but not these points. */
function asRouted(id: string, passes: readonly Pass[]): Pick<ElkExtendedEdge, "sections"> {
  const points = passes.flatMap(({ layer, x, up }) => {
    const [above, below] = [heightOf(layer) - REACH, heightOf(layer) + REACH];
    return (up ? [below, above] : [above, below]).map((height) => ({ x: height, y: x }));
  });
  const [startPoint, endPoint] = [points[0], points.at(-1)];
  if (startPoint === undefined || endPoint === undefined) return {};
  return { sections: [{ id: `way of ${id}`, startPoint, endPoint, bendPoints: points.slice(1, -1) }] };
}

function readPlaced({ width = 0, height = 0, children = [], edges = [] }: ElkNode): Placed {
  return {
    width,
    height,
    nodes: new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    routes: new Map(edges.map((edge) => [edge.id, route(edge)])),
  };
}

function route({ sections = [] }: ElkExtendedEdge): Point[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    // Where an arrow goes straight, elk leaves the points it was given.
    ...bendPoints.filter(({ x }) => x < LAYER - REACH),
    endPoint,
  ]);
}
