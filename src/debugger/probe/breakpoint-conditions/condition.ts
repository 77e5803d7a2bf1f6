import type { Scope } from "../scope.ts";

/** One requirement of a breakpoint. They are asked in turn; the first that says no ends it. */
export interface BreakpointCondition {
  /** Throws what the user's expression throws. */
  shouldStop(scope: Scope): boolean;
}

/** A condition's text makes no sense. The message is for the user. */
export class ConditionError extends Error {}
