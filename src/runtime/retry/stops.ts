import type { RetryStop } from "./policy.ts";

/** After this many attempts, the first included. */
export function stopAfterAttempt(attempts: number): RetryStop {
  return (state) => state.attempt >= attempts;
}

/** Once this many seconds have passed since the first attempt started. */
export function stopAfterDelay(seconds: number): RetryStop {
  return (state) => state.elapsedSeconds >= seconds;
}

/** Where the next attempt would start later than this many seconds after the first one did. */
export function stopBeforeDelay(seconds: number): RetryStop {
  return (state, delay) => state.elapsedSeconds + delay >= seconds;
}

/** As soon as one of them says so. */
export function stopAny(...stops: readonly RetryStop[]): RetryStop {
  return (state, delay) => stops.some((stop) => stop(state, delay));
}

/** Once all of them say so. */
export function stopAll(...stops: readonly RetryStop[]): RetryStop {
  return (state, delay) => stops.every((stop) => stop(state, delay));
}
