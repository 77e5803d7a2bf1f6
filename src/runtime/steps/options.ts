import type { EventClass } from "../events/event.ts";
import type { RetryPolicy } from "../retry/policy.ts";

/** What `@step(A, B, options)` takes beside the events. */
export interface StepOptions<Emits extends readonly EventClass[] = readonly EventClass[]> {
  /** The events the step returns or sends. Where every step has them, production and consumption are checked before a run. */
  readonly emits?: Emits;
  /** Most bodies of this step at work at once, per run. Default 4. */
  readonly workers?: number;
  /** Whether, and after which delay, a failed attempt is followed by another one. */
  readonly retry?: RetryPolicy;
  /** Seconds one attempt may take; the time it waits for an event does not count. */
  readonly timeout?: number;
  /** Also take events whose class extends one of the listed. */
  readonly acceptSubclasses?: boolean;
  /** Leave this step out of the checks of production, consumption and reachability. */
  readonly skipGraphChecks?: boolean;
}

export const DEFAULT_WORKERS = 4;
