import { messageOf } from "../errors.ts";
import type { RetryCondition } from "./policy.ts";

type ErrorClass = abstract new (...args: never[]) => unknown;

/** The error is an instance of one of these classes. */
export function ifErrorType(...classes: readonly ErrorClass[]): RetryCondition {
  return ({ error }) => classes.some((cls) => error instanceof cls);
}

/** The error is an instance of none of these classes. */
export function ifNotErrorType(...classes: readonly ErrorClass[]): RetryCondition {
  return ({ error }) => !classes.some((cls) => error instanceof cls);
}

/** The error's message contains the text, or matches the expression. */
export function ifErrorMessage(pattern: string | RegExp): RetryCondition {
  return ({ error }) => {
    const message = messageOf(error);
    return typeof pattern === "string"
      ? message.includes(pattern)
      : new RegExp(pattern, pattern.flags.replace("g", "")).test(message);
  };
}

/** The error, or one in its chain of causes, is an instance of one of these classes. */
export function ifErrorCause(...classes: readonly ErrorClass[]): RetryCondition {
  return ({ error }) => {
    const seen = new Set<unknown>();
    for (let e = error; e instanceof Error && !seen.has(e); e = e.cause) {
      if (classes.some((cls) => e instanceof cls)) return true;
      seen.add(e);
    }
    return false;
  };
}

/** What the function says of the error. */
export function ifError(predicate: (error: unknown) => boolean): RetryCondition {
  return ({ error }) => predicate(error);
}

/** One of the conditions holds. */
export function ifAny(...conditions: readonly RetryCondition[]): RetryCondition {
  return (state) => conditions.some((condition) => condition(state));
}

/** All of the conditions hold. */
export function ifAll(...conditions: readonly RetryCondition[]): RetryCondition {
  return (state) => conditions.every((condition) => condition(state));
}
