/** Which file's workflows the graph shows: the active editor's, or the last one that had any while a run is debugged. */
import * as vscode from "vscode";
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import type { Services } from "../services.ts";

/** Files that may declare a workflow. */
const SOURCE = /\.[cm]?[jt]sx?$/;

export interface Followed {
  readonly uri: vscode.Uri;
  /** Undefined until the analysis has answered. */
  readonly graph: WorkflowGraph | undefined;
}

export class FollowedFile implements vscode.Disposable {
  readonly #services: Pick<Services, "analysis" | "live">;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #followed: Followed | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(services: Pick<Services, "analysis" | "live">) {
    this.#services = services;
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor((editor) => void this.#follow(editor)),
      services.analysis.onDidChange(({ file, graph }) => {
        const followed = this.#followed;
        if (followed === undefined) return;
        if (followed.uri.fsPath === file) {
          this.#set({ uri: followed.uri, graph: graph ?? emptied(followed.graph) });
        } else if (followed.graph !== undefined && startsOthers(followed.graph)) {
          // It may be one of those that this one starts.
          this.#changed.fire();
        }
      }),
    ];
    void this.#follow(vscode.window.activeTextEditor);
  }

  get current(): Followed | undefined {
    return this.#followed;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
  }

  /** Shows that file, whatever the editor does next. */
  async show(uri: vscode.Uri): Promise<void> {
    const { analysis } = this.#services;
    this.#set({ uri, graph: analysis.latest(uri.fsPath) });
    const graph = await analysis.graph(uri);
    if (this.#followed?.uri.fsPath === uri.fsPath) this.#set({ uri, graph });
  }

  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    // No editor: the focus is in the graph itself, in a terminal, in a picture. An output channel is an editor, too.
    const uri = editor?.document.uri;
    if (uri === undefined || uri.scheme !== "file" || uri.fsPath === this.#followed?.uri.fsPath) return;
    // A page of documentation beside the code takes no picture away.
    if (!SOURCE.test(uri.path)) return;
    const shown = this.#followed?.graph?.workflows.length ?? 0;
    if (shown > 0 && this.#services.live.sessions.length > 0) {
      // Stepping leads into files without workflows: the picture of the run stays.
      const graph = await this.#services.analysis.graph(uri);
      if ((graph?.workflows.length ?? 0) === 0 || vscode.window.activeTextEditor !== editor) return;
    }
    await this.show(uri);
  }

  #set(followed: Followed): void {
    this.#followed = followed;
    this.#changed.fire();
  }
}

/** The file is gone: nothing is left to show. */
function emptied(graph: WorkflowGraph | undefined): WorkflowGraph | undefined {
  return graph && { ...graph, workflows: [], events: [], notes: [] };
}

const startsOthers = (graph: WorkflowGraph): boolean =>
  graph.workflows.some((workflow) => workflow.steps.some((step) => step.children.length > 0));
