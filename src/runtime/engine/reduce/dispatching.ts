import { recordAnswer } from "../operations.ts";
import type { Transition } from "../reduce.ts";
import type { Running, StepState, Work } from "../state.ts";
import { dropWaiters } from "./waiting.ts";
import { releaseWorker, takeWorker } from "./workers.ts";

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
        recordAnswer(running, resumption.waiter, resumption.record);
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
    replayed: 0,
    hasWorker: false,
  };
  takeWorker(state, step, running);
  state.running.set(running.id, running);
  commands.push({ kind: "dispatch", running });
}

/** Takes a dispatch out of the running ones; undefined where it is not among them any more. */
export function settle(transition: Transition, dispatch: number): Running | undefined {
  const { state } = transition;
  const running = state.running.get(dispatch);
  if (!running) return undefined;
  releaseWorker(state, running);
  state.running.delete(dispatch);
  if (running.waits > 0) dropWaiters(transition, dispatch);
  return running;
}
