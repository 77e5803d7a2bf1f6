/** What a policy knows when an attempt has failed. */
export interface RetryState {
  readonly error: unknown;
  /** Attempts so far, from 1. */
  readonly attempt: number;
  /** Seconds since the first attempt started. */
  readonly elapsedSeconds: number;
  /** Seconds between the attempt before and this one; 0 for the first. */
  readonly previousDelay: number;
  /** Numbers in [0, 1), seeded by run, step and attempt: the same failure draws the same numbers. */
  readonly random: () => number;
}

/** Seconds to wait before the next attempt, or undefined to give up. */
export type RetryPolicy = (state: RetryState) => number | undefined;

/** Whether a failure is worth another attempt. */
export type RetryCondition = (state: RetryState) => boolean;
/** Seconds to wait before the next attempt. */
export type RetryWait = (state: RetryState) => number;
/** Whether to give up; `delay` is what would be waited next, in seconds. */
export type RetryStop = (state: RetryState, delay: number) => boolean;

export interface RetryPolicyOptions {
  /** When to give up. Default: after 3 attempts. */
  readonly stop?: RetryStop;
  /** How long to wait. Default: not at all. */
  readonly wait?: RetryWait;
  /** Which failures are worth another attempt. Default: all. */
  readonly when?: RetryCondition;
}

/** A policy of a stop, a wait and a condition: `retryPolicy({ stop: stopAfterAttempt(5), wait: waitExponential() })`. */
export function retryPolicy(options: RetryPolicyOptions = {}): RetryPolicy {
  const stop = options.stop ?? ((state: RetryState) => state.attempt >= 3);
  return (state) => {
    if (options.when && !options.when(state)) return undefined;
    const delay = options.wait?.(state) ?? 0;
    return stop(state, delay) ? undefined : delay;
  };
}
