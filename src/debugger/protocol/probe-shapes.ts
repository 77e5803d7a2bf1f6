/** Parts of the messages between adapter and probe: breakpoints, frames, variables. */
import { z } from "zod";

export const thread = z.number().int();

/** A breakpoint on dispatches. Every given part must match; names are event names, step names, workflow class names. */
export const breakpointSpec = z.object({
  /** The adapter's id: what DAP shows. */
  id: z.number().int(),
  workflow: z.string().optional(),
  /** The event's name, or the name of a class it extends (`InputRequiredEvent` stops on every question). */
  event: z.string().optional(),
  step: z.string().optional(),
  /** As typed: a bare name that may be an event or a step; matches either. */
  name: z.string().optional(),
  /** JavaScript over `event`, `state`, `step`, `run`. */
  condition: z.string().optional(),
  /** The grammar of vscode-js-debug: `5`, `>= 5`, `% 2`, `== 3`, … */
  hitCondition: z.string().optional(),
  /** Text with `{expressions}`; logs instead of stopping. */
  logMessage: z.string().optional(),
});

/** A breakpoint on a path of the state. */
export const dataBreakpointSpec = z.object({
  id: z.number().int(),
  /** Name of the workflow's class; undefined for any. */
  workflow: z.string().optional(),
  /** Keys joined by dots, as `ctx.set` takes them; "" is the whole state. */
  path: z.string(),
  access: z.enum(["read", "write", "readWrite"]),
  /** JavaScript over `event`, `state`, `step`, `run`, `oldValue`, `newValue`. */
  condition: z.string().optional(),
  hitCondition: z.string().optional(),
});

export const exceptionFilter = z.enum([
  "stepWillRetry",
  "stepFailed",
  "runFailed",
  "timedOut",
  "unhandledEvent",
  "inputRequired",
]);
export const exceptionFilterSpec = z.object({ filter: exceptionFilter, condition: z.string().optional() });

export const stopReason = z.enum([
  "breakpoint",
  "function breakpoint",
  "data breakpoint",
  "exception",
  "step",
  "pause",
  "entry",
  "goto",
]);

/** One level of the causal chain: an event and the step it went to, newest first. */
export const frame = z.object({
  /** Handle for `scopes` and `evaluate` while this stop lasts. */
  frameId: z.number().int(),
  event: z.string(),
  /** Undefined where nobody takes the event (a question for a person, an unhandled event). */
  step: z.string().optional(),
  workflow: z.string(),
  attempt: z.number().int(),
  dispatchId: z.number().int(),
  /** ms of run time. */
  at: z.number(),
  /** False for the frame about to be dispatched (or that failed), true for what has happened. */
  past: z.boolean(),
  /** Where the body stands, at a stop in the middle of it. Lines and columns from 1. */
  place: z.object({ path: z.string(), line: z.number().int(), column: z.number().int() }).optional(),
});

export const variable = z.object({
  name: z.string(),
  value: z.string(),
  type: z.string().optional(),
  /** 0 = no children. */
  reference: z.number().int(),
  namedCount: z.number().int().optional(),
  indexedCount: z.number().int().optional(),
  /** An expression that yields it, over event, state, step, run. */
  evaluateName: z.string().optional(),
  /** DAP presentation hints. */
  kind: z.string().optional(),
  attributes: z.array(z.string()).optional(),
  /** A getter: DAP's `presentationHint.lazy`. `reference` holds one variable, its value, and runs the getter when it is asked for. */
  lazy: z.boolean().optional(),
  /** Its bytes can be read by `memory`. */
  isBinary: z.boolean().optional(),
  /** Event name, where the value is an event: the adapter links it to its class. */
  eventName: z.string().optional(),
});

export const scope = z.object({
  name: z.enum(["Event", "State", "Queue", "In flight", "Waiting", "Workflow", "Run"]),
  reference: z.number().int(),
  namedCount: z.number().int().optional(),
  indexedCount: z.number().int().optional(),
  expensive: z.boolean(),
});

export type BreakpointSpec = z.infer<typeof breakpointSpec>;
export type DataBreakpointSpec = z.infer<typeof dataBreakpointSpec>;
export type ExceptionFilter = z.infer<typeof exceptionFilter>;

/** An error that another one was caused by. */
export interface Cause {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly causes: readonly Cause[];
}

export const cause: z.ZodType<Cause> = z.lazy(() =>
  z.object({ name: z.string(), message: z.string(), stack: z.string().optional(), causes: z.array(cause) }),
);
