import type { SourceRange } from "../workflow-graph.ts";
import type { Diagnostic, DiagnosticCode, TextEdit } from "./diagnostic.ts";

/** What follows from the rest of the code alone; a step's stub or another class's name is a person's decision. */
const CERTAIN: ReadonlySet<DiagnosticCode> = new Set(["missing-emits"]);

/** An empty range at the start or the end of another. */
export function at(range: SourceRange, edge: "start" | "end", shift = 0): SourceRange {
  const line = edge === "start" ? range.startLine : range.endLine;
  const column = (edge === "start" ? range.startColumn : range.endColumn) + shift;
  return { file: range.file, startLine: line, startColumn: column, endLine: line, endColumn: column };
}

/** The edits that mend everything that can only be meant one way, one for each place, in source order. */
export function certainEdits(found: readonly Diagnostic[]): TextEdit[] {
  const edits = found.filter(({ code }) => CERTAIN.has(code)).flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  const byPlace = new Map<string, { range: SourceRange; texts: Set<string> }>();
  for (const { range, text } of edits) {
    const place = `${range.file}:${range.startLine}:${range.startColumn}`;
    const known = byPlace.get(place);
    if (known) known.texts.add(text);
    else byPlace.set(place, { range, texts: new Set([text]) });
  }
  return [...byPlace.values()]
    .sort((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn)
    .map(({ range, texts }) => ({ range, text: together([...texts]) }));
}

/** Several entries for one empty list bring no comma along; others, and imports, do not need another. */
function together(texts: readonly string[]): string {
  return texts.join(texts.every((text) => /^[\w$.]+$/.test(text)) ? ", " : "");
}
