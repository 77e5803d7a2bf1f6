import * as vscode from "vscode";
import type { Diagnostic } from "../../analysis/diagnostics/diagnostic.ts";
import { toRange } from "../places.ts";
import type { AnalysisService } from "../services.ts";
import { explanationOf } from "./explanation.ts";
import { isChecked, severityIn } from "./severity.ts";

/** What the Problems panel calls the origin of these problems. */
export const SOURCE = "stepwright";
/** So many files are checked at once: enough that one program of the compiler serves many, few enough to show some soon. */
const BATCH = 100;

/**
 * The workflows' problems in the Problems panel: of open editors as they are typed, of the workspace's other files as
 * they are on disk, beside what editors have not saved. What a file had stays until there is something newer, so that
 * nothing flickers.
 */
export class WorkflowDiagnostics implements vscode.Disposable {
  readonly #analysis: AnalysisService;
  readonly #collection = vscode.languages.createDiagnosticCollection(SOURCE);
  readonly #subscriptions: vscode.Disposable[];
  /** The last answer for each file, whatever the settings show of it. */
  readonly #found = new Map<string, readonly Diagnostic[]>();
  /** How often each file was checked for itself: then what a check of many files says of it is older. */
  readonly #checks = new Map<string, number>();
  /** Ends the check of the workspace. */
  #workspaceCheck = new AbortController();
  #disposed = false;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
    this.#subscriptions = [
      this.#collection,
      analysis.onDidRead((uri) => void this.#check(uri)),
      analysis.onDidChange(({ file, graph }) => graph ?? this.#forget(file)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#show(uri)),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#show(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.#checkWorkspace()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration("stepwright.diagnostics")) return;
        for (const file of this.#found.keys()) this.#show(vscode.Uri.file(file));
        void this.#checkWorkspace();
      }),
    ];
    void this.#checkWorkspace();
  }

  dispose(): void {
    this.#disposed = true;
    this.#workspaceCheck.abort();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #check(uri: vscode.Uri): Promise<void> {
    this.#checks.set(uri.fsPath, this.#checksOf(uri.fsPath) + 1);
    const document = documentOf(uri);
    const version = document?.version;
    const graph = this.#analysis.latest(uri.fsPath);
    const wanted = isChecked(uri, document !== undefined) && graph !== undefined;
    const found = wanted ? await this.#analysis.diagnose(uri) : [];
    // An answer about a text that is gone comes too late: the next one is on its way.
    if (found && documentOf(uri)?.version === version) this.#keep(uri, found);
  }

  #checksOf(file: string): number {
    return this.#checks.get(file) ?? 0;
  }

  /** The files that no editor has open, some at a time. A newer check takes the place of one that is under way. */
  async #checkWorkspace(): Promise<void> {
    this.#workspaceCheck.abort();
    this.#workspaceCheck = new AbortController();
    const { signal } = this.#workspaceCheck;
    const graphs = await this.#analysis.workspace();
    const files = graphs
      .map(({ file }) => file)
      .filter((file) => {
        const uri = vscode.Uri.file(file);
        return !documentOf(uri) && isChecked(uri, false);
      });
    for (let next = 0; next < files.length && !signal.aborted; next += BATCH) {
      const batch = files.slice(next, next + BATCH);
      const before = new Map(batch.map((file) => [file, this.#checksOf(file)]));
      const found = await this.#analysis.diagnoseClosed(batch, signal);
      for (const [file, diagnostics] of found) {
        const uri = vscode.Uri.file(file);
        if (!documentOf(uri) && before.get(file) === this.#checksOf(file)) this.#keep(uri, diagnostics);
      }
    }
  }

  #keep(uri: vscode.Uri, found: readonly Diagnostic[]): void {
    if (this.#disposed) return;
    // Half-typed text: the compiler's own errors say so, and what was known before is the best guess.
    if (found.some(({ code }) => code === "syntax-error")) return;
    this.#found.set(uri.fsPath, found);
    this.#show(uri);
  }

  #show(uri: vscode.Uri): void {
    const found = this.#found.get(uri.fsPath);
    if (!found) return;
    const severity = severityIn(uri);
    const shown = isChecked(uri, documentOf(uri) !== undefined) ? found : [];
    this.#collection.set(
      uri,
      shown.flatMap((one) => {
        const chosen = severity(one.code, one.severity);
        return chosen === undefined ? [] : [toProblem(one, chosen)];
      }),
    );
  }

  #forget(file: string): void {
    this.#found.delete(file);
    this.#collection.delete(vscode.Uri.file(file));
  }
}

function toProblem({ code, message, range }: Diagnostic, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
  const problem = new vscode.Diagnostic(toRange(range), message, severity);
  problem.source = SOURCE;
  problem.code = { value: code, target: explanationOf(code) };
  if (code === "superfluous-emits") problem.tags = [vscode.DiagnosticTag.Unnecessary];
  return problem;
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.fsPath === uri.fsPath);
}
