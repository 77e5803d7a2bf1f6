import { messageOf } from "../errors.ts";
import type { Inspector } from "../inspector.ts";

/** Prints what a run does, a line a happening: the `verbose` option. */
export const verboseInspector: Inspector = {
  stepStarted(run, dispatch) {
    const attempt = dispatch.attempt > 1 ? ` (attempt ${dispatch.attempt})` : "";
    print(
      run.workflowName,
      `step ${dispatch.step} takes ${dispatch.inputs.map((input) => input.event.$type).join(", ")}${attempt}`,
    );
  },
  stepSettled(run, dispatch, outcome) {
    if (outcome.kind === "failed") {
      const next =
        outcome.retryIn !== undefined
          ? `, tries again in ${outcome.retryIn / 1000} s`
          : outcome.handler
            ? `, handled by ${outcome.handler}`
            : "";
      print(run.workflowName, `step ${dispatch.step} failed: ${messageOf(outcome.error)}${next}`);
    } else if (outcome.kind === "returned") {
      const events = outcome.events.map((event) => event.$type);
      print(run.workflowName, `step ${dispatch.step} produced ${events.length > 0 ? events.join(", ") : "no event"}`);
    }
  },
  promptOpened(run, prompt) {
    print(run.workflowName, `${prompt.step ?? "somebody"} asks: ${prompt.event.$type}`);
  },
  runEnded(run, outcome) {
    print(
      run.workflowName,
      outcome.kind === "completed" ? "completed" : `${outcome.kind}: ${messageOf(outcome.error)}`,
    );
  },
};

function print(workflow: string, text: string): void {
  console.log(`[${workflow}] ${text}`);
}
