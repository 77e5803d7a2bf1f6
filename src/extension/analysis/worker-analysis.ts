import * as vscode from "vscode";
import type { Diagnostic } from "../../analysis/diagnostics/diagnostic.ts";
import type { NamedEvent } from "../../analysis/event-at.ts";
import type { SourceTarget } from "../../analysis/locate.ts";
import { AnalysisClient } from "../../analysis/worker-client.ts";
import {
  type EventNode,
  type StepNode,
  WORKFLOW_GRAPH_VERSION,
  type WorkflowGraph,
  type WorkflowNode,
} from "../../analysis/workflow-graph.ts";
import type { AnalysisService, BreakpointTarget } from "../services.ts";
import { documentOf, isForeign, isOurs, readText, unsavedTexts } from "./documents.ts";
import { GraphIndex } from "./graph-index.ts";
import { usesStepwright } from "./uses-stepwright.ts";

const SOURCES = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** A text without one of these declares no workflow, and the worker need not be asked. */
const CANDIDATE = /\bstepwright\b|\bWorkflow\b|@step\b/;
/** So many files' graphs are asked for at once: others are shown meanwhile. */
const BATCH = 100;
/** ms without an edit after which a file is read again. */
const QUIET = 200;

/** The analysis on a worker thread. The worker is started by the first file that may declare a workflow. */
export class WorkerAnalysis implements AnalysisService {
  readonly #log: vscode.LogOutputChannel;
  readonly #client: AnalysisClient;
  readonly #index = new GraphIndex();
  readonly #changed = new vscode.EventEmitter<{ file: string; graph: WorkflowGraph | undefined }>();
  readonly #didRead = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Files of which the types were read, not only the syntax. */
  readonly #typed = new Set<string>();
  /** How often each file was edited, and as of which edit its last graph is. */
  readonly #edits = new Map<string, number>();
  readonly #read = new Map<string, number>();
  #search: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;
  readonly onDidRead = this.#didRead.event;

  constructor(extension: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#log = log;
    const worker = vscode.Uri.joinPath(extension, "dist", "analysis", "worker.js").fsPath;
    this.#client = new AnalysisClient(worker, { onProblem: (message) => log.warn(message) });
    const watcher = vscode.workspace.createFileSystemWatcher(SOURCES);
    this.#subscriptions = [
      watcher,
      watcher.onDidChange((uri) => this.#touched(uri)),
      watcher.onDidCreate((uri) => this.#touched(uri)),
      watcher.onDidDelete((uri) => this.#forget(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isOurs(document)) this.#touched(document.uri);
      }),
      vscode.workspace.onDidOpenTextDocument((document) => void this.#opened(document)),
      // What was not saved is gone with the editor: the file on disk counts again.
      vscode.workspace.onDidCloseTextDocument((document) => isOurs(document) && this.#touched(document.uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#search = undefined;
        void this.workspace();
      }),
    ];
    for (const document of vscode.workspace.textDocuments) void this.#opened(document);
  }

