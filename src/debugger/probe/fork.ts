import { setImmediate as turn } from "node:timers/promises";
import type { TickBody } from "../../runtime/engine/tick.ts";
import type { EventClass } from "../../runtime/events/event.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import { replaced } from "./edits.ts";
import type { Probe } from "./probe.ts";
import type { RunRecord } from "./runs.ts";

/** Turns of the event loop that a new run may take to its first dispatch: no more than two are needed. */
const PATIENCE = 20;

/**
 * Starts the run again from a dispatch, with what was edited, and stops there. The run it was forked from stays where it
 * is: to go on with the new line is not to go on with the old one.
 * Throws what the schema says against an edit.
 */
export async function fork(
  probe: Probe,
  { thread, dispatch, edits }: ProbeRequests["fork"]["arguments"],
): Promise<ProbeRequests["fork"]["body"]> {
  const { runs, gate } = probe;
  const { run, runtime } = runs.forkable(thread);
  const made = run.fork(dispatch, (state) => {
    const inputs = state.running.get(dispatch)?.inputs ?? [];
    const fields = new Map<number, unknown>();
    for (const { index, path, value } of edits.events) {
      const before = fields.get(index) ?? { ...inputs[index]?.event };
      fields.set(index, replaced(before, path, runtime.decode(value)));
    }
    const events = [...fields].map(([index, changed]): TickBody => {
      const cls = inputs[index]?.event.constructor as unknown as EventClass;
      return {
        kind: "replaced",
        dispatch,
        event: runtime.createEvent(cls, changed as Record<string, unknown>),
        index,
      };
    });
    const changes = edits.writes.map(({ path, value }) => [path, runtime.decode(value)] as const);
    return changes.length === 0 ? events : [...events, { kind: "stored", dispatch: 0, changes }];
  });
  runs.forks.set(made, { of: thread, dispatch });
  gate.closeFor(made);
  for (let turns = 0; turns < PATIENCE; turns++) {
    await turn();
    const record = runs.of(made);
    const held = record?.held.find(({ isDispatch, top }) => isDispatch && top?.node.id === dispatch);
    if (record === undefined || held?.top === undefined) continue;
    const old = runs.of(run);
    if (old !== undefined) old.aside = true;
    gate.stop(record, { reason: "step", hit: [], description: "Forked here", top: held.top });
    // The stop is told before this is answered.
    await turn();
    return { thread: record.thread };
  }
  throw new Error(`${nameOf(runs.of(made))} did not come to dispatch ${dispatch}.`);
}

function nameOf(record: RunRecord | undefined): string {
  return record?.name ?? "The forked run";
}
