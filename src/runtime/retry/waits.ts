import type { RetryWait } from "./policy.ts";

/** Always the same number of seconds. */
export function waitFixed(seconds: number): RetryWait {
  return () => seconds;
}

export interface ExponentialWait {
  /** Seconds before the second attempt. Default 1. */
  readonly initial?: number;
  /** What each further delay is multiplied by. Default 2. */
  readonly factor?: number;
  /** Longest delay, in seconds. Default 60. */
  readonly max?: number;
}

/** `initial`, then `factor` times as long each time, at most `max` seconds. */
export function waitExponential({ initial = 1, factor = 2, max = 60 }: ExponentialWait = {}): RetryWait {
  return ({ attempt }) => Math.min(max, initial * factor ** (attempt - 1));
}

/** `start` seconds, then `increment` more each time, at most `max`. */
export function waitIncrementing({ start = 1, increment = 1, max = 60 } = {}): RetryWait {
  return ({ attempt }) => Math.min(max, Math.max(0, start + increment * (attempt - 1)));
}

/** A random number of seconds from `min` to `max`. */
export function waitRandom(min: number, max: number): RetryWait {
  return ({ random }) => min + (max - min) * random();
}

/** As `waitExponential`, and a random part of at most `jitter` seconds (default 1) on top. */
export function waitExponentialJitter({
  jitter = 1,
  ...options
}: ExponentialWait & { readonly jitter?: number } = {}): RetryWait {
  const exponential = waitExponential(options);
  return (state) => Math.min(options.max ?? 60, exponential(state) + jitter * state.random());
}

/** A random part of what `waitExponential` would wait ("full jitter"): keeps many clients from coming back at once. */
export function waitRandomExponential(options: ExponentialWait = {}): RetryWait {
  const exponential = waitExponential(options);
  return (state) => exponential(state) * state.random();
}

/** The first wait before the second attempt, the next before the third, …; the last from then on. */
export function waitChain(...waits: readonly [RetryWait, ...RetryWait[]]): RetryWait {
  return (state) => (waits[Math.min(state.attempt, waits.length) - 1] ?? waits[0])(state);
}

/** The sum of the waits. */
export function waitCombined(...waits: readonly RetryWait[]): RetryWait {
  return (state) => waits.reduce((sum, wait) => sum + wait(state), 0);
}
