/**
 * What adapter and probe say to each other: JSON objects, one a line, over a loopback socket. The adapter listens and
 * hands port and token to the debuggee in the environment variable `STEPWRIGHT_PROBE`; the probe connects and sends
 * `hello` first. Anything before a valid hello closes the socket. (A program that was started with
 * `--import stepwright/debug` listens itself: `attach.ts`.)
 *
 * Three kinds of message: `{ type: "event", event, body }` (probe → adapter), `{ type: "request", id, command, arguments }`
 * (adapter → probe) and `{ type: "response", id, ok, body | error }` (probe → adapter).
 */
import { z } from "zod";
import { instanceQuery, instances, liveRun } from "./editor.ts";
import {
  breakpointSpec,
  cause,
  dataBreakpointSpec,
  exceptionFilterSpec,
  frame,
  scope,
  stopReason,
  thread,
  variable,
} from "./probe-shapes.ts";

export * from "./probe-shapes.ts";
export { PROBE_ENVIRONMENT_VARIABLE, PROBE_PROTOCOL_VERSION } from "./probe-version.ts";

/** The value of the environment variable, as JSON. */
export const probeAddress = z.object({
  host: z.string(),
  port: z.number().int(),
  token: z.string(),
  /** Processes and worker threads that the program starts join the session. */
  children: z.boolean().optional(),
  /** For a process that another one of the session started: `kept` goes on when the debugger is gone. */
  child: z.enum(["ended", "kept"]).optional(),
});

const runInfo = z.object({
  thread,
  runId: z.string(),
  workflow: z.string(),
  parentThread: thread.optional(),
  /** Set where a debugger forked it: from which run, before which dispatch. */
  forkOf: thread.optional(),
  forkedAt: z.number().int().optional(),
});

export const probeEvents = {
  hello: z.object({
    protocol: z.number().int(),
    token: z.string(),
    pid: z.number().int(),
    node: z.string(),
    /** The thread's number, where it is a worker thread. */
    worker: z.number().int().optional(),
    /** Absolute path of the main file, as far as there is one. */
    program: z.string().optional(),
    cwd: z.string().optional(),
  }),
  /** Instead of a hello, from a program that was attached to: it will not be debugged. */
  refused: z.object({ reason: z.string() }),
  /** A copy of the runtime announced itself. */
  runtime: z.object({ version: z.string(), protocol: z.number().int(), supported: z.boolean() }),
  runStarted: runInfo,
  /** The runs at a point of a recording, all of them: what is not there has not begun, or has ended. */
  runs: z.object({ runs: z.array(runInfo) }),
  runEnded: z.object({
    thread,
    runId: z.string(),
    workflow: z.string(),
    outcome: z.enum(["completed", "failed", "timedOut", "cancelled"]),
    /** The result or the error, as text for the console. */
    text: z.string(),
    /** Handle to expand the result in the console; 0 for a primitive. */
    reference: z.number().int(),
    elapsedMs: z.number(),
  }),
  stopped: z.object({
    thread,
    reason: stopReason,
    /** Ids of the breakpoints that were hit. */
    hit: z.array(z.number().int()),
    description: z.string(),
    text: z.string().optional(),
    /** True where every run is held, false for a single-run stop. */
    allThreads: z.boolean(),
  }),
  /** Runs go on by themselves (e.g. the held run was cancelled). */
  continued: z.object({ thread, allThreads: z.boolean() }),
  output: z.object({
    category: z.enum(["console", "stdout", "stderr", "important"]),
    text: z.string(),
    thread: thread.optional(),
    dispatchId: z.number().int().optional(),
    workflow: z.string().optional(),
    step: z.string().optional(),
  }),
  /** A condition or logpoint that cannot be compiled, or threw: said once a breakpoint. */
  breakpointProblem: z.object({ id: z.number().int(), message: z.string() }),
  /** Workflow classes that were seen, with their steps and the event names each takes: verifies function breakpoints. */
  workflowSeen: z.object({
    workflow: z.string(),
    steps: z.array(z.object({ name: z.string(), accepts: z.array(z.string()) })),
    /** The classes of these events, where their name is another one. */
    classes: z.array(z.string()),
  }),
  promptOpened: z.object({
    thread,
    runId: z.string(),
    promptId: z.string(),
    workflow: z.string(),
    step: z.string().optional(),
    event: z.string(),
    prompt: z.string(),
    answer: z.string(),
    schema: z.record(z.string(), z.unknown()),
  }),
  promptClosed: z.object({ runId: z.string(), promptId: z.string(), reason: z.enum(["answered", "cancelled"]) }),
  /** Sampled; only runs that changed since the last one. */
  live: z.object({ runs: z.array(liveRun.omit({ threadId: true, file: true }).extend({ thread })) }),
} as const;

