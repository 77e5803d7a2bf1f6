import { WorkflowConfigurationError } from "../errors.ts";
import { isEventClass, nameOf } from "../events/event.ts";
import type { StepOptions } from "./options.ts";
import { isSlot } from "./slots.ts";

/** @throws WorkflowConfigurationError where the arguments before the options are not event classes. */
export function checkEvents(where: string, accepts: readonly unknown[]): void {
  if (accepts.length === 0) {
    throw new WorkflowConfigurationError(
      `${where}: name at least one event class the step takes, e.g. @step(StartEvent).`,
    );
  }
  for (const [index, cls] of accepts.entries()) {
    if (isEventClass(cls)) nameOf(cls);
    else throw new WorkflowConfigurationError(`${where}: argument ${index + 1} ${wrongClass(cls)}`);
  }
}

function wrongClass(value: unknown): string {
  if (isSlot(value)) return `is ${value.kind}(…): it must be the only one, events cannot stand beside it.`;
  if (value === undefined) {
    return "is undefined, not an event class: is the class declared further down, or are two modules importing each other?";
  }
  return "is not an event class.";
}

const OPTION_NAMES = new Set(["emits", "workers", "retry", "timeout", "acceptSubclasses", "skipGraphChecks"]);

/** @throws WorkflowConfigurationError naming the option that is wrong. */
export function checkOptions(where: string, options: StepOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new WorkflowConfigurationError(`${where}: the last argument must be an event class or the options.`);
  }
  for (const key of Object.keys(options)) {
    if (OPTION_NAMES.has(key)) continue;
    throw new WorkflowConfigurationError(
      `${where}: there is no option "${key}". Options: ${[...OPTION_NAMES].join(", ")}.`,
    );
  }
  const { workers, timeout, retry, emits } = options;
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) {
    throw new WorkflowConfigurationError(`${where}: workers must be a positive integer, not ${workers}.`);
  }
  if (timeout !== undefined && !(timeout > 0)) {
    throw new WorkflowConfigurationError(`${where}: timeout must be a number of seconds above 0, not ${timeout}.`);
  }
  if (retry !== undefined && typeof retry !== "function") {
    throw new WorkflowConfigurationError(
      `${where}: retry must be a retry policy, e.g. retryPolicy({ stop: stopAfterAttempt(3) }).`,
    );
  }
  for (const cls of emits ?? []) {
    if (!isEventClass(cls)) throw new WorkflowConfigurationError(`${where}: emits must list event classes.`);
  }
}
