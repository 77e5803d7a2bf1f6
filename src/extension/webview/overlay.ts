/** What the running workflows do, by node and arrow of the picture. */
import type { LiveRun } from "../../debugger/protocol/editor.ts";
import { keyOf, type PlacedPicture } from "./placed.ts";

export interface NodeLive {
  running: number;
  /** Since the oldest body at work started. */
  ms: number;
  /** Events a body waits for. */
  readonly waits: Set<string>;
  failed: { readonly message: string; readonly retrying: boolean } | undefined;
  /** Why the debugger holds a dispatch to this step. */
  held: string | undefined;
  /** Deliveries so far. */
  taken: number;
}

export interface EdgeLive {
  taken: number;
  pending: number;
  waiting: number;
  held: boolean;
}

export interface Overlay {
  readonly nodes: ReadonlyMap<string, NodeLive>;
  readonly edges: ReadonlyMap<string, EdgeLive>;
  /** Persons who are asked something now. */
  readonly people: ReadonlySet<string>;
}

interface Count {
  readonly event: string;
  readonly step: string;
  readonly count: number;
}

/** Sums the runs up. What the picture does not show (another file's workflow, an event sent from outside) is left out. */
export function overlayOf(picture: PlacedPicture, runs: readonly LiveRun[]): Overlay {
  const nodes = new Map<string, NodeLive>();
  const edges = new Map<string, EdgeLive>();
  const node = (workflow: string, step: string): NodeLive | undefined => {
    const key = keyOf(workflow, `step:${step}`);
    if (!picture.nodes.has(key)) return undefined;
    let live = nodes.get(key);
    if (live === undefined) {
      live = newNodeLive();
      nodes.set(key, live);
    }
    return live;
  };
  const edge = (workflow: string, kinds: readonly string[], event: string, step: string): EdgeLive | undefined => {
    const key = edgeKey(picture, workflow, kinds, event, step);
    if (key === undefined) return undefined;
    let live = edges.get(key);
    if (live === undefined) {
      live = { taken: 0, pending: 0, waiting: 0, held: false };
      edges.set(key, live);
    }
    return live;
  };
  const closed = closedGroups(picture);
  const INTO = ["accept", "wait"];
  const OUT = ["return", "send", "prompt", "stream", "fail"];

  for (const run of runs) {
    const each = (counts: readonly Count[], kinds: readonly string[], add: (live: EdgeLive, count: number) => void) => {
      for (const { event, step, count } of counts) {
        const live = edge(run.workflow, kinds, event, step);
        if (live !== undefined) add(live, count);
      }
    };
    each(run.delivered, INTO, (live, count) => {
      live.taken += count;
    });
    each(run.produced, OUT, (live, count) => {
      live.taken += count;
    });
    each(run.pending, INTO, (live, count) => {
      live.pending += count;
    });
    each(run.waiting, ["wait", "accept"], (live, count) => {
      live.waiting += count;
    });
    for (const { step, count } of run.delivered) {
      const live = node(run.workflow, step);
      if (live !== undefined) live.taken += count;
    }
    for (const { step, count, ms } of run.running) {
      const live = node(run.workflow, step);
      if (live === undefined) continue;
      live.running += count;
      live.ms = Math.max(live.ms, ms);
    }
    for (const { event, step } of run.waiting) node(run.workflow, step)?.waits.add(event);
    for (const { step, message, retrying } of run.failed) {
      const live = node(run.workflow, step);
      if (live !== undefined) live.failed = { message, retrying };
    }
    for (const key of closed.get(run.workflow) ?? []) addUp(nodes, key, run);
    if (run.stopped !== undefined) {
      const { event, step, reason } = run.stopped;
      const live = node(run.workflow, step);
      if (live !== undefined) live.held = reason;
      const arrow = edge(run.workflow, INTO, event, step);
      if (arrow !== undefined) arrow.held = true;
    }
  }
  const people = askedPeople(picture, runs, edges);
  for (const [key, { workflow, edge: arrow }] of picture.edges) {
    if (arrow.kind !== "person" || !people.has(keyOf(workflow.name, arrow.to))) continue;
    edges.set(key, { taken: 0, pending: 0, waiting: 1, held: false });
  }
  return { nodes, edges, people };
}

/** Child workflows whose inside is not shown, by name: their runs are told where they stand. */
function closedGroups(picture: PlacedPicture): Map<string, string[]> {
  const closed = new Map<string, string[]>();
  for (const [key, { node }] of picture.nodes) {
    if (node.group === "closed") closed.set(node.name, [...(closed.get(node.name) ?? []), key]);
  }
  return closed;
}

/** What a whole run does, as one node. */
function addUp(nodes: Map<string, NodeLive>, key: string, run: LiveRun): void {
  const live = nodes.get(key) ?? newNodeLive();
  nodes.set(key, live);
  live.taken++;
  if (run.status === "running") live.running++;
  live.ms = Math.max(live.ms, ...run.running.map(({ ms }) => ms));
  for (const { event } of run.waiting) live.waits.add(event);
  if (run.stopped !== undefined) live.held = run.stopped.reason;
  const failure = run.status === "failed" ? run.failed.at(-1) : undefined;
  if (failure !== undefined) live.failed = { message: failure.message, retrying: false };
}

function newNodeLive(): NodeLive {
  return { running: 0, ms: 0, waits: new Set(), failed: undefined, held: undefined, taken: 0 };
}

/**
 * A body that waits for an answer asks the person that answer comes from. A run that waits although no body does has
 * let its question out as an ordinary event: any person of that workflow may be meant.
 */
function askedPeople(
  picture: PlacedPicture,
  runs: readonly LiveRun[],
  edges: ReadonlyMap<string, EdgeLive>,
): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const { workflow } of picture.workflows) {
    const open = runs.some(
      (run) => run.workflow === workflow.name && run.status === "waiting" && run.waiting.length === 0,
    );
    const awaited = new Set(
      workflow.edges
        .filter((edge) => (edges.get(keyOf(workflow.name, edge.id))?.waiting ?? 0) > 0)
        .map((edge) => edge.from),
    );
    for (const edge of workflow.edges) {
      if (edge.kind !== "person") continue;
      const person = edge.from.startsWith("person:") ? edge.from : edge.to;
      if (open || awaited.has(edge.to)) asked.add(keyOf(workflow.name, person));
    }
  }
  return asked;
}

/** The arrow an event takes; where a step accepts a base class, the arrow of the nearest one. */
function edgeKey(
  picture: PlacedPicture,
  workflow: string,
  kinds: readonly string[],
  event: string,
  step: string,
): string | undefined {
  const names = [event, ...(picture.nodes.get(keyOf(workflow, `event:${event}`))?.node.extends ?? [])];
  for (const name of names) {
    for (const kind of kinds) {
      const key = keyOf(workflow, `${kind}:${name}:${step}`);
      if (picture.edges.has(key)) return key;
    }
  }
  return undefined;
}
