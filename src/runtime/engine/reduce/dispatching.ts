import type { Transition } from "../reduce.ts";
import type { Running, RunState, StepState, Work } from "../state.ts";

/** Gives free workers what waits for them: first waits that were answered, then events in the order they came. */
export function dispatchWaiting(transition: Transition): void {
  const { definition, state } = transition;
  if (state.queued === 0) return;
  for (let index = 0; index < state.steps.length; index++) {
    const step = state.steps[index] as StepState;
    const workers = definition.steps[index]?.workers ?? 0;
    while (step.busy < workers && (step.resumable.length > 0 || step.queue.length > 0)) {
      const resumption = step.resumable.shift();
      if (resumption) {
        state.queued--;
        const running = state.running.get(resumption.dispatch);
        if (!running) continue;
        takeWorker(state, step, running);
        transition.commands.push({ kind: "resume", waiter: resumption.waiter, record: resumption.record });
      } else {
        start(transition, index, step, step.queue.shift() as Work);
      }
    }
  }
}

function start({ state, tick, commands }: Transition, stepIndex: number, step: StepState, work: Work): void {
  state.queued--;
  if (work.firstStartedAt === 0) work.firstStartedAt = tick.at;
  const running: Running = {
    id: ++state.lastDispatchId,
    step: step.name,
    stepIndex,
    inputs: work.inputs,
    attempt: work.attempt,
    worker: 0,
    work,
    startedAt: tick.at,
    seq: tick.seq,
    waits: 0,
    hasWorker: false,
  };
  takeWorker(state, step, running);
  state.running.set(running.id, running);
  commands.push({ kind: "dispatch", running });
}

function takeWorker(state: RunState, step: StepState, running: Running): void {
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

/** Takes a dispatch out of the running ones; undefined where it is not among them any more. */
export function settle(state: RunState, dispatch: number): Running | undefined {
  const running = state.running.get(dispatch);
  if (!running) return undefined;
  releaseWorker(state, running);
  state.running.delete(dispatch);
  if (running.waits > 0) {
    for (const waiter of state.waiters.values()) if (waiter.dispatch === dispatch) state.waiters.delete(waiter.id);
  }
  return running;
}
