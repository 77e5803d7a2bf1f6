import * as vscode from "vscode";
import type { Diagnostic } from "../../analysis/diagnostics/diagnostic.ts";

/** The comment that silences a line, up to where a reason begins. */
const COMMENT = /^\s*\/\/\s*stepwright-ignore-next-line\b(?:(?! --).)*/;

/** Puts the comment above the problem's line, or the code into the comment that is there. */
export function ignoreEdit(document: vscode.TextDocument, { code, range }: Diagnostic): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const line = document.lineAt(range.startLine - 1);
  const above = line.lineNumber > 0 ? document.lineAt(line.lineNumber - 1) : undefined;
  const comment = above && COMMENT.exec(above.text)?.[0].trimEnd();
  if (above && comment !== undefined) {
    edit.insert(document.uri, new vscode.Position(above.lineNumber, comment.length), `, ${code}`);
  } else {
    const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
    edit.insert(document.uri, line.range.start, `${indent}// stepwright-ignore-next-line ${code}\n`);
  }
  return edit;
}
