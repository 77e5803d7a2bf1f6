import { WorkflowFailedEvent } from "../../events/builtin.ts";
import type { Transition } from "../reduce.ts";
import type { Running, RunStatus } from "../state.ts";

/** Ends the run: what was queued is dropped, open questions are closed. Bodies at work are left to the runner. */
export function endRun({ state, commands }: Transition, status: Exclude<RunStatus, "running">): void {
  state.status = status;
  for (const prompt of state.prompts.values()) commands.push({ kind: "closePrompt", prompt, reason: "cancelled" });
  state.prompts.clear();
}

/** Ends the run with an error; `running` is the dispatch to blame. */
export function failRun(transition: Transition, error: unknown, running: Running | undefined): void {
  const { tick, commands } = transition;
  endRun(transition, "failed");
  const failed = new WorkflowFailedEvent({
    stepName: running?.step,
    exception: error,
    attempts: running?.attempt ?? 0,
    elapsedSeconds: running ? (tick.at - running.work.firstStartedAt) / 1000 : 0,
  });
  commands.push({ kind: "fail", event: failed, error, step: running?.step });
}
