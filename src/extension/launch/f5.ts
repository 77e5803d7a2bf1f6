import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { activeConfiguration, whyNothing } from "./configurations.ts";

/**
 * F5 in a workflow's file of a folder without launch.json. VS Code itself would ask "Node.js or Stepwright?" each first
 * time; the keybinding (see package.json) is in force only where this context key says that the answer is clear.
 */
export function registerF5(context: vscode.ExtensionContext, services: Services): void {
  const { analysis, problems } = services;
  let turn = 0;
  const update = async (): Promise<void> => {
    const mine = ++turn;
    const say = (can: boolean): Thenable<unknown> =>
      vscode.commands.executeCommand("setContext", "stepwright.canDebugActive", can);
    if (hasLaunchConfigurations()) return void say(false);
    // F5 may come in the second in which the analysis starts; the command waits for it.
    if (looksRunnable(vscode.window.activeTextEditor?.document)) void say(true);
    const can = (await activeConfiguration(analysis)) !== undefined;
    if (mine === turn) void say(can);
  };
  const start = async (noDebug: boolean): Promise<boolean> => {
    const progress = { location: vscode.ProgressLocation.Window, title: "Reading the workflow" };
    const chosen = await vscode.window.withProgress(progress, () => activeConfiguration(analysis));
    if (!chosen) throw new Error(`The active editor has no workflow to debug. ${await whyNothing(analysis)}`);
    return startConfiguration(chosen, vscode.window.activeTextEditor?.document.uri, noDebug);
  };
  context.subscriptions.push(
    problems.command("stepwright.debugActiveFile", () => start(false)),
    problems.command("stepwright.runActiveFile", () => start(true)),
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    analysis.onDidChange(() => void update()),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("launch") && void update()),
  );
  void update();
}

/** Saves everything, and starts what belongs to that file. */
export async function startConfiguration(
  configuration: vscode.DebugConfiguration,
  uri: vscode.Uri | undefined,
  noDebug: boolean,
): Promise<boolean> {
  const folder = (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  // Running is not debugging a file that is not on disk yet.
  await vscode.workspace.saveAll(false);
  return vscode.debug.startDebugging(folder, configuration, { noDebug });
}

function looksRunnable(document: vscode.TextDocument | undefined): boolean {
  const text = document?.getText() ?? "";
  return /["']stepwright["']/.test(text) && /\bextends\s+[\w.]*Workflow\b|\.run\s*\(/.test(text);
}

function hasLaunchConfigurations(): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.some((folder) => {
    const configurations: unknown = vscode.workspace.getConfiguration("launch", folder.uri).get("configurations");
    return Array.isArray(configurations) && configurations.length > 0;
  });
}
