/** What a client must send with each request. A wrong one gets an answer that names it, not an error from deep inside. */
import { z } from "zod";
import { errors } from "./errors.ts";
import type { StandardRequests } from "./requests.ts";

const text = z.string();
const flag = z.boolean().optional();
const number = z.number().int();
const nothing = z.looseObject({});
const step = z.looseObject({ threadId: number, singleThread: flag });
const source = z.looseObject({ path: text.optional(), sourceReference: number.optional() });
const conditions = { condition: text.optional(), hitCondition: text.optional(), logMessage: text.optional() };
const sourceBreakpoint = z.looseObject({ line: number, column: number.optional(), ...conditions });

const schemas: { readonly [K in keyof StandardRequests]: z.ZodType } = {
  initialize: z.looseObject({ linesStartAt1: flag, columnsStartAt1: flag }),
  launch: nothing,
  attach: nothing,
  configurationDone: nothing,
  restart: z.looseObject({ arguments: nothing.optional() }),
  terminate: nothing,
  terminateThreads: z.looseObject({ threadIds: z.array(number).optional() }),
  disconnect: nothing,
  cancel: nothing,
  setBreakpoints: z.looseObject({ source, breakpoints: z.array(sourceBreakpoint).optional() }),
  setFunctionBreakpoints: z.looseObject({ breakpoints: z.array(z.looseObject({ name: text, ...conditions })) }),
  setExceptionBreakpoints: z.looseObject({
    filters: z.array(text),
    filterOptions: z.array(z.looseObject({ filterId: text, condition: text.optional() })).optional(),
  }),
  dataBreakpointInfo: z.looseObject({ name: text, variablesReference: number.optional(), frameId: number.optional() }),
  setDataBreakpoints: z.looseObject({
    breakpoints: z.array(
      z.looseObject({ dataId: text, accessType: z.enum(["read", "write", "readWrite"]).optional(), ...conditions }),
    ),
  }),
  readMemory: z.looseObject({ memoryReference: text, offset: number.optional(), count: number }),
  gotoTargets: z.looseObject({ source, line: number }),
  goto: z.looseObject({ threadId: number, targetId: number }),
  stepInTargets: z.looseObject({ frameId: number }),
  exceptionInfo: z.looseObject({ threadId: number }),
  threads: nothing,
  continue: step,
  next: step,
  stepIn: step.extend({ targetId: number.optional() }),
  stepOut: step,
  stepBack: step,
  reverseContinue: step,
  restartFrame: z.looseObject({ frameId: number }),
  pause: z.looseObject({ threadId: number }),
  stackTrace: z.looseObject({ threadId: number, startFrame: number.optional(), levels: number.optional() }),
  scopes: z.looseObject({ frameId: number }),
  variables: z.looseObject({
    variablesReference: number,
    filter: z.enum(["indexed", "named"]).optional(),
    start: number.optional(),
    count: number.optional(),
  }),
  setVariable: z.looseObject({ variablesReference: number, name: text, value: text }),
  setExpression: z.looseObject({ expression: text, value: text, frameId: number.optional() }),
  evaluate: z.looseObject({ expression: text, frameId: number.optional(), context: text.optional() }),
  completions: z.looseObject({ text, column: number, frameId: number.optional() }),
  locations: z.looseObject({ locationReference: number }),
  source: z.looseObject({ source: source.optional(), sourceReference: number.optional() }),
};

/** Here a `null` means something. */
const OF_THE_USER: ReadonlySet<string> = new Set(["launch", "attach", "restart"]);

/** The arguments of a request, checked. Some clients send `null` for what they leave out. */
export function readArguments(command: string, given: unknown): object {
  if (!Object.hasOwn(schemas, command)) return given !== null && typeof given === "object" ? given : {};
  const args = OF_THE_USER.has(command) ? (given ?? {}) : withoutNulls(given ?? {});
  const { error } = schemas[command as keyof StandardRequests].safeParse(args);
  if (error === undefined) return args as object;
  throw errors.badArguments(command, error.issues.map(problem).join("; "));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === null ? [] : [[key, withoutNulls(entry)]])),
  );
}

function problem({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
