import * as vscode from "vscode";
import type { Rename } from "../../analysis/renames.ts";
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import type { Renaming } from "../services.ts";
import { launchChanges, type TextChange } from "./launch-names.ts";
import { ownerIn } from "./step-named.ts";

/** ms without another rename: a name that is typed anew goes through many. */
const QUIET = 1_500;

/** Tells when launch.json still has the old name of an event, a step or a workflow, and changes it where the person wants so. */
export class FollowInLaunch implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  #renames: Rename[] = [];
  /** As the graphs were before the first of these renames. */
  readonly #before = new Map<string, WorkflowGraph>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  heard({ before, renames }: Renaming): void {
    this.#renames.push(...renames);
    if (!this.#before.has(before.file)) this.#before.set(before.file, before);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#look().catch((error: unknown) => this.#log.error(`launch.json was not looked through: ${String(error)}`));
    }, QUIET);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const renames = this.#renames;
    const graphs = [...this.#before.values()];
    this.#renames = [];
    this.#before.clear();
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const file = vscode.Uri.joinPath(uri, ".vscode", "launch.json");
      const document = await openIfThere(file);
      const changes = document === undefined ? [] : launchChanges(document.getText(), renames, ownerIn(graphs));
      if (document !== undefined && changes.length > 0) void this.#ask(document, changes);
    }
  }

  async #ask(document: vscode.TextDocument, changes: readonly TextChange[]): Promise<void> {
    const names = [...new Set(changes.map(({ from, to }) => `"${from}" is now "${to}"`))].join(", ");
    const update = "Update launch.json";
    const answer = await vscode.window.showInformationMessage(
      `launch.json has names that have changed: ${names}.`,
      update,
    );
    if (answer !== update) return;
    const wasDirty = document.isDirty;
    const edit = new vscode.WorkspaceEdit();
    for (const { offset, length, from, to } of changes) {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      // The message may have waited while the file was edited.
      if (document.getText(range) === from) edit.replace(document.uri, range, to);
    }
    await vscode.workspace.applyEdit(edit);
    // VS Code reads the file, not the editor. What the person has not saved is left to them.
    if (!wasDirty) await document.save();
  }
}

async function openIfThere(file: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(file);
  } catch {
    return undefined;
  }
  return vscode.workspace.openTextDocument(file);
}
