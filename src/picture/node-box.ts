/** The size of a node, from its text. The webview draws by the same numbers. */
import type { NodeRole, TextMetrics } from "./model.ts";
import { textWidth, wrapName } from "./text-metrics.ts";

/** Distance of the text from the node's left edge; the icon is before it. */
export const TEXT_X = 34;
export const PERSON_SIZE = 32;
/** How far the pills behind the first one of a stack show. */
export const STACK = 9;
/** Between the two outlines of a stop event. */
export const RIM = 3;
/** What runs, waits or failed is written into a step: it must have room for that. */
const STEP_MIN_WIDTH = 156;
const EVENT_MIN_WIDTH = 84;
const PADDING_RIGHT = 16;
/** Of the button that opens and closes a child workflow. */
export const FOLD_WIDTH = 26;

export interface NodeBox {
  readonly lines: string[];
  readonly width: number;
  readonly height: number;
}

interface Labelled {
  readonly role: NodeRole;
  readonly name: string;
  readonly detail?: string | undefined;
  readonly many: boolean;
  readonly group?: "open" | "closed" | undefined;
}

export function nodeBox(node: Labelled, metrics: TextMetrics): NodeBox {
  if (node.role === "person") return { lines: [], width: PERSON_SIZE, height: PERSON_SIZE };
  const lines = wrapName(node.name);
  if (node.role === "step" || node.role === "catchError" || node.role === "child") {
    const { step, detail } = metrics;
    const text = Math.max(...lines.map((line) => textWidth(line, step)), textWidth(node.detail ?? "", detail));
    // Always room for a second line: while debugging it says what the step does.
    const height = lines.length * step.lineHeight + detail.lineHeight + 16;
    const fold = node.group === undefined ? 0 : FOLD_WIDTH;
    const width = Math.max(STEP_MIN_WIDTH, text + TEXT_X + PADDING_RIGHT) + fold;
    return { lines, width, height: Math.round(height) };
  }
  const text = Math.max(...lines.map((line) => textWidth(line, metrics.event)));
  const rim = node.role === "stop" ? 2 * RIM : 0;
  const width = Math.max(EVENT_MIN_WIDTH, text + TEXT_X + PADDING_RIGHT) + rim + (node.many ? STACK : 0);
  return { lines, width, height: Math.round(lines.length * metrics.event.lineHeight + 12) + rim };
}
