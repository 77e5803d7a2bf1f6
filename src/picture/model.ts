/** The picture of a file's workflows: nodes and arrows with their places, as plain data that crosses processes and windows. */
import { z } from "zod";

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

const field = z.object({ name: z.string(), type: z.string(), optional: z.boolean(), docs: z.string().optional() });

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
  /** For a child workflow that can be shown in place: whether it is. */
  group: z.enum(["open", "closed"]).optional(),
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

export const edgeKind = z.enum(["accept", "return", "send", "stream", "prompt", "wait", "fail", "person", "child"]);

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
  /** The open group it is drawn in. */
  inside: z.object({ workflow: z.string(), node: z.string() }).optional(),
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

export type FontMetrics = z.infer<typeof fontMetrics>;
export type TextMetrics = z.infer<typeof textMetrics>;
export type NodeRole = z.infer<typeof nodeRole>;
export type PictureNode = z.infer<typeof pictureNode>;
export type PictureEdge = z.infer<typeof pictureEdge>;
export type PictureWorkflow = z.infer<typeof pictureWorkflow>;
export type Picture = z.infer<typeof picture>;
