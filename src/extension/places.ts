import * as vscode from "vscode";
import type { SourceRange } from "../analysis/workflow-graph.ts";

/** The analysis counts lines and columns from 1, VS Code from 0. */
export function toRange({ startLine, startColumn, endLine, endColumn }: SourceRange): vscode.Range {
  return new vscode.Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1);
}

export function toLocation(range: SourceRange): vscode.Location {
  return new vscode.Location(vscode.Uri.file(range.file), toRange(range));
}
