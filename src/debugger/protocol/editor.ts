/**
 * What the adapter and the editor say to each other beside the Debug Adapter Protocol: custom events (adapter → editor)
 * and custom requests (editor → adapter). Any client may ignore all of it.
 */
import { z } from "zod";

const runKey = { runId: z.string(), threadId: z.number().int() };

/** A place for the editor: lines and columns from 1. */
export const place = z.object({ path: z.string(), line: z.number().int(), column: z.number().int().optional() });

/** Where the debuggee's V8 inspector listens; the extension starts the JavaScript child session with it. */
export const inspectorEvent = z.object({
  address: z.string(),
  cwd: z.string(),
  pid: z.number().int(),
  name: z.string(),
});

/** A question for a person. Repeated in full when an editor asks for the live state. */
export const promptInfo = z.object({
  ...runKey,
  /** `runId/promptId`: unique in the session. */
  id: z.string(),
  workflow: z.string(),
  /** The asking step. */
  step: z.string().optional(),
  event: z.string(),
  /** The question, as text or Markdown: the event's `prefix`, or its fields as JSON where it has none. */
  prompt: z.string(),
  /** Name of the event class that answers. */
  answer: z.string(),
  /** JSON schema of the answer's fields (the input side). A plain HumanResponseEvent has the one field `response`. */
  schema: z.record(z.string(), z.unknown()),
  /** The asking step's line. */
  source: place.optional(),
});

export const promptClosedEvent = z.object({ id: z.string(), reason: z.enum(["answered", "cancelled"]) });

const edgeCount = z.object({ event: z.string(), step: z.string(), count: z.number().int() });

/** An event itself, and where it is: `collected` by a step that waits for more, `done` once its step has settled. */
export const eventInstance = z.object({
  state: z.enum(["held", "running", "waits", "retrying", "queued", "collected", "asked", "done"]),
  event: z.string(),
  /** The step that produced it, where it is known: not that of an event from outside. */
  from: z.string().optional(),
  to: z.string().optional(),
  attempt: z.number().int(),
  /** In one line. */
  summary: z.string(),
  /** Each field as text, perhaps of several lines, cut where it is very long. */
  fields: z.array(z.object({ name: z.string(), text: z.string() })),
});

/** What the graph view draws over the static graph, sampled (at most 10 a second). */
export const liveRun = z.object({
  ...runKey,
  workflow: z.string(),
  /** The file that declares the workflow's class, where analysis found it. */
  file: z.string().optional(),
  status: z.enum(["running", "stopped", "waiting", "completed", "failed", "timedOut", "cancelled"]),
  /** Events waiting for a step. */
  pending: z.array(edgeCount),
  /** Steps at work; `ms` since the oldest of them started. */
  running: z.array(z.object({ step: z.string(), count: z.number().int(), ms: z.number() })),
  /** Waits open in step bodies. */
  waiting: z.array(edgeCount),
  /** Deliveries so far: event → step. */
  delivered: z.array(edgeCount),
  /** Productions so far: step → event. Of a step whose failure a handler takes, the event that the handler gets. */
  produced: z.array(edgeCount),
  /** Steps whose last attempt failed, with the message. */
  failed: z.array(z.object({ step: z.string(), message: z.string(), retrying: z.boolean() })),
  /** The dispatch the debugger holds. */
  stopped: z.object({ event: z.string(), step: z.string(), reason: z.string() }).optional(),
  /** Only in the last sample of a run that has ended: its newest events, a few of each. */
  events: z.array(eventInstance).optional(),
});

/** Which events: of that name or of a class that extends it, from or to that step. What is not given may be anything. */
export const instanceQuery = z.object({
  event: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});

/** `total` counts those that were left out as well. */
export const instances = z.object({ instances: z.array(eventInstance), total: z.number().int() });

/** With `all`, other runs than these are not to be shown: those of a point of the past, or all again when it is left. */
export const liveEvent = z.object({ runs: z.array(liveRun), all: z.boolean().optional() });

/**
 * Step into a step's body: the editor asks the JavaScript session for a breakpoint on the next call of the method that
 * `expression` (of the probe's `stepInTarget`) is, and says by `stepwright.stepIntoArmed` that the dispatch may go.
 */
export const stepIntoEvent = z.object({
  id: z.number().int(),
  expression: z.string(),
  step: z.string(),
  /** The inspector of the process that runs the step. */
  address: z.string().optional(),
  /** The number of the worker thread that runs it, where one does. */
  worker: z.number().int().optional(),
});

/** Custom events by name. */
export const editorEvents = {
  "stepwright.stepInto": stepIntoEvent,
  "stepwright.inspector": inspectorEvent,
  "stepwright.promptOpened": promptInfo,
  "stepwright.promptClosed": promptClosedEvent,
  "stepwright.live": liveEvent,
} as const;

/** Custom requests by name: what they take and what they answer. */
export const editorRequests = {
  /** Answers a question: `text` for a plain one, `fields` for a schema. Fails with a message that names what is wrong. */
  "stepwright.reply": {
    arguments: z.object({
      id: z.string(),
      text: z.string().optional(),
      fields: z.record(z.string(), z.unknown()).optional(),
    }),
    body: z.object({}),
  },
  /** Live state and open questions now, e.g. for a graph view that opens in the middle of a session. */
  "stepwright.state": {
    arguments: z.object({}),
    body: z.object({ runs: z.array(liveRun), prompts: z.array(promptInfo) }),
  },
  /** Events of a run with what they carry. Fails with a message where the run has ended or the program cannot answer. */
  "stepwright.instances": { arguments: instanceQuery.extend({ threadId: z.number().int() }), body: instances },
  /** As the request of that name with `singleThread`, for an editor that does not send that: a `continued` event tells it. */
  "stepwright.alone": {
    arguments: z.object({ threadId: z.number().int(), how: z.enum(["continue", "next", "stepIn", "stepOut"]) }),
    body: z.object({}),
  },
  /** Answers `stepwright.stepInto`: the breakpoint is set, or why it is not. Release the dispatch in both cases. */
  "stepwright.stepIntoArmed": {
    arguments: z.object({ id: z.number().int(), problem: z.string().optional() }),
    body: z.object({}),
  },
  /**
   * The extension tells what the JavaScript child session does. While it is paused, the adapter answers from what it
   * knows; while line breakpoints are on their way to it (from `binding` to `bound`), going on waits for them.
   */
  "stepwright.javascript": {
    arguments: z.object({
      state: z.enum(["ready", "binding", "bound", "paused", "resumed", "ended"]),
      /** Of the inspector it is attached to: after a restart the old session's end may be heard late. */
      address: z.string().optional(),
      /** The worker thread's number, where it debugs one of that process. */
      worker: z.number().int().optional(),
    }),
    body: z.object({}),
  },
} as const;

export type EditorEvents = { [K in keyof typeof editorEvents]: z.infer<(typeof editorEvents)[K]> };
export type EditorRequests = {
  [K in keyof typeof editorRequests]: {
    arguments: z.infer<(typeof editorRequests)[K]["arguments"]>;
    body: z.infer<(typeof editorRequests)[K]["body"]>;
  };
};
export type PromptInfo = z.infer<typeof promptInfo>;
export type EventInstance = z.infer<typeof eventInstance>;
export type LiveRun = z.infer<typeof liveRun>;

/** The debug type, as in package.json's `contributes.debuggers`. */
export const DEBUG_TYPE = "stepwright";
