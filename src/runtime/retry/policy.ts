/** What a policy knows when an attempt has failed. */
export interface RetryState {
  readonly error: unknown;
  /** Attempts so far, from 1. */
  readonly attempt: number;
  /** Seconds since the first attempt started. */
  readonly elapsedSeconds: number;
  /** A number in [0, 1), the same whenever this failure is replayed. */
  readonly random: number;
  /** The delay before this attempt, in seconds; 0 for the first. */
  readonly previousDelay: number;
}

/** Seconds to wait before the next attempt, or undefined to give up. */
export type RetryPolicy = (state: RetryState) => number | undefined;
