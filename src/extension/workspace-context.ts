import * as vscode from "vscode";
import type { Services } from "./services.ts";

/** Says that this window debugs workflows: the views, the debugger and the menus of package.json wait for it. */
export async function showWorkflowParts(): Promise<void> {
  await vscode.commands.executeCommand("setContext", "stepwright.hasWorkflows", true);
}

/** A workspace without a workflow sees nothing of this extension; one that gets its first workflow does at once. */
export function registerWorkspaceContext(
  context: vscode.ExtensionContext,
  { analysis, problems, log }: Services,
): void {
  const look = async (): Promise<void> => {
    if ((await analysis.workspace()).length > 0) await showWorkflowParts();
  };
  context.subscriptions.push(
    problems.command("stepwright.showLog", () => log.show()),
    analysis.onDidChange(({ graph }) => graph && graph.workflows.length > 0 && void showWorkflowParts()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void look()),
  );
  void look();
}
