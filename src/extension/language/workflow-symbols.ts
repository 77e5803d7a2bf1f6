import * as vscode from "vscode";
import type { StepNode, WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import { stepText } from "../code-lens/step-text.ts";
import { SOURCE_LANGUAGES } from "../languages.ts";
import { toRange } from "../places.ts";
import type { AnalysisService } from "../services.ts";

/** What VS Code calls this group beside TypeScript's own. */
const METADATA: vscode.DocumentSymbolProviderMetadata = { label: "Workflow" };
const SETTING = "stepwright.outline";

/**
 * The outline of workflows where it is wanted. VS Code also lists it in Go to Symbol and in the breadcrumbs, beside the
 * same classes and methods as TypeScript knows them, so it is not wanted by default.
 */
export class OptionalSymbols implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #registration: vscode.Disposable | undefined;

  constructor(analysis: AnalysisService) {
    const update = (): void => {
      const wanted = vscode.workspace.getConfiguration(SETTING).get("enabled", false);
      if (wanted === (this.#registration !== undefined)) return;
      this.#registration?.dispose();
      this.#registration = wanted
        ? vscode.languages.registerDocumentSymbolProvider(SOURCE_LANGUAGES, new WorkflowSymbols(analysis), METADATA)
        : undefined;
    };
    this.#subscription = vscode.workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration(SETTING) && update(),
    );
    update();
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#subscription.dispose();
  }
}

/** A file's workflows: their steps with what they take and let out. */
class WorkflowSymbols implements vscode.DocumentSymbolProvider {
  readonly #analysis: AnalysisService;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
  }

  async provideDocumentSymbols({ uri }: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const graph = await this.#analysis.outline(uri);
    return graph ? graph.workflows.map((workflow) => workflowSymbol(workflow, graph)) : [];
  }
}

function workflowSymbol(workflow: WorkflowNode, graph: WorkflowGraph): vscode.DocumentSymbol {
  const { name, range, nameRange } = workflow;
  const symbol = new vscode.DocumentSymbol(name, "", vscode.SymbolKind.Class, toRange(range), toRange(nameRange));
  symbol.children = workflow.steps
    .filter((step) => step.inheritedFrom === undefined && step.range.file === graph.file)
    .map(stepSymbol);
  return symbol;
}

function stepSymbol(step: StepNode): vscode.DocumentSymbol {
  const { Event } = vscode.SymbolKind;
  return new vscode.DocumentSymbol(step.name, stepText(step), Event, toRange(step.range), toRange(step.nameRange));
}
