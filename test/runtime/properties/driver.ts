import { HumanResponseEvent, type WorkflowRun } from "stepwright";
import type { SimulatedClock } from "stepwright/testing";

/** Numbers in [0, 1) from a seed: the order in which people answer. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Lets a run go on to its end: time passes, and people answer, now the one, now the other.
 * @throws where neither is left and the run has not ended.
 */
export async function drive(run: WorkflowRun, clock: SimulatedClock, random: () => number): Promise<void> {
  for (;;) {
    await clock.settle();
    if (run.done) return;
    const { prompts } = run;
    const [next] = clock.pending;
    const prompt = prompts[Math.floor(random() * prompts.length)];
    if (prompt && (next === undefined || random() < 0.5)) {
      const { prefix } = prompt.event as unknown as { prefix: string };
      run.sendEvent(new HumanResponseEvent({ response: prefix }), { prompt: prompt.id });
    } else if (next !== undefined) {
      await clock.advance(next);
    } else {
      throw new Error(`run ${run.id} is stuck: no timer, no question, and it has not ended`);
    }
  }
}