  async graph(uri: vscode.Uri): Promise<WorkflowGraph | undefined> {
    return this.#made(uri, async (file, unsaved) => {
      // The checker takes seconds where a project is large; what the syntax tells is there at once.
      if (!this.#typed.has(file)) this.#keep(await this.#client.graphOf(file, { ...unsaved, types: false }));
      // It would also keep the worker from the search of the folder, which F5 waits for.
      await this.#search;
      const graph = await this.#client.graphOf(file, unsaved);
      this.#typed.add(file);
      return graph;
    });
  }

  async outline(uri: vscode.Uri): Promise<WorkflowGraph | undefined> {
    const file = uri.fsPath;
    const last = this.#index.get(file);
    if (last && this.#read.get(file) === this.#editsOf(file)) return last;
    // Once the types were read they cost little, and a graph without them would take the place of one with them.
    return this.#made(uri, (_, unsaved) => this.#client.graphOf(file, { ...unsaved, types: this.#typed.has(file) }));
  }

  diagnose(uri: vscode.Uri): Promise<readonly Diagnostic[] | undefined> {
    return this.#asked(uri, (file, unsaved) => this.#client.diagnose(file, unsaved));
  }

  targets(uri: vscode.Uri): Promise<readonly SourceTarget[] | undefined> {
    return this.#asked(uri, (file, unsaved) => this.#client.targetsOf(file, unsaved));
  }

  async eventAt({ uri }: vscode.TextDocument, { line, character }: vscode.Position): Promise<NamedEvent | undefined> {
    if (uri.scheme !== "file" || !this.#index.hasWorkflows) return undefined;
    return this.#asked(uri, (file, unsaved) => this.#client.eventAt(file, line + 1, character + 1, unsaved));
  }

  async diagnoseClosed(
    files: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
    try {
      return new Map(Object.entries(await this.#client.diagnoseAll(files, { unsaved: unsavedTexts(), signal })));
    } catch (error) {
      if (!signal.aborted) this.#log.error(`${files.join(", ")} could not be checked: ${String(error)}`);
      return new Map();
    }
  }

  isCurrent(file: string): boolean {
    const graph = this.#index.get(file);
    if (!graph || this.#read.get(file) !== this.#editsOf(file)) return false;
    return !graph.notes.some(({ code }) => code === "syntax-error");
  }

  latest(file: string): WorkflowGraph | undefined {
    return this.#index.get(file);
  }

  known(): readonly WorkflowGraph[] {
    return this.#index.graphs;
  }

  async workspace(): Promise<readonly WorkflowGraph[]> {
    this.#search ??= this.#searchFolders();
    await this.#search;
    return this.#index.graphs.filter((graph) => graph.workflows.length > 0);
  }

  targetAt(file: string, line: number): BreakpointTarget | undefined {
    return this.#index.targetAt(file, line);
  }

  bodyAt(file: string, line: number): StepNode | undefined {
    return this.#index.bodyAt(file, line);
  }

  event(name: string, near?: string): EventNode | undefined {
    return this.#index.event(name, near);
  }

  workflow(name: string, file?: string): WorkflowNode | undefined {
    return this.#index.workflow(name, file);
  }

  step(workflow: string, step: string, file?: string): StepNode | undefined {
    return this.#index.step(workflow, step, file);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
    this.#didRead.dispose();
    void this.#client.dispose();
  }

  /** Asks the worker for the graph of a file's present text, and keeps the answer. */
  async #made(
    uri: vscode.Uri,
    ask: (file: string, unsaved: { text?: string }) => Promise<WorkflowGraph>,
  ): Promise<WorkflowGraph | undefined> {
    if (uri.scheme !== "file" || !SOURCE.test(uri.path)) return undefined;
    const file = uri.fsPath;
    const edits = this.#editsOf(file);
    const document = documentOf(file);
    const text = document?.getText() ?? (await readText(uri));
    if (text === undefined || !this.#mayDeclare(file, text)) return this.#keep(emptyGraph(file), edits);
    try {
      return this.#keep(await ask(file, document?.isDirty ? { text } : {}), edits);
    } catch (error) {
      this.#log.error(`${file} could not be analysed: ${error instanceof Error ? error.message : String(error)}`);
      const last = this.#index.get(file) ?? emptyGraph(file);
      return { ...last, notes: [...last.notes, { severity: "error", message: String(error) }] };
    }
  }

  /** Asks about a file's present text. */
  async #asked<T>(
    { fsPath: file }: vscode.Uri,
    ask: (file: string, unsaved: { text?: string }) => Promise<T>,
  ): Promise<T | undefined> {
    const document = documentOf(file);
    try {
      return await ask(file, document?.isDirty ? { text: document.getText() } : {});
    } catch (error) {
      this.#log.debug(`${file} could not be read: ${String(error)}`);
      return undefined;
    }
  }

  #editsOf(file: string): number {
    return this.#edits.get(file) ?? 0;
  }

  async #searchFolders(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    await Promise.all(
      folders.map(async ({ uri }) => {
        if (uri.scheme !== "file" || !(await usesStepwright(uri))) return;
        try {
          const found = await this.#client.findWorkflows(uri.fsPath);
          // A file that is edited is read for itself, as it is in the editor.
          const files = [...new Set(found.map(({ file }) => file))].filter((file) => !documentOf(file)?.isDirty);
          for (let next = 0; next < files.length; next += BATCH) {
            await this.#fromSyntax(files.slice(next, next + BATCH));
          }
        } catch (error) {
          this.#log.error(`${uri.fsPath} could not be searched for workflows: ${String(error)}`);
        }
      }),
    );
  }

  async #fromSyntax(files: readonly string[]): Promise<void> {
    const edits = new Map(files.map((file) => [file, this.#editsOf(file)]));
    try {
      for (const graph of await this.#client.graphsOf(files, { unsaved: unsavedTexts() })) {
        if (!this.#read.has(graph.file)) this.#keep(graph, edits.get(graph.file));
      }
    } catch (error) {
      this.#log.error(`${files.join(", ")} could not be analysed: ${String(error)}`);
    }
  }

  async #opened(document: vscode.TextDocument): Promise<void> {
    if (isOurs(document) && this.#mayDeclare(document.uri.fsPath, document.getText())) {
      await this.#readAgain(document.uri);
    }
  }

  async #readAgain(uri: vscode.Uri): Promise<void> {
    await this.graph(uri);
    this.#didRead.fire(uri);
  }

  /** A file was edited or saved; others may import from it. */
  #touched(uri: vscode.Uri): void {
    const file = uri.fsPath;
    if (isForeign(file)) return;
    this.#edits.set(file, this.#editsOf(file) + 1);
    clearTimeout(this.#timers.get(file));
    this.#timers.set(
      file,
      setTimeout(() => {
        this.#timers.delete(file);
        void this.#readAgain(uri).then(() => this.#refreshUsers(file));
      }, QUIET),
    );
  }

  /** Graphs that show something of this file, or miss what it may declare now, are read again. */
  #refreshUsers(file: string): void {
    for (const graph of this.#index.users(file)) void this.#readAgain(vscode.Uri.file(graph.file));
  }

  #forget({ fsPath: file }: vscode.Uri): void {
    this.#typed.delete(file);
    if (this.#index.delete(file)) this.#changed.fire({ file, graph: undefined });
    if (!isForeign(file)) this.#refreshUsers(file);
  }

  #mayDeclare(file: string, text: string): boolean {
    if (isForeign(file)) return false;
    // A class may extend a workflow of another file and name none of the words; a known file may be half-typed.
    return CANDIDATE.test(text) || (this.#index.hasWorkflows && /\bextends\b/.test(text)) || !!this.#index.get(file);
  }

  #keep(graph: WorkflowGraph, edits = this.#editsOf(graph.file)): WorkflowGraph {
    this.#read.set(graph.file, edits);
    const before = this.#index.get(graph.file);
    if (before && JSON.stringify(before) === JSON.stringify(graph)) return before;
    this.#index.set(graph);
    this.#changed.fire({ file: graph.file, graph });
    return graph;
  }
}

function emptyGraph(file: string): WorkflowGraph {
  return { version: WORKFLOW_GRAPH_VERSION, file, workflows: [], events: [], notes: [] };
}
