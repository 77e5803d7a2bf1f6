import { WorkflowConfigurationError } from "../errors.ts";
import type { StepFailedEvent } from "../events/builtin.ts";
import type { Event } from "../events/event.ts";
import type { StepDecorator } from "./decorator-types.ts";
import { decorator } from "./spec.ts";

export interface CatchErrorOptions {
  /** Names of the steps whose failures it takes; all where left out. */
  readonly steps?: readonly string[];
  /** How often it runs in the lineage of one event. Default 1. */
  readonly maxRecoveries?: number;
}

/** Makes a method the handler of steps that failed and have no attempts left. It takes a StepFailedEvent. */
export function catchError(options: CatchErrorOptions = {}): StepDecorator<{ one: typeof StepFailedEvent }, Event> {
  return decorator("catchError", (where) => {
    const maxRecoveries = options.maxRecoveries ?? 1;
    if (!Number.isInteger(maxRecoveries) || maxRecoveries < 1) {
      throw new WorkflowConfigurationError(
        `${where}: maxRecoveries must be a whole number from 1 on, not ${maxRecoveries}.`,
      );
    }
    return { accepts: [], options: {}, catches: { steps: options.steps, maxRecoveries } };
  }) as never;
}
