import { inspect } from "node:util";
import type { StepOutcome } from "../../runtime/inspector.ts";
import type { ExceptionFilter, ProbeRequests } from "../protocol/probe.ts";
import type { Cause } from "../protocol/probe-shapes.ts";
import type { DispatchNode } from "./causal-chain.ts";
import { describe, type Failure, type Stop } from "./stop.ts";

/** Told of one error, at all depths. */
const MAX_CAUSES = 20;

type Failed = Extract<StepOutcome, { kind: "failed" }>;

export function failureOf(node: DispatchNode, outcome: Failed): Failure {
  const { error, attempt, retryIn, handler } = outcome;
  return {
    error,
    attempt,
    description: `${describe(node)} failed on attempt ${attempt}: ${decision(retryIn, handler)}.`,
    ...(retryIn === undefined ? {} : { retryIn }),
    ...(handler === undefined ? {} : { handler }),
  };
}

function decision(retryIn: number | undefined, handler: string | undefined): string {
  if (retryIn !== undefined) return `it will be tried again in ${Math.round(retryIn)} ms`;
  return handler === undefined ? "there are no more attempts, and the run fails" : `${handler} will handle it`;
}

export function failureStop(filter: ExceptionFilter, node: DispatchNode | undefined, failure: Failure): Stop {
  return {
    reason: "exception",
    hit: [],
    description: TITLES[filter],
    text: `${nameOf(failure.error)}: ${messageOf(failure.error)}`,
    top: node && { node, past: filter === "runFailed" || filter === "timedOut" },
    failure,
  };
}

const TITLES: Readonly<Record<ExceptionFilter, string>> = {
  stepWillRetry: "Step failed, will retry",
  stepFailed: "Step failed",
  runFailed: "Run failed",
  timedOut: "Run timed out",
  unhandledEvent: "Event that no step takes",
  inputRequired: "Input required",
};

/** The answer to `exceptionInfo`. */
export function exceptionInfo(failure: Failure): ProbeRequests["exceptionInfo"]["body"] {
  const { error, description, attempt, retryIn, handler } = failure;
  const stack = error instanceof Error ? error.stack : undefined;
  const causes = causesOf(error);
  return {
    name: nameOf(error),
    message: messageOf(error),
    description,
    ...(stack === undefined ? {} : { stack }),
    details: {
      ...(attempt === undefined ? {} : { attempt }),
      ...(retryIn === undefined ? {} : { retryIn }),
      ...(handler === undefined ? {} : { handler }),
      causes,
    },
  };
}

/** What an error was caused by, and what that was caused by; of an AggregateError, its errors too. */
function causesOf(error: unknown, seen = new Set<unknown>([error])): Cause[] {
  if (!(error instanceof Error)) return [];
  const causes: Cause[] = [];
  for (const cause of [...(error instanceof AggregateError ? error.errors : []), error.cause]) {
    if (cause === undefined || seen.has(cause) || seen.size > MAX_CAUSES) continue;
    seen.add(cause);
    const stack = cause instanceof Error ? cause.stack : undefined;
    causes.push({
      name: nameOf(cause),
      message: messageOf(cause),
      ...(stack === undefined ? {} : { stack }),
      causes: causesOf(cause, seen),
    });
  }
  return causes;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === "string" ? error : inspect(error, { depth: 2, breakLength: 120 });
}
