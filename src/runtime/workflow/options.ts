import type { Clock } from "../engine/clock.ts";
import type { Journal } from "../engine/journal.ts";
import { WorkflowConfigurationError } from "../errors.ts";
import type { Inspector } from "../inspector.ts";
import type { RetryPolicy } from "../retry/policy.ts";
import type { RunContext } from "../run/run-context.ts";

export interface WorkflowOptions {
  /** Seconds a run may take, without the time it waits for people; null = no limit. Default 45. */
  readonly timeout?: number | null;
  /** Prints every step and event of a run to the console. */
  readonly verbose?: boolean;
  /** Most runs of this instance at once; further ones wait their turn. Default: no limit. */
  readonly concurrentRuns?: number;
  /** Default: the class's name. */
  readonly name?: string;
  /** For steps that have no policy of their own. */
  readonly retry?: RetryPolicy;
  /** Where a run's ticks go: in memory (default), nowhere (`false`), or a journal made for each run. */
  readonly journal?: false | ((runId: string) => Journal);
  /** What a run does once nothing can happen any more: fail at once (default), or wait for events from outside. */
  readonly onIdle?: "fail" | "wait";
  /** Watch the runs of this instance. */
  readonly inspectors?: readonly Inspector[];
  /** Where time comes from; a simulated one in tests. */
  readonly clock?: Clock;
}

export interface RunOptions<State = unknown> {
  /** Begins with the state that another run ended with, or with this state. */
  readonly context?: RunContext<State> | { readonly state: State };
  /** Default: a random id. One of a run that has not ended is refused. */
  readonly runId?: string;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
}

export interface ResumeOptions {
  /** Cancels the run. */
  readonly signal?: AbortSignal;
}

const OPTION_NAMES = new Set([
  "timeout",
  "verbose",
  "concurrentRuns",
  "name",
  "retry",
  "journal",
  "onIdle",
  "inspectors",
  "clock",
]);
export const DEFAULT_TIMEOUT = 45;

/** @throws WorkflowConfigurationError naming the option that is wrong. */
export function checkOptions(workflow: string, options: WorkflowOptions): void {
  const fail = (message: string): never => {
    throw new WorkflowConfigurationError(`Workflow ${workflow}: ${message}`);
  };
  for (const key of Object.keys(options)) {
    if (!OPTION_NAMES.has(key)) fail(`there is no option "${key}". Options: ${[...OPTION_NAMES].join(", ")}.`);
  }
  const { timeout, concurrentRuns } = options;
  if (timeout !== undefined && timeout !== null && !(timeout > 0)) {
    fail(`timeout must be a number of seconds above 0, or null for none, not ${timeout}.`);
  }
  if (concurrentRuns !== undefined && (!Number.isInteger(concurrentRuns) || concurrentRuns < 1)) {
    fail(`concurrentRuns must be a positive integer, not ${concurrentRuns}.`);
  }
}
