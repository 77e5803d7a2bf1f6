import * as vscode from "vscode";
import { type Rename, renamesBetween } from "../../analysis/renames.ts";
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import type { AnalysisService, RenameWatcher, Renaming } from "../services.ts";

/** A name that something can have; while one is typed anew it may be none. */
const NAME = /^[\w$]+$/;

/** Compares each graph of a file with the one before it. */
export class RenameWatch implements RenameWatcher {
  readonly #analysis: AnalysisService;
  /** The last graph of each file that parsed, with names that are names. */
  readonly #before = new Map<string, WorkflowGraph>();
  readonly #renamed = new vscode.EventEmitter<Renaming>();
  readonly #subscription: vscode.Disposable;
  readonly onDidRename = this.#renamed.event;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
    for (const graph of analysis.known()) this.#before.set(graph.file, graph);
    this.#subscription = analysis.onDidChange(({ file, graph }) => {
      if (!graph) this.#before.delete(file);
      else if (!graph.notes.some(({ code }) => code === "syntax-error")) this.#changed(graph);
    });
  }

  dispose(): void {
    vscode.Disposable.from(this.#subscription, this.#renamed).dispose();
  }

  #changed(graph: WorkflowGraph): void {
    const before = this.#before.get(graph.file);
    const renames = before ? renamesBetween(before, graph) : [];
    if (renames.some(({ to }) => !NAME.test(to))) return;
    this.#before.set(graph.file, graph);
    const certain = renames.filter((rename) => !this.#isElsewhere(rename, graph.file));
    if (before && certain.length > 0) this.#renamed.fire({ before, renames: certain });
  }

  /** Another file has the old name, too: what goes by that name still means something. */
  #isElsewhere(rename: Rename, file: string): boolean {
    const { kind, from } = rename;
    return this.#analysis.known().some((graph) => {
      // A file that imports the class is read again after this one.
      if (kind === "event") return graph.events.some(({ name, range }) => name === from && range?.file !== rename.file);
      return kind === "workflow" && graph.file !== file && graph.workflows.some(({ name }) => name === from);
    });
  }
}
