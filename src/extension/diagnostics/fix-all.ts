import * as vscode from "vscode";
import type { Diagnostic } from "../../analysis/diagnostics/diagnostic.ts";
import { certainEdits } from "../../analysis/diagnostics/edits.ts";
import { toRange } from "../places.ts";

/** One edit that mends everything that can only be meant one way; undefined where there is nothing of that kind. */
export function fixAllEdit(found: readonly Diagnostic[]): vscode.WorkspaceEdit | undefined {
  const edits = certainEdits(found);
  if (edits.length === 0) return undefined;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) edit.replace(vscode.Uri.file(range.file), toRange(range), text);
  return edit;
}