const noBody = z.object({});
/** Who stays held although all others go on: runs from which another line was forked. */
const resumed = z.object({ aside: z.array(z.object({ thread })).optional() });
const variables = z.object({ variables: z.array(variable) });

export const probeRequests = {
  /** Sent once after hello, before the program's first line runs, and again when something changes. Replaces what was. */
  configure: {
    arguments: z.object({
      breakpoints: z.array(breakpointSpec),
      dataBreakpoints: z.array(dataBreakpointSpec),
      exceptions: z.array(exceptionFilterSpec),
      stopOnEntry: z.boolean(),
      /** Run without debugging: never hold, still ask people. */
      noDebug: z.boolean(),
      /** Only with the first one: another process has stopped. Dispatches are held until `release`. */
      held: z.boolean().optional(),
      /** What marks lines of `ctx.log` on standard output, where the adapter reads that. */
      logMark: z.string().optional(),
      /** Only with the first one: where the run is recorded. A temporary file is deleted where the adapter is gone. */
      record: z
        .object({
          path: z.string(),
          temporary: z.boolean(),
          maxBytes: z.number().optional(),
          /** Source files of the program: a replay finds its steps there. */
          sources: z.array(z.string()),
        })
        .optional(),
    }),
    body: noBody,
  },
  threads: {
    arguments: z.object({}),
    body: z.object({
      threads: z.array(z.object({ thread, name: z.string(), runId: z.string(), stopped: z.boolean() })),
    }),
  },
  /** Goes on until something asks to stop. `single` releases this run alone. */
  continue: { arguments: z.object({ thread, single: z.boolean() }), body: resumed },
  /** Dispatches this event; stops before the next dispatch of this run. */
  next: { arguments: z.object({ thread, single: z.boolean() }), body: resumed },
  /** Stops before the next dispatch of this run once everything this dispatch caused has settled. */
  stepOut: { arguments: z.object({ thread, single: z.boolean() }), body: resumed },
  /** Stops before the next dispatch; at once where nothing is in flight. */
  pause: { arguments: z.object({ thread: thread.optional() }), body: noBody },
  /** The dispatches at the gate of a run. */
  dispatchTargets: {
    arguments: z.object({ thread }),
    body: z.object({
      targets: z.array(
        z.object({
          thread,
          dispatchId: z.number().int(),
          event: z.string(),
          /** Names of the event's class and of those it extends. */
          names: z.array(z.string()),
          step: z.string(),
          workflow: z.string(),
          /** The event in short. */
          text: z.string(),
          /** The one on top. */
          current: z.boolean(),
          /** It delivers the very event of the one on top, to another step. */
          sameEvent: z.boolean(),
        }),
      ),
    }),
  },
  /** That dispatch goes first. With `stop` the run tells of a new stop, else it only shows it. */
  prefer: {
    arguments: z.object({ thread, dispatchId: z.number().int(), stop: z.boolean() }),
    body: noBody,
  },
  stack: {
    arguments: z.object({ thread, start: z.number().int(), count: z.number().int() }),
    body: z.object({ frames: z.array(frame), total: z.number().int() }),
  },
  scopes: { arguments: z.object({ frameId: z.number().int() }), body: z.object({ scopes: z.array(scope) }) },
  variables: {
    arguments: z.object({
      reference: z.number().int(),
      start: z.number().int().optional(),
      count: z.number().int().optional(),
      filter: z.enum(["indexed", "named"]).optional(),
    }),
    body: variables,
  },
  setVariable: {
    arguments: z.object({ reference: z.number().int(), name: z.string(), value: z.string() }),
    body: variable,
  },
  /** Bytes of a binary value, as base64. */
  memory: {
    arguments: z.object({ reference: z.number().int(), offset: z.number().int(), count: z.number().int() }),
    body: z.object({ data: z.string(), length: z.number().int() }),
  },
  /** The path of the state that a variable stands for; refused (ok: false) where it stands for something else. */
  statePath: {
    arguments: z.object({ reference: z.number().int(), name: z.string() }),
    body: z.object({ workflow: z.string(), path: z.string() }),
  },
  evaluate: {
    arguments: z.object({
      expression: z.string(),
      frameId: z.number().int().optional(),
      context: z.enum(["watch", "hover", "clipboard", "variables", "repl"]),
    }),
    body: variable.omit({ name: true }),
  },
  completions: {
    arguments: z.object({ text: z.string(), column: z.number().int(), frameId: z.number().int().optional() }),
    body: z.object({
      targets: z.array(
        z.object({
          label: z.string(),
          kind: z.string().optional(),
          start: z.number().int().optional(),
          length: z.number().int().optional(),
        }),
      ),
    }),
  },
  exceptionInfo: {
    arguments: z.object({ thread }),
    body: z.object({
      name: z.string(),
      message: z.string(),
      description: z.string(),
      stack: z.string().optional(),
      details: z
        .object({
          attempt: z.number().optional(),
          /** ms. */
          retryIn: z.number().optional(),
          handler: z.string().optional(),
          causes: z.array(cause),
        })
        .optional(),
    }),
  },
  /** Answers a question. Refused (ok: false) where it is closed, or the fields do not fit the schema: the message names them. */
  reply: {
    arguments: z.object({
      runId: z.string(),
      promptId: z.string(),
      text: z.string().optional(),
      fields: z.record(z.string(), z.unknown()).optional(),
    }),
    body: noBody,
  },
  send: {
    arguments: z.object({
      thread,
      event: z.string(),
      /** JSON, or a JavaScript object over the names of the frame. */
      fields: z.string(),
      step: z.string().optional(),
      frameId: z.number().int().optional(),
    }),
    body: noBody,
  },
  /** What a person may write into an event of that name. */
  eventFields: {
    arguments: z.object({ thread, event: z.string() }),
    body: z.object({
      fields: z.array(z.object({ name: z.string(), type: z.string().optional(), required: z.boolean() })),
    }),
  },
  cancel: { arguments: z.object({ thread: thread.optional(), reason: z.string().optional() }), body: noBody },
  /** Events of a run with what they carry. */
  instances: { arguments: instanceQuery.extend({ thread }), body: instances },
  /** Another process of the session has stopped: hold every dispatch, without a stop of its own. */
  hold: { arguments: z.object({}), body: noBody },
  /** The other process goes on. Not meant for a stop here beyond the first `stops`: the adapter has not heard of it yet. */
  release: { arguments: z.object({ stops: z.number() }), body: noBody },
  /** Opens the V8 inspector where it is not open yet. No address for a worker thread, which has none of its own. */
  openInspector: { arguments: z.object({}), body: z.object({ address: z.string().optional() }) },
  /** Processes and worker threads that are started from now on join the session. */
  passOn: { arguments: z.object({ address: probeAddress }), body: noBody },
  /** The program goes on without a debugger; what was held is released. */
  detach: { arguments: z.object({}), body: noBody },
  /** Hands all that happened so far to the recording's file, and names it. */
  recording: {
    arguments: z.object({}),
    body: z.object({ path: z.string().optional(), problem: z.string().optional() }),
  },
  /** Starts the run again from before that dispatch, with other fields of its events and other state, and stops there. */
  fork: {
    arguments: z.object({
      thread,
      dispatch: z.number().int(),
      edits: z.object({
        /** Only what is different: the rest of an event is the program's, which a recording may not have. */
        events: z.array(
          z.object({ index: z.number().int(), path: z.array(z.union([z.string(), z.number()])), value: z.unknown() }),
        ),
        writes: z.array(z.object({ path: z.string(), value: z.unknown() })),
      }),
    }),
    body: z.object({ thread }),
  },
  /** The client is behind with reading, or has caught up: until then, dispatches wait that would lead to more. */
  pace: { arguments: z.object({ isBehind: z.boolean() }), body: noBody },
  /** Live state in full. */
  state: {
    arguments: z.object({}),
    body: z.object({ runs: z.array(liveRun.omit({ threadId: true, file: true }).extend({ thread })) }),
  },
  /** Cancels all runs, waits at most `graceMs` for them to end, then exits the process. */
  terminate: { arguments: z.object({ graceMs: z.number() }), body: noBody },
  /** Name on the global object of a function that yields the step's method, for a breakpoint on the function call (step into). */
  stepInTarget: { arguments: z.object({ thread }), body: z.object({ expression: z.string(), step: z.string() }) },
} as const;

export type ProbeEvents = { [K in keyof typeof probeEvents]: z.infer<(typeof probeEvents)[K]> };
export type ProbeRequests = {
  [K in keyof typeof probeRequests]: {
    arguments: z.infer<(typeof probeRequests)[K]["arguments"]>;
    body: z.infer<(typeof probeRequests)[K]["body"]>;
  };
};

export const messageFromProbe = z.discriminatedUnion("type", [
  z.object({ type: z.literal("event"), event: z.string(), body: z.unknown() }),
  z.object({
    type: z.literal("response"),
    id: z.number().int(),
    ok: z.boolean(),
    body: z.unknown().optional(),
    error: z.string().optional(),
  }),
]);
