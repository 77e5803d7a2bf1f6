import { WorkflowCancelledError, WorkflowTimeoutError } from "../errors.ts";
import type { RunOutcome } from "../inspector.ts";
import type { Command } from "./commands.ts";

/** How a run ended, with the error that awaiting it throws. */
export function toOutcome(
  command: Command & { kind: "complete" | "fail" | "timedOut" | "cancelled" },
  workflow: string,
): RunOutcome {
  switch (command.kind) {
    case "complete": {
      const plain = command.event.$type === "StopEvent";
      const result = plain ? (command.event as { result?: unknown }).result : command.event;
      return { kind: "completed", event: command.event, result };
    }
    case "fail":
      return { kind: "failed", error: command.error, ...(command.step !== undefined && { step: command.step }) };
    case "timedOut": {
      const active = command.activeSteps.length > 0 ? command.activeSteps.join(", ") : "none";
      const message = `Workflow ${workflow}: Operation timed out after ${command.seconds} seconds. Currently active steps: ${active}. Raise the workflow's timeout (seconds), or set it to null.`;
      return { kind: "timedOut", error: new WorkflowTimeoutError(message, command.activeSteps) };
    }
    case "cancelled":
      return {
        kind: "cancelled",
        error: new WorkflowCancelledError(`Workflow ${workflow} was cancelled: ${command.reason}.`),
      };
  }
}
