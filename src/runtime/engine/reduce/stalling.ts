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
  for (const [step, has] of halfFullJoins(state)) {
    const wanted = definition.steps[definition.stepIndex.get(step) ?? -1]?.accepts ?? [];
    reasons.push(`step ${step} joins ${wanted.join(" and ")} but has only ${has.join(", ")}`);
  }
  if (reasons.length === 0) reasons.push("no step returned a StopEvent");
  return new WorkflowRuntimeError(
    `Workflow ${definition.workflowName} can never end: nothing is queued or running, and ${reasons.join("; ")}. ` +
      `Return a StopEvent, add a step that takes the event, or set onIdle: "wait" if events come from outside.`,
  );
}

function halfFullJoins(state: RunState): Map<string, readonly string[]> {
  const joins = new Map(state.halfFull);
  for (const scope of state.scopes.values()) {
    for (const [index, parked] of scope.parked) {
      const name = state.steps[index]?.name;
      if (name !== undefined && parked.length > 0) {
        joins.set(
          name,
          parked.map((record) => record.event.$type),
        );
      }
    }
  }
  return joins;
}

function describe(buffer: Buffer): string {
  return buffer.expected
    .map(([name, count]) => `${Math.min(count, buffer.held.get(name)?.length ?? 0)} of ${count} ${name}`)
    .join(" and ");
}
