/** The picture with each workflow at its place on the one canvas, and ways to look things up in it. */
import type { Picture, PictureEdge, PictureNode, PictureWorkflow } from "../../picture/model.ts";
import type { Target } from "../graph/messages.ts";

export interface PlacedNode {
  readonly key: string;
  readonly workflow: PictureWorkflow;
  readonly node: PictureNode;
  /** Upper left corner on the canvas. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly key: string;
  readonly workflow: PictureWorkflow;
  readonly edge: PictureEdge;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface PlacedWorkflow {
  readonly workflow: PictureWorkflow;
  /** Drawn in a group of another one. */
  readonly inside: boolean;
  readonly x: number;
  readonly y: number;
}

/** One of several workflows, with all that is drawn inside it. */
export function withInner(workflows: readonly PictureWorkflow[], name: string): PictureWorkflow[] {
  const names = new Set([name]);
  for (const { name: inner, inside } of workflows) if (inside && names.has(inside.workflow)) names.add(inner);
  return workflows.filter((workflow) => names.has(workflow.name));
}

/** Identity of a node or arrow on the canvas. */
export const keyOf = (workflow: string, id: string): string => `${workflow}/${id}`;

const GAP = 48;

export class PlacedPicture {
  readonly workflows: readonly PlacedWorkflow[];
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  readonly edges: ReadonlyMap<string, PlacedEdge>;
  readonly width: number;
  readonly height: number;

  /** Several workflows stand side by side where `wide`, else one below the other. */
  constructor(picture: Pick<Picture, "workflows">, wide: boolean) {
    const nodes = new Map<string, PlacedNode>();
    const edges = new Map<string, PlacedEdge>();
    const across = Math.max(0, ...picture.workflows.map((workflow) => workflow.width));
    let at = { x: 0, y: 0 };
    const next = (workflow: PictureWorkflow): { x: number; y: number } => {
      const x = wide ? at.x : at.x + Math.round((across - workflow.width) / 2);
      const y = at.y;
      at = wide ? { x: at.x + workflow.width + GAP, y } : { x: at.x, y: at.y + workflow.height + GAP };
      return { x, y };
    };
    this.workflows = picture.workflows.map((workflow) => {
      // The group comes before what is inside it.
      const group = nodes.get(keyOf(workflow.inside?.workflow ?? "", workflow.inside?.node ?? ""));
      const { x, y } = group === undefined ? next(workflow) : middleOf(group, workflow);
      for (const node of workflow.nodes) {
        const key = keyOf(workflow.name, node.id);
        nodes.set(key, { key, workflow, node, x: x + node.x, y: y + node.y });
      }
      for (const edge of workflow.edges) {
        const key = keyOf(workflow.name, edge.id);
        const points = edge.points.map((point) => ({ x: point.x + x, y: point.y + y }));
        edges.set(key, { key, workflow, edge, points });
      }
      return { workflow, x, y, inside: group !== undefined };
    });
    this.nodes = nodes;
    this.edges = edges;
    this.width = Math.max(0, ...this.workflows.map(({ x, workflow }) => x + workflow.width));
    this.height = Math.max(0, ...this.workflows.map(({ y, workflow }) => y + workflow.height));
  }

  /** Nodes at the other ends of the arrows that leave (`from`) or reach (`to`) a node. */
  neighbours(key: string, end: "from" | "to"): PlacedNode[] {
    const placed = this.nodes.get(key);
    if (placed === undefined) return [];
    const other = end === "from" ? "to" : "from";
    const ids = placed.workflow.edges.filter((edge) => edge[end] === placed.node.id).map((edge) => edge[other]);
    return [...new Set(ids)].flatMap((id) => this.nodes.get(keyOf(placed.workflow.name, id)) ?? []);
  }

  /** The room a workflow takes, and the first of its nodes; undefined where it is not shown or has none. */
  group(name: string): { x: number; y: number; width: number; height: number; first: string } | undefined {
    const placed = this.workflows.find(({ workflow }) => workflow.name === name);
    const first = placed?.workflow.nodes[0];
    if (placed === undefined || first === undefined) return undefined;
    const { x, y, workflow } = placed;
    return { x, y, width: workflow.width, height: workflow.height, first: keyOf(name, first.id) };
  }

  find(target: Target): PlacedNode | undefined {
    return target.id === undefined ? undefined : this.nodes.get(keyOf(target.workflow, target.id));
  }
}

const middleOf = ({ node, x, y }: PlacedNode, { width }: PictureWorkflow): Point => ({
  x: x + (node.width - width) / 2,
  y,
});

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * How far the picture went, as most of its nodes did (or one of them, where one has the keyboard): the view goes along.
 * `before`: nodes by the key of today. Undefined where none of them is there any more.
 */
export function shiftOf(
  before: ReadonlyMap<string, PlacedNode>,
  after: PlacedPicture,
  focused: string | undefined,
): Point | undefined {
  const shifts = new Map(
    [...before].flatMap(([key, was]) => {
      const is = after.nodes.get(key);
      return is === undefined ? [] : [[key, { x: middleX(is) - middleX(was), y: is.y - was.y }] as const];
    }),
  );
  const all = [...shifts.values()];
  const most = all.length === 0 ? undefined : { x: mostOf(all.map(({ x }) => x)), y: mostOf(all.map(({ y }) => y)) };
  return shifts.get(focused ?? "") ?? most;
}

const middleX = ({ x, node }: PlacedNode): number => x + node.width / 2;

/** The most frequent value, to a pixel. */
function mostOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values.map(Math.round)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most = 0] = [...counts.entries()].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  return most;
}

/** Whether several workflows are drawn larger side by side than one below the other. */
export function fitsBetterWide(
  workflows: readonly PictureWorkflow[],
  size: { readonly width: number; readonly height: number },
): boolean {
  const scale = (wide: boolean): number => {
    const placed = new PlacedPicture({ workflows: [...workflows] }, wide);
    return Math.min(size.width / placed.width, size.height / placed.height);
  };
  return scale(true) > scale(false);
}
