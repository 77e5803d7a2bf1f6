import type { Running, RunState, StepState } from "../state.ts";

/** Gives the dispatch the first free worker of its step. */
export function takeWorker(state: RunState, step: StepState, running: Running): void {
  let slot = 0;
  while (step.slots[slot]) slot++;
  step.slots[slot] = true;
  running.worker = slot;
  running.hasWorker = true;
  step.busy++;
  state.working++;
}

/** Gives the worker back. */
export function releaseWorker(state: RunState, running: Running): void {
  if (!running.hasWorker) return;
  running.hasWorker = false;
  const step = state.steps[running.stepIndex] as StepState;
  step.slots[running.worker] = false;
  step.busy--;
  state.working--;
}
