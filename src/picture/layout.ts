/** Places and sizes for a sketch, by elkjs: layers downwards, orthogonal arrows, order as in the sketch. */
import type { ELK, ElkExtendedEdge, ElkNode, ElkPort } from "elkjs/lib/elk-api.js";
import type { NestedSketch } from "./groups.ts";
import type { PictureWorkflow, TextMetrics } from "./model.ts";
import { type NodeBox, nodeBox } from "./node-box.ts";
import { childId, type Sketch, type SketchEdge } from "./sketch.ts";
import { textWidth } from "./text-metrics.ts";

/** Height of the strip above a workflow that holds its name. */
export const TITLE_HEIGHT = 40;

const WORKFLOW_OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=12,left=16,bottom=16,right=16]",
  "elk.separateConnectedComponents": "false",
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.crossingMinimization.forceNodeModelOrder": "false",
  "elk.layered.feedbackEdges": "true",
  // What is added below or beside moves nothing above; measured by bench/graph-view/compare.ts.
  "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "NONE",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.spacing.nodeNodeBetweenLayers": "46",
  "elk.layered.spacing.edgeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "14",
  "elk.spacing.nodeNode": "36",
  "elk.spacing.edgeNode": "22",
  "elk.spacing.edgeEdge": "18",
  "elk.spacing.portPort": "24",
};

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Lays a workflow out with those inside it: itself first. An edit of one of them leaves the inside of the others as it was. */
export async function layoutGroups(elk: ELK, sketch: NestedSketch, metrics: TextMetrics): Promise<PictureWorkflow[]> {
  const inner = (await Promise.all(sketch.inner.map((child) => layoutGroups(elk, child, metrics)))).map(
    ([first, ...rest]) => ({ first: first as PictureWorkflow, rest }),
  );
  const sizes = new Map(inner.map(({ first }) => [childId(first.name), first]));
  const own = await layoutWorkflow(elk, sketch, metrics, sizes);
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

  const leaves = new Set(sketch.edges.map((edge) => edge.from));
  const root: ElkNode = {
    id: "root",
    layoutOptions: WORKFLOW_OPTIONS,
    children: boxes.map((box) => ({
      id: box.id,
      width: box.width,
      height: box.height,
      layoutOptions: {
        "elk.portConstraints": "FIXED_SIDE",
        ...(box.role === "start" && { "elk.layered.layering.layerConstraint": "FIRST" }),
        ...(box.role === "stop" && !leaves.has(box.id) && { "elk.layered.layering.layerConstraint": "LAST" }),
      },
      ports: ports(box.id, sketch.edges),
    })),
    edges: sketch.edges.map((edge) => ({ id: edge.id, sources: [`out ${edge.id}`], targets: [`in ${edge.id}`] })),
  };
  const placed = await elk.layout(root);

  const at = new Map((placed.children ?? []).map((child) => [child.id, child]));
  const routes = new Map((placed.edges ?? []).map((edge) => [edge.id, route(edge)]));
  // A title wider than the picture: the picture goes to the middle.
  const width = Math.max(placed.width ?? 0, title);
  const shift = Math.round((width - (placed.width ?? 0)) / 2);
  return {
    ...base,
    width,
    height: (placed.height ?? 0) + TITLE_HEIGHT,
    nodes: boxes.map((box) => {
      const node = at.get(box.id);
      return { ...box, x: (node?.x ?? 0) + shift, y: (node?.y ?? 0) + TITLE_HEIGHT };
    }),
    edges: sketch.edges.map((edge) => ({
      ...edge,
      points: (routes.get(edge.id) ?? []).map(({ x, y }) => ({ x: x + shift, y: y + TITLE_HEIGHT })),
    })),
  };
}

/** Between the sides of an open group and what is inside: a breakpoint's dot stands left of its node. */
const GROUP_SIDE = 12;

const room = (group: Size | undefined): NodeBox | undefined =>
  group && { lines: [], width: group.width + 2 * GROUP_SIDE, height: group.height + 6 };

/** Arrows leave below and arrive above, each at its own place. */
function ports(node: string, edges: readonly SketchEdge[]): ElkPort[] {
  return edges.flatMap((edge) => [
    ...(edge.from === node ? [port(`out ${edge.id}`, "SOUTH")] : []),
    ...(edge.to === node ? [port(`in ${edge.id}`, "NORTH")] : []),
  ]);
}

function port(id: string, side: "SOUTH" | "NORTH"): ElkPort {
  return { id, width: 0, height: 0, layoutOptions: { "elk.port.side": side } };
}

function route(edge: ElkExtendedEdge): { x: number; y: number }[] {
  return (edge.sections ?? []).flatMap((section) => [
    section.startPoint,
    ...(section.bendPoints ?? []),
    section.endPoint,
  ]);
}
