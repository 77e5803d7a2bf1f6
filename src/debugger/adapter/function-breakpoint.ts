/**
 * What a person types as a function breakpoint:
 *
 * | text | stops before |
 * |---|---|
 * | `Retrieved` | every dispatch of that event, and every dispatch to a step of that name |
 * | `RagFlow.synthesize` | the dispatches to that step of that workflow (or of that event within it) |
 * | `Retrieved -> synthesize` | the dispatches of that event to that step; also `Retrieved -> RagFlow.synthesize` |
 * | `*.Retrieved` | as `Retrieved`, in any workflow |
 */
import type { BreakpointSpec } from "../protocol/probe.ts";

export type FunctionBreakpointTarget = Pick<BreakpointSpec, "workflow" | "event" | "step" | "name">;

// Optional "Event ->" (or "→"), optional "Workflow." or "*.", then a name. Names are identifiers; an event's name may hold dots or dashes within quotes only.
const GRAMMAR =
  /^\s*(?:(?<event>[\p{L}\p{N}_$-]+|\*)\s*(?:->|=>|→)\s*)?(?:(?<workflow>[\p{L}\p{N}_$-]+|\*)\s*\.\s*)?(?<name>[\p{L}\p{N}_$-]+|\*)\s*$/u;

export const FUNCTION_BREAKPOINT_HELP =
  "Write the name of an event (Retrieved) or a step (synthesize), Workflow.step (RagFlow.synthesize), or Event -> step (Retrieved -> synthesize).";

/** Undefined where the text follows none of the forms. */
export function parseFunctionBreakpoint(text: string): FunctionBreakpointTarget | undefined {
  const groups = GRAMMAR.exec(text.replace(/\(\s*\)\s*$/, ""))?.groups;
  if (groups === undefined) return undefined;
  const event = groups["event"];
  const workflow = groups["workflow"];
  const name = groups["name"];
  return {
    ...(workflow === undefined || workflow === "*" ? {} : { workflow }),
    ...(event === undefined || event === "*" ? {} : { event }),
    ...(name === undefined || name === "*" ? {} : event === undefined ? { name } : { step: name }),
  };
}
