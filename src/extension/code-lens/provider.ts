import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { Anchors, type Lens } from "./anchors.ts";
import { eventLenses, stepLenses, workflowLenses } from "./lenses.ts";

/** Lenses above workflows, steps and event classes. */
export class WorkflowLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #services: Pick<Services, "analysis" | "breakpoints">;
  readonly #anchors = new Anchors();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(services: Pick<Services, "analysis" | "breakpoints">) {
    this.#services = services;
    const changed = (): void => this.#changed.fire();
    this.#subscriptions = [
      this.#anchors,
      this.#changed,
      services.analysis.onDidRead(changed),
      // Also where another file's graph is new: it may produce what this one declares.
      services.analysis.onDidChange(changed),
      services.breakpoints.onDidChange(changed),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration("stepwright.codeLens") && changed(),
      ),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { version } = document;
    // A text that is being edited keeps what it has: its graph is of an earlier one.
    const made = this.#services.analysis.isCurrent(document.uri.fsPath) ? await this.#make(document) : undefined;
    if (made && document.version === version) this.#anchors.keep(document, made);
    return this.#anchors.of(document).map(({ at, command }) => new vscode.CodeLens(new vscode.Range(at, at), command));
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #make({ uri }: vscode.TextDocument): Promise<readonly Lens[] | undefined> {
    const { analysis } = this.#services;
    const graph = analysis.latest(uri.fsPath);
    if (!graph) return undefined;
    const settings = vscode.workspace.getConfiguration("stepwright.codeLens", uri);
    const isOn = (what: "workflows" | "steps" | "events"): boolean => settings.get(what, true);
    const targets = isOn("events") ? await analysis.targets(uri) : [];
    if (!targets) return undefined;
    return [
      ...(isOn("workflows") ? await workflowLenses(this.#services, graph) : []),
      ...(isOn("steps") ? stepLenses(graph) : []),
      ...eventLenses(this.#services, uri.fsPath, targets),
    ];
  }
}
