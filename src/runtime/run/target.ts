import { WorkflowRuntimeError } from "../errors.ts";
import type { Event } from "../events/event.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";

/** @throws WorkflowRuntimeError where there is no such step, or it does not take the event. */
export function checkTarget(definition: WorkflowDefinition, event: Event, step: string): void {
  const index = definition.stepIndex.get(step);
  if (index === undefined) {
    throw new WorkflowRuntimeError(
      `Workflow ${definition.workflowName} has no step "${step}". Steps: ${definition.steps.map((one) => one.name).join(", ")}.`,
    );
  }
  if (definition.route(event).includes(index)) return;
  throw new WorkflowRuntimeError(
    `Step ${step} of workflow ${definition.workflowName} does not take ${event.$type}; it takes ${definition.steps[index]?.accepts.join(", ")}.`,
  );
}
