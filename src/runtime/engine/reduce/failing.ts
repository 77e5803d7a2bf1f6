import { StepFailedEvent } from "../../events/builtin.ts";
import { handlerFor } from "../definition.ts";
import type { Transition } from "../reduce.ts";
import type { Running } from "../state.ts";
import { enqueue, workFor } from "./delivering.ts";
import { failRun } from "./ending.ts";
import { endOpenWork } from "./scopes.ts";

/** A step's attempt threw: another attempt later, or its `@catchError` handler, or the end of the run. */
export function failStep(transition: Transition, running: Running, error: unknown, retryIn: number | undefined): void {
  const { state, tick, commands } = transition;
  running.work.lastError = error;
  if (retryIn !== undefined) {
    const timer = `retry:${running.id}`;
    const due = tick.at + retryIn;
    state.retries.set(timer, {
      stepIndex: running.stepIndex,
      work: { ...running.work, attempt: running.attempt + 1, previousDelay: retryIn / 1000 },
      due,
    });
    commands.push({ kind: "schedule", timer, due });
    return;
  }
  const handler = recoveringHandler(transition, running);
  if (!handler) {
    failRun(transition, error, running);
    return;
  }
  const failed = new StepFailedEvent({
    stepName: running.step,
    inputEvent: running.inputs[0]?.event,
    exception: error,
    attempts: running.attempt,
    elapsedSeconds: (tick.at - running.work.firstStartedAt) / 1000,
    failedAt: tick.at,
  });
  const record = { id: ++state.lastEventId, event: failed, seq: tick.seq, producer: running.id };
  const recoveries = { ...running.work.recoveries, [handler.name]: handler.used + 1 };
  enqueue(transition, handler.index, workFor(record, running.work.scope, recoveries));
  endOpenWork(transition, running.work.scope);
}

/** The handler that takes this failure, unless it has used up its budget in this event's lineage or is itself the step that failed. */
export function recoveringHandler(
  { definition }: Pick<Transition, "definition">,
  running: Running,
): { index: number; name: string; used: number } | undefined {
  const index = handlerFor(definition, running.step);
  const rule = index === undefined ? undefined : definition.steps[index];
  if (index === undefined || !rule?.catches || definition.steps[running.stepIndex]?.catches) return undefined;
  const used = running.work.recoveries?.[rule.name] ?? 0;
  return used < rule.catches.maxRecoveries ? { index, name: rule.name, used } : undefined;
}
