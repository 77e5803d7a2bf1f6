import * as vscode from "vscode";
import type { DiagnosticCode, Severity } from "../../analysis/diagnostics/diagnostic.ts";

/** What a person may write for a code in `stepwright.diagnostics.severity`. */
export const CHOICES = ["error", "warning", "information", "hint", "off"] as const;

const SEVERITY = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const;

/** How a problem of that code is shown in a file; undefined where the settings turn it off. */
export function severityIn(
  uri: vscode.Uri,
): (code: DiagnosticCode, own: Severity) => vscode.DiagnosticSeverity | undefined {
  const chosen = vscode.workspace
    .getConfiguration("stepwright.diagnostics", uri)
    .get<Readonly<Record<string, unknown>>>("severity", {});
  return (code, own) => {
    const choice = CHOICES.find((one) => one === chosen[code]) ?? (own === "info" ? "information" : own);
    return choice === "off" ? undefined : SEVERITY[choice];
  };
}

/** Whether a file's problems are shown: all of the workspace's files, those of open editors, or none. */
export function isChecked(uri: vscode.Uri, isOpen: boolean): boolean {
  const files = vscode.workspace.getConfiguration("stepwright.diagnostics", uri).get("files", "workspace");
  return files === "workspace" ? true : files === "open" && isOpen;
}
