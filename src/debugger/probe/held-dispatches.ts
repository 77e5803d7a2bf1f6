import type { ProbeRequests } from "../protocol/probe.ts";
import { lineage } from "./breakpoints.ts";
import { preview } from "./preview.ts";
import type { RunRecord } from "./runs.ts";
import { eventName, type Held, type Top, topOf } from "./stop.ts";

export type DispatchTarget = ProbeRequests["dispatchTargets"]["body"]["targets"][number];

/** More than anybody chooses from. */
const MOST = 200;
/** Characters of an event in a menu. */
const SHORT = 120;

/** What waits at the gate of a run: the dispatches among which "first this one" can choose, the one on top first. */
export function dispatchTargets(record: RunRecord): DispatchTarget[] {
  const current = topOf(record);
  const targets: DispatchTarget[] = [];
  for (const { top, isDispatch } of record.held) {
    if (!isDispatch || top?.node.step === undefined) continue;
    const { node } = top;
    const events = node.inputs.map((input) => input.event);
    targets.push({
      thread: record.thread,
      dispatchId: node.id,
      event: eventName(node),
      names: [...new Set(events.flatMap((event) => [...lineage(event)]))],
      step: node.step as string,
      workflow: record.run.workflowName,
      text: preview(events.length === 1 ? events[0] : events, SHORT),
      current: top === current,
      sameEvent: events.length === 1 && current?.node.inputs[0]?.event === events[0],
    });
    if (targets.length === MOST) break;
  }
  return targets.sort((a, b) => Number(b.current) - Number(a.current));
}

/**
 * Puts a dispatch that waits at the gate before all others of its run: it is what the run shows, and goes first. What was
 * on top before is asked again when its turn comes. Throws where the dispatch is not at the gate.
 */
export function prefer(record: RunRecord, dispatchId: number): Top {
  if (!record.closed) throw new Error(`${record.name} is not stopped.`);
  const chosen = record.held.find(({ top, isDispatch }) => isDispatch && top?.node.id === dispatchId);
  if (chosen?.top === undefined) {
    throw new Error("This event cannot go first: it was dispatched already, or waits for a free worker of its step.");
  }
  const first = Math.min(...record.held.map(({ order }) => order));
  const others = record.held.filter((held) => held !== chosen);
  for (const other of others) if (other.isDispatch) other.shown = false;
  const moved: Held = { ...chosen, order: first - 1, shown: true };
  record.held.splice(0, record.held.length, moved, ...others);
  record.stop = { reason: "goto", hit: [], description: "Paused after a jump", top: chosen.top };
  record.activity.changed = true;
  return chosen.top;
}
