import * as vscode from "vscode";
import { SOURCE_LANGUAGES } from "../languages.ts";
import type { Services } from "../services.ts";
import { explainCommand } from "./explanation.ts";
import { QuickFixes } from "./quick-fixes.ts";
import { WorkflowDiagnostics } from "./workflow-diagnostics.ts";

/** Problems of workflows while they are written, and their fixes. */
export function registerDiagnostics(context: vscode.ExtensionContext, { analysis, problems }: Services): void {
  context.subscriptions.push(
    new WorkflowDiagnostics(analysis),
    vscode.languages.registerCodeActionsProvider(SOURCE_LANGUAGES, new QuickFixes(analysis), QuickFixes.metadata),
    explainCommand(context.extensionUri, (id, run) => problems.command(id, run)),
  );
}
