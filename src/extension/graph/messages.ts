/**
 * What the graph's webview and the extension say to each other. The webview imports only the types: it trusts the
 * extension, while the extension checks all that comes from the webview.
 */
import { z } from "zod";
import { liveRun } from "../../debugger/protocol/editor.ts";

/** Advance widths in pixels of one font: the printable ASCII characters in order, and what any other character gets. */
export const fontMetrics = z.object({
  ascii: z.array(z.number().nonnegative()).length(95),
  other: z.number().nonnegative(),
  lineHeight: z.number().positive(),
});

/** The fonts of the picture as the webview renders them. */
export const textMetrics = z.object({ step: fontMetrics, event: fontMetrics, detail: fontMetrics, title: fontMetrics });

/**
 * What a node is; decides its shape. `person` is whoever answers, outside the workflow. `streamed` is an event on its way
 * to those who read the run's stream: no step gets it from there. `child` is a workflow that a step starts.
 */
export const nodeRole = z.enum([
  "step",
  "catchError",
  "event",
  "start",
  "stop",
  "inputRequired",
  "humanResponse",
  "stepFailed",
  "streamed",
  "person",
  "child",
]);

const field = z.object({ name: z.string(), type: z.string(), optional: z.boolean() });

export const pictureNode = z.object({
  /** Unique in its workflow and the same after an edit elsewhere: `step:NAME`, `event:NAME`, `streamed:NAME`, `child:NAME`, `person:N`. */
  id: z.string(),
  role: nodeRole,
  /** The step's or event's name. */
  name: z.string(),
  /** The name as drawn: one line, or several where it is long. */
  lines: z.array(z.string()),
  /** What is special about it, in few words. */
  detail: z.string().optional(),
  /** How many bodies of a step may run at a time, where the source says so. */
  workers: z.number().optional(),
  /** How a step joins events. */
  fanIn: z.string().optional(),
  /** More than one of it at a time: an event returned in lists. */
  many: z.boolean(),
  /** For an event: the events it descends from, nearest first. */
  extends: z.array(z.string()),
  fields: z.array(field),
  docs: z.string().optional(),
  /** What it is and what it is connected to, in words, to be said after its name. */
  spoken: z.string(),
  /** There is a place in the source to open. */
  opens: z.boolean(),
  /** A breakpoint makes sense here. */
  breakable: z.boolean(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});

export const edgeKind = z.enum(["accept", "return", "send", "stream", "prompt", "wait", "person", "child"]);

export const pictureEdge = z.object({
  id: z.string(),
  kind: edgeKind,
  from: z.string(),
  to: z.string(),
  /** Empty for the arrows at a person and at a child workflow. */
  event: z.string(),
  step: z.string(),
  list: z.boolean(),
  spoken: z.string(),
  points: z.array(z.object({ x: z.number(), y: z.number() })),
});

/** One workflow class, laid out; its own coordinates start at 0, 0. */
export const pictureWorkflow = z.object({
  name: z.string(),
  /** The file that declares it. */
  file: z.string(),
  /** `abstract` and `extends Base`, where it is so. */
  detail: z.string().optional(),
  docs: z.string().optional(),
  width: z.number(),
  height: z.number(),
  nodes: z.array(pictureNode),
  edges: z.array(pictureEdge),
});

export const picture = z.object({
  file: z.string(),
  workflows: z.array(pictureWorkflow),
  notes: z.array(z.object({ severity: z.enum(["error", "warning", "info"]), message: z.string(), opens: z.boolean() })),
});

/** A node or arrow of the picture. Without `id`, the workflow itself. */
export const target = z.object({ workflow: z.string(), id: z.string().optional() });

/** Messages from the extension to the webview, by type. */
export const toWebview = {
  picture: z.object({ picture }),
  /** In place of a picture: nothing open, nothing found, still reading, or it went wrong. */
  state: z.object({ state: z.enum(["noFile", "empty", "loading", "failed"]), file: z.string(), message: z.string() }),
  /** Every node with a breakpoint. */
  breakpoints: z.object({ at: z.array(z.object({ workflow: z.string(), id: z.string(), enabled: z.boolean() })) }),
  /** Runs of all debug sessions; `over` once the session has ended. */
  live: z.object({ runs: z.array(z.object({ key: z.string(), over: z.boolean(), run: liveRun })) }),
  /** The node under the text cursor, or none; `focus` brings it into sight and gives it the keyboard. */
  cursor: z.object({ target: target.optional(), focus: z.boolean() }),
  /** A command from outside the webview. */
  command: z.object({ command: z.enum(["fit", "find"]) }),
} as const;

/** Messages from the webview to the extension, by type. */
export const fromWebview = {
  /** The webview can draw. Sent again when its fonts change. */
  ready: z.object({ metrics: textMetrics }),
  open: target,
  openNote: z.object({ index: z.number().int().nonnegative() }),
  toggleBreakpoint: z.object({ workflow: z.string(), id: z.string() }),
  /** From a person who is asked something now. */
  answer: z.object({}),
  /** From the empty state. */
  newWorkflow: z.object({}),
  copy: z.object({ as: z.enum(["mermaid", "markdown"]) }),
  save: z.object({ format: z.enum(["svg", "png"]), base64: z.string() }),
} as const;

/** A message without a body is its type alone. */
type Tagged<M extends Record<string, z.ZodType>> = {
  [K in keyof M]: z.infer<M[K]> extends Record<string, never> ? { type: K } : { type: K } & z.infer<M[K]>;
}[keyof M];
export type ToWebview = Tagged<typeof toWebview>;
export type FromWebview = Tagged<typeof fromWebview>;

/** Reads a message from the webview; undefined where it is none of ours. */
export function readFromWebview(raw: unknown): FromWebview | undefined {
  const type = z.object({ type: z.string() }).safeParse(raw).data?.type;
  if (type === undefined || !Object.hasOwn(fromWebview, type)) return undefined;
  const body = fromWebview[type as keyof typeof fromWebview].safeParse(raw);
  return body.success ? ({ type, ...body.data } as FromWebview) : undefined;
}

export type FontMetrics = z.infer<typeof fontMetrics>;
export type TextMetrics = z.infer<typeof textMetrics>;
export type NodeRole = z.infer<typeof nodeRole>;
export type PictureNode = z.infer<typeof pictureNode>;
export type PictureEdge = z.infer<typeof pictureEdge>;
export type PictureWorkflow = z.infer<typeof pictureWorkflow>;
export type Picture = z.infer<typeof picture>;
export type Target = z.infer<typeof target>;
