import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "./until.ts";

/** What TypeScript's own service, as it runs beside the extension, finds wrong with a file's present text. */
export async function compilerErrors(uri: vscode.Uri): Promise<string[]> {
  const errors = (): vscode.Diagnostic[] =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source, severity }) => source === "ts" && severity === vscode.DiagnosticSeverity.Error);
  const editor = await vscode.window.showTextDocument(uri);
  // That the service has read this text shows in an error which only this text has.
  const end = editor.document.positionAt(editor.document.getText().length);
  assert.ok(await editor.edit((edit) => edit.insert(end, "\nconst probe: string = 1;\n")));
  const isProbe = (one: vscode.Diagnostic): boolean => one.range.start.line > end.line;
  await until("TypeScript's answer", () => errors().some(isProbe));
  return errors()
    .filter((one) => !isProbe(one))
    .map(({ message }) => message);
}
