import type { Line, RecordedPrompt } from "../recording/format.ts";

/** A point of a recording at which a debugger can stop. */
export type Point = {
  /** The line it belongs to. */
  readonly line: number;
  readonly run: number;
} & (
  | { readonly kind: "dispatch"; readonly dispatch: number }
  /** A step's attempt has failed: the line is not applied yet. */
  | { readonly kind: "failed"; readonly dispatch: number }
  /** The state was written to: the line is applied. */
  | { readonly kind: "written"; readonly dispatch: number }
  | { readonly kind: "asked"; readonly prompt: RecordedPrompt }
  | { readonly kind: "unhandled"; readonly event: number }
  /** The run is about to end with an error. */
  | { readonly kind: "runFailed" | "timedOut" }
);

/** The points of a line, in their order. */
export function pointsOf(line: Line, number: number): readonly Point[] {
  if (!("type" in line)) return NONE;
  if (line.type === "end") {
    const { run, outcome } = line;
    if (outcome === "failed") return [{ kind: "runFailed", line: number, run }];
    return outcome === "timedOut" ? [{ kind: "timedOut", line: number, run }] : NONE;
  }
  if (line.type !== "tick") return NONE;
  const { run } = line;
  if (line.kind === "found") {
    return line.waiting?.map((dispatch) => ({ kind: "dispatch", line: number, run, dispatch })) ?? NONE;
  }
  const points: Point[] = [];
  if (line.kind === "failed") points.push({ kind: "failed", line: number, run, dispatch: line.dispatch ?? 0 });
  if (line.store !== undefined) points.push({ kind: "written", line: number, run, dispatch: line.dispatch ?? 0 });
  for (const [dispatch] of line.started ?? []) points.push({ kind: "dispatch", line: number, run, dispatch });
  for (const prompt of line.prompts ?? []) {
    if (!prompt.child) points.push({ kind: "asked", line: number, run, prompt });
  }
  for (const event of line.unhandled ?? []) points.push({ kind: "unhandled", line: number, run, event });
  return points;
}

const NONE: readonly Point[] = [];

/** How many lines are applied at that point. */
export function positionOf(point: Point): number {
  const isBefore = point.kind === "failed" || point.kind === "runFailed" || point.kind === "timedOut";
  return isBefore ? point.line : point.line + 1;
}

/** The point after that one, or before it; undefined at an end of the recording. */
export function neighbour(
  lines: { readonly length: number; line(number: number): Line },
  point: Point | { readonly line: number },
  direction: 1 | -1,
): Point | undefined {
  let number = Math.min(point.line, lines.length - (direction === 1 ? 0 : 1));
  if ("kind" in point) {
    const points = pointsOf(lines.line(number), number);
    const index = points.findIndex((each) => isSame(each, point));
    const next = points[index + direction];
    if (next !== undefined) return next;
    number += direction;
  }
  for (; number >= 0 && number < lines.length; number += direction) {
    const next = pointsOf(lines.line(number), number).at(direction === 1 ? 0 : -1);
    if (next !== undefined) return next;
  }
  return undefined;
}

function isSame(a: Point, b: Point): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "dispatch") return a.dispatch === (b as typeof a).dispatch;
  if (a.kind === "asked") return a.prompt.id === (b as typeof a).prompt.id;
  return a.kind !== "unhandled" || a.event === (b as typeof a).event;
}
