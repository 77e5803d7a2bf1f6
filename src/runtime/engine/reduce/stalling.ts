import { WorkflowRuntimeError } from "../../errors.ts";
import type { Definition } from "../definition.ts";
import type { Buffer, RunState } from "../state.ts";

/** Why a run in which nothing can happen any more never ended: the events nobody took and the buffers left half full. */
export function stallError(definition: Definition, state: RunState): WorkflowRuntimeError {
  const reasons: string[] = [];
  for (const [event, by] of state.unhandled) {
    const from = by === "outside" ? "sent from outside" : `from step ${by}`;
    reasons.push(`no step takes ${event} (${from})`);
  }
  for (const buffer of state.buffers.values()) reasons.push(`step ${buffer.step} has collected ${describe(buffer)}`);
  if (reasons.length === 0) reasons.push("no step returned a StopEvent");
  return new WorkflowRuntimeError(
    `Workflow ${definition.workflowName} can never end: nothing is queued or running, and ${reasons.join("; ")}. ` +
      `Return a StopEvent, add a step that takes the event, or set onIdle: "wait" if events come from outside.`,
  );
}

function describe(buffer: Buffer): string {
  return buffer.expected
    .map(([name, count]) => `${Math.min(count, buffer.held.get(name)?.length ?? 0)} of ${count} ${name}`)
    .join(" and ");
}
