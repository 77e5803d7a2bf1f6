/**
 * What the graph's webview and the extension say to each other. The webview imports only the types: it trusts the
 * extension, while the extension checks all that comes from the webview.
 */
import { z } from "zod";
import { eventInstance, liveRun } from "../../debugger/protocol/editor.ts";
import { picture, textMetrics } from "../../picture/model.ts";

/** A node or arrow of the picture. Without `id`, the workflow itself. */
export const target = z.object({ workflow: z.string(), id: z.string().optional() });

const names = { from: z.string(), to: z.string() };
/** As the analysis finds them (see renames.ts there). */
const rename = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), ...names, file: z.string() }),
  z.object({ kind: z.literal("workflow"), ...names }),
  z.object({ kind: z.literal("step"), ...names, workflow: z.string() }),
]);

/** Messages from the extension to the webview, by type. */
export const toWebview = {
  /** `renames`: since the picture before, where that was of the same file. */
  picture: z.object({ picture, renames: z.array(rename).optional() }),
  /** In place of a picture: nothing open, nothing found, still reading, or it went wrong. */
  state: z.object({ state: z.enum(["noFile", "empty", "loading", "failed"]), file: z.string(), message: z.string() }),
  /** Every node with a breakpoint. */
  breakpoints: z.object({ at: z.array(z.object({ workflow: z.string(), id: z.string(), enabled: z.boolean() })) }),
  /** Runs of all debug sessions; `over` once the session has ended. */
  live: z.object({ runs: z.array(z.object({ key: z.string(), over: z.boolean(), run: liveRun })) }),
  /**
   * Answers `instances`: events with what they carry. `run` says whose, where several runs are shown; of a run that is
   * `over`, the state is the one that was seen last.
   */
  instances: z.object({
    workflow: z.string(),
    id: z.string(),
    instances: z.array(eventInstance.extend({ run: z.string().optional(), over: z.boolean().optional() })),
    total: z.number(),
    problem: z.string().optional(),
  }),
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
  /** Shows a child workflow in place, or hides its inside. */
  fold: z.object({ workflow: z.string(), open: z.boolean() }),
  openNote: z.object({ index: z.number().int().nonnegative() }),
  toggleBreakpoint: z.object({ workflow: z.string(), id: z.string() }),
  /** The events at a node or an arrow, of all runs or of the one with that key. */
  instances: z.object({ workflow: z.string(), id: z.string(), run: z.string().optional() }),
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

export type Target = z.infer<typeof target>;
