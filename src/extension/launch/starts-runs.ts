import type { SourceRange, WorkflowGraph } from "../../analysis/workflow-graph.ts";

/** What is no code, as far as finding a call goes: comments, and the texts in quotes. */
const NOT_CODE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
const RUN_CALL = /\.\s*run\s*\(/;

/**
 * Whether a file is a program: it starts a run outside its workflow classes, at the top level or in a function there.
 * A file without workflow classes counts where it names one of `known`.
 */
export function startsRuns(text: string, graph: WorkflowGraph, known: ReadonlySet<string>): boolean {
  const blanked = text.replace(NOT_CODE, (match) => match.replace(/[^\n]/g, " "));
  const outside = graph.workflows.reduce((rest, workflow) => without(rest, workflow.range), blanked);
  if (!RUN_CALL.test(outside)) return false;
  return graph.workflows.length > 0 || [...known].some((name) => new RegExp(`\\b${name}\\b`).test(outside));
}

/** The text with a range's lines emptied. */
function without(text: string, range: SourceRange): string {
  return text
    .split("\n")
    .map((line, index) => (index + 1 >= range.startLine && index + 1 <= range.endLine ? "" : line))
    .join("\n");
}
