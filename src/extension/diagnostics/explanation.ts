import * as vscode from "vscode";
import { SEVERITIES } from "../../analysis/diagnostics/diagnostic.ts";

const COMMAND = "stepwright.explainDiagnostic";

/** Where a click on the code in the Problems panel leads. */
export function explanationOf(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:${COMMAND}?${encodeURIComponent(JSON.stringify([code]))}`);
}

/** Shows the page about diagnostics that the extension brings along, at the code's paragraph. */
export function explainCommand(
  extension: vscode.Uri,
  register: (id: string, run: (code?: string) => unknown) => vscode.Disposable,
): vscode.Disposable {
  return register(COMMAND, async (code) => {
    const page = vscode.Uri.joinPath(extension, "docs", "diagnostics.md");
    const known = code !== undefined && Object.hasOwn(SEVERITIES, code);
    await vscode.commands.executeCommand("markdown.showPreview", known ? page.with({ fragment: code }) : page);
  });
}
