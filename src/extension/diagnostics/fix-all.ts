import * as vscode from "vscode";
import type { Diagnostic, DiagnosticCode, TextEdit } from "../../analysis/diagnostics/diagnostic.ts";
import { toRange } from "../places.ts";

/** What follows from the rest of the code alone; a step's stub or another class's name is a person's decision. */
const CERTAIN: ReadonlySet<DiagnosticCode> = new Set(["missing-emits"]);

/** One edit that mends everything that can only be meant one way; undefined where there is nothing of that kind. */
export function fixAllEdit(found: readonly Diagnostic[]): vscode.WorkspaceEdit | undefined {
  const edits = found.filter(({ code }) => CERTAIN.has(code)).flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  if (edits.length === 0) return undefined;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text } of merged(edits)) edit.replace(vscode.Uri.file(range.file), toRange(range), text);
  return edit;
}

/** Several entries for one empty list begin without a comma each: only the first may. */
function merged(edits: readonly TextEdit[]): TextEdit[] {
  const byPlace = new Map<string, TextEdit>();
  for (const edit of edits) {
    const { file, startLine, startColumn } = edit.range;
    const place = `${file}:${startLine}:${startColumn}`;
    const before = byPlace.get(place);
    if (!before) byPlace.set(place, edit);
    else if (!before.text.split(/,\s*/).includes(edit.text.replace(/^,\s*/, ""))) {
      byPlace.set(place, { ...before, text: `${before.text}, ${edit.text.replace(/^,\s*/, "")}` });
    }
  }
  return [...byPlace.values()];
}
