/** The size of a node, from its text. The webview draws by the same numbers. */
import type { TextMetrics } from "./messages.ts";
import type { SketchNode } from "./sketch.ts";
import { textWidth, wrapName } from "./text-metrics.ts";

/** Distance of a step's text from its left edge: breakpoint dot, icon. */
export const STEP_TEXT_X = 34;
/** The same for an event that has an icon. */
export const EVENT_TEXT_X = 32;
const STEP_MIN_WIDTH = 148;
const EVENT_MIN_WIDTH = 72;
export const PERSON_SIZE = 30;

export interface NodeBox {
  readonly lines: string[];
  readonly width: number;
  readonly height: number;
}

export function nodeBox(node: SketchNode, metrics: TextMetrics): NodeBox {
  if (node.role === "person") return { lines: [], width: PERSON_SIZE, height: PERSON_SIZE };
  const lines = wrapName(node.name);
  if (node.role === "step" || node.role === "catchError") {
    const { step, detail } = metrics;
    const text = Math.max(
      ...lines.map((line) => textWidth(line, step)),
      textWidth(node.detail ?? "", detail),
      textWidth(node.fanIn ?? "", detail),
    );
    // Always room for a second line: while debugging it says what the step does.
    const height = lines.length * step.lineHeight + detail.lineHeight + 14 + (node.fanIn === undefined ? 0 : 8);
    return { lines, width: Math.max(STEP_MIN_WIDTH, text + STEP_TEXT_X + 16), height: Math.round(height) };
  }
  const text = Math.max(...lines.map((line) => textWidth(line, metrics.event)));
  const before = node.role === "event" ? 20 : EVENT_TEXT_X;
  const height = lines.length * metrics.event.lineHeight + 12;
  return { lines, width: Math.max(EVENT_MIN_WIDTH, text + before + 20), height: Math.round(height) };
}
