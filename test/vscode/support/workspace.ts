import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";

/** The folder that the window shows. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error("the window has no folder open");
  return folder;
}

/** Writes a file below the workspace's folder. */
export function writeFile(path: string, text: string): vscode.Uri {
  const file = join(workspaceFolder().uri.fsPath, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return vscode.Uri.file(file);
}

/** The line, from 0, on which a text first stands. */
export function lineOf(text: string, part: string): number {
  const line = text.split("\n").findIndex((candidate) => candidate.includes(part));
  if (line < 0) throw new Error(`no line has ${part}`);
  return line;
}

/** A breakpoint at the line of a file on which a part of its text first stands. */
export function breakpointAt(uri: vscode.Uri, text: string, part: string): vscode.SourceBreakpoint {
  return new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(lineOf(text, part), 0)));
}
