import type { RunOutcome } from "../../runtime/inspector.ts";
import type { ProbeEvents } from "../protocol/probe.ts";
import type { Emit } from "./connection.ts";
import { LastEvents } from "./last-events.ts";
import type { RunRecord, RunTable } from "./runs.ts";
import { eventName } from "./stop.ts";

export type LiveRunState = ProbeEvents["live"]["runs"][number];

/** ms between samples. */
const INTERVAL = 100;

/** Tells the adapter what runs do, in samples. Counting happens elsewhere; here is the looking, ten times a second at most. */
export class Live {
  readonly #runs: RunTable;
  readonly #emit: Emit;
  readonly #lastEvents = new LastEvents();
  #timer: NodeJS.Timeout | undefined;

  constructor(runs: RunTable, emit: Emit) {
    this.#runs = runs;
    this.#emit = emit;
  }

  /** Something changed in that run; a sample follows. */
  changed(record: RunRecord): void {
    record.activity.changed = true;
    this.#timer ??= setTimeout(() => this.#sample(), INTERVAL).unref();
  }

  /** The last sample of a run that has ended: nobody can ask for its events any more. */
  ended(record: RunRecord, outcome: RunOutcome): void {
    record.activity.changed = false;
    const events = this.#lastEvents.of(record, outcome);
    this.#emit("live", { runs: [{ ...liveState(record), status: outcome.kind, ...(events && { events }) }] });
  }

  all(): LiveRunState[] {
    return [...this.#runs].map(liveState);
  }

  #sample(): void {
    this.#timer = undefined;
    const runs: LiveRunState[] = [];
    for (const record of this.#runs) {
      if (!record.activity.changed) continue;
      record.activity.changed = false;
      runs.push(liveState(record));
    }
    if (runs.length > 0) this.#emit("live", { runs });
  }
}

/** What the graph view shows of a run. */
export function liveState(record: RunRecord): LiveRunState {
  const { run, activity, thread } = record;
  const { state } = run;
  const atGate = new Set<number>();
  const pending = new Counts();
  for (const { top, isDispatch } of record.held) {
    if (!isDispatch || top?.node.step === undefined) continue;
    atGate.add(top.node.id);
    pending.add(eventName(top.node), top.node.step);
  }
  for (const { name, queue } of state.steps) {
    for (const work of queue) pending.add(work.inputs.at(-1)?.event.$type ?? "?", name);
  }
  const running = new Map<string, { step: string; count: number; ms: number }>();
  const now = run.elapsed();
  for (const dispatch of state.running.values()) {
    if (atGate.has(dispatch.id) || dispatch.waits > 0) continue;
    const ms = Math.max(0, Math.round(now - (record.chain.get(dispatch.id)?.at ?? now)));
    const known = running.get(dispatch.step);
    if (known === undefined) running.set(dispatch.step, { step: dispatch.step, count: 1, ms });
    else {
      known.count++;
      known.ms = Math.max(known.ms, ms);
    }
  }
  const waiting = new Counts();
  for (const waiter of state.waiters.values()) waiting.add(waiter.event, waiter.step);
  const { stop } = record;
  const node = stop?.top?.node;
  return {
    runId: run.id,
    thread,
    workflow: run.workflowName,
    status: statusOf(record),
    pending: pending.list(),
    running: [...running.values()],
    waiting: waiting.list(),
    delivered: activity.delivered.list(),
    produced: activity.produced.list(),
    failed: [...activity.failed].map(([step, failure]) => ({ step, ...failure })),
    ...(stop === undefined || node === undefined
      ? {}
      : { stopped: { event: eventName(node), step: node.step ?? "", reason: stop.reason } }),
  };
}

function statusOf(record: RunRecord): LiveRunState["status"] {
  const { state } = record.run;
  if (record.closed) return "stopped";
  if (state.status !== "running") return state.status;
  const waits = state.waiters.size > 0 || state.prompts.size > 0;
  return waits && state.working === 0 && state.queued === 0 ? "waiting" : "running";
}

class Counts {
  readonly #counts = new Map<string, { event: string; step: string; count: number }>();
  /** The last one: a long queue is mostly of one kind. */
  #last: { event: string; step: string; count: number } | undefined;

  add(event: string, step: string): void {
    if (this.#last?.event === event && this.#last.step === step) {
      this.#last.count++;
      return;
    }
    const key = `${event} ${step}`;
    const counter = this.#counts.get(key) ?? { event, step, count: 0 };
    counter.count++;
    this.#counts.set(key, counter);
    this.#last = counter;
  }

  list(): { event: string; step: string; count: number }[] {
    return [...this.#counts.values()];
  }
}
