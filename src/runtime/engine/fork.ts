import { WorkflowRuntimeError } from "../errors.ts";
import type { Definition } from "./definition.ts";
import { reduce } from "./reduce.ts";
import type { RecordedJournal } from "./replay.ts";
import { initialState, type RunState } from "./state.ts";
import type { Tick, TickBody } from "./tick.ts";

/** A run as it was when a dispatch was about to happen. */
export interface ForkPoint {
  readonly state: RunState;
  /** The ticks that led there, and those of the changes. */
  readonly ticks: readonly Tick[];
}

/** What is to be different: ticks that come right before the dispatch. */
export type ForkChange = (state: Readonly<RunState>) => readonly TickBody[];

/**
 * Rebuilds the state in which the dispatch was about to happen, from the beginning of the journal. Delays and deadlines
 * keep what was left of them then. @throws WorkflowRuntimeError where the journal does not have it.
 */
export function forkPoint(
  definition: Definition,
  journal: RecordedJournal | undefined,
  dispatch: number,
  now: number,
  change: ForkChange,
): ForkPoint {
  const fail = (message: string): never => {
    throw new WorkflowRuntimeError(`Workflow ${definition.workflowName}: ${message}`);
  };
  if (!journal?.header) {
    return fail(
      "the run keeps no journal in memory, so it cannot be forked. Leave out the journal option to debug it.",
    );
  }
  const state = initialState(definition, journal.header.state);
  const ticks: Tick[] = [];
  const apply = (tick: Tick): void => {
    reduce(definition, state, tick);
    ticks.push(tick);
  };
  for (const tick of journal.ticks) {
    if (state.running.has(dispatch)) break;
    apply(tick);
  }
  if (!state.running.has(dispatch)) return fail(`its journal has no dispatch ${dispatch}.`);
  for (const body of change(state)) apply({ ...body, seq: state.seq + 1, at: state.lastAt, cause: 0 });
  const since = now - state.lastAt;
  for (const [timer, retry] of state.retries) state.retries.set(timer, { ...retry, due: retry.due + since });
  for (const [id, waiter] of state.waiters) {
    if (waiter.deadline !== undefined) state.waiters.set(id, { ...waiter, deadline: waiter.deadline + since });
  }
  return { state, ticks };
}
