import type { Event, EventKind } from "../../events/event.ts";
import type { Transition } from "../reduce.ts";
import type { Work } from "../state.ts";
import type { EventRecord, Matches } from "../tick.ts";
import { endRun } from "./ending.ts";
import { addOpenWork, park } from "./scopes.ts";
import { openPrompt, resumeWaiters } from "./waiting.ts";

/** How many events nobody took are kept for a wait that comes later; beyond it the oldest go. */
export const INBOX_LIMIT = 1000;

export interface Origin {
  /** The dispatch that produced the event; 0 = outside. */
  readonly producer: number;
  /** The step that produced it. */
  readonly by?: string | undefined;
  /** Only this step may take it. */
  readonly step?: string | undefined;
  readonly matches?: Matches | undefined;
  readonly recoveries?: Work["recoveries"];
  /** The fan-out the event belongs to. */
  readonly scope: number;
}

/** Brings an event to the waits it answers and to every step that takes it. */
export function deliver(transition: Transition, event: Event, origin: Origin): void {
  const { definition, state, tick, commands } = transition;
  const record: EventRecord = { id: ++state.lastEventId, event, seq: tick.seq, producer: origin.producer };
  const kind = (event.constructor as unknown as { kind: EventKind }).kind;
  if (kind === "stop") {
    endRun(transition, "completed");
    commands.push({ kind: "complete", event });
    return;
  }
  if (kind === "inputRequired") {
    commands.push({ kind: "publish", event });
    openPrompt(transition, event, origin.by, definition.answer, origin.scope);
    addOpenWork(transition, origin.scope);
  }
  const resumed = origin.matches !== undefined && resumeWaiters(transition, origin.matches, record);
  const targets = targetsOf(transition, event, origin.step);
  for (const index of targets) {
    if (definition.steps[index]?.fanIn) park(transition, index, record, origin.scope);
    else enqueue(transition, index, workFor(record, origin.scope, origin.recoveries));
  }
  if (resumed || targets.length > 0 || kind === "inputRequired") return;
  state.inbox.push(record);
  if (state.inbox.length > INBOX_LIMIT) state.inbox.shift();
  state.unhandled.set(event.$type, origin.by ?? "outside");
  commands.push({ kind: "unhandled", event });
}

function targetsOf({ definition }: Transition, event: Event, step: string | undefined): readonly number[] {
  if (step === undefined) return definition.route(event);
  const index = definition.stepIndex.get(step);
  return index === undefined ? [] : [index];
}

export function workFor(record: EventRecord, scope: number, recoveries: Work["recoveries"]): Work {
  const work: Work = { inputs: [record], attempt: 1, firstStartedAt: 0, scope };
  if (recoveries) work.recoveries = recoveries;
  return work;
}

export function enqueue(transition: Transition, stepIndex: number, work: Work): void {
  const { state } = transition;
  const step = state.steps[stepIndex];
  if (!step) return;
  addOpenWork(transition, work.scope);
  step.queue.push(work);
  state.queued++;
}
