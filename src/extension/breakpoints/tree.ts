import * as vscode from "vscode";
import type { EventNode, SourceRange, WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import type { BreakpointTarget, EventBreakpoint, Services } from "../services.ts";
import { targetKey, targetLabel } from "./names.ts";

interface WorkflowRow {
  readonly kind: "workflow";
  readonly graph: WorkflowGraph;
  readonly workflow: WorkflowNode;
}

/** A row of the tree. */
export type TreeRow =
  | WorkflowRow
  | { readonly kind: "target"; readonly target: BreakpointTarget; readonly parent: TreeRow | undefined }
  | { readonly kind: "others" };

const ICONS = {
  start: "play",
  stop: "primitive-square",
  inputRequired: "question",
  humanResponse: "account",
  stepFailed: "error",
  event: "symbol-event",
} satisfies Record<EventNode["kind"], string>;

/**
 * The Event Breakpoints tree: every workflow of the workspace with its events and steps, each with a checkbox that is
 * the breakpoint in the gutter. Breakpoints on what no known workflow has are listed at the end, so none stops unseen.
 */
export class BreakpointTree implements vscode.TreeDataProvider<TreeRow>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  #graphs: readonly WorkflowGraph[] = [];

  constructor(services: Services) {
    this.#services = services;
    this.#subscriptions = [
      services.breakpoints.onDidChange(() => this.#changed.fire()),
      services.analysis.onDidChange(() => this.#changed.fire()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#changed.fire()),
    ];
  }

  async getChildren(row?: TreeRow): Promise<TreeRow[]> {
    if (!row) {
      this.#graphs = activeFirst(await this.#services.analysis.workspace());
      const workflows: TreeRow[] = this.#graphs.flatMap((graph) =>
        graph.workflows.map((workflow) => ({ kind: "workflow", graph, workflow }) as const),
      );
      return this.#others().length > 0 ? [...workflows, { kind: "others" }] : workflows;
    }
    switch (row.kind) {
      case "workflow":
        return targetsOf(row).map((target) => ({ kind: "target", target, parent: row }));
      case "others":
        return this.#others().map(({ target }) => ({ kind: "target", target, parent: row }));
      case "target":
        return [];
    }
  }

  getParent(row: TreeRow): TreeRow | undefined {
    return row.kind === "target" ? row.parent : undefined;
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    switch (row.kind) {
      case "workflow":
        return this.#workflowItem(row.graph, row.workflow);
      case "others": {
        const item = new vscode.TreeItem("By name", vscode.TreeItemCollapsibleState.Expanded);
        item.id = "others";
        item.tooltip = "Breakpoints on names that no workflow of this workspace has (yet)";
        return item;
      }
      case "target":
        return this.#targetItem(row);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
  }

  /** Breakpoints that no row of a workflow stands for. */
  #others(): readonly EventBreakpoint[] {
    const listed = new Set<vscode.Breakpoint>();
    for (const graph of this.#graphs) {
      for (const workflow of graph.workflows) {
        for (const target of targetsOf({ graph, workflow })) {
          const found = this.#services.breakpoints.find(target);
          if (found) listed.add(found.breakpoint);
        }
      }
    }
    return this.#services.breakpoints.all.filter(({ breakpoint }) => !listed.has(breakpoint));
  }

  #workflowItem(graph: WorkflowGraph, workflow: WorkflowNode): vscode.TreeItem {
    const isActive = vscode.window.activeTextEditor?.document.uri.fsPath === graph.file;
    const few = this.#graphs.flatMap((candidate) => candidate.workflows).length <= 2;
    const item = new vscode.TreeItem(
      workflow.name,
      isActive || few ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
    );
    // The state is remembered by id, so the active file's workflow opens by another id than a closed one's.
    item.id = `${graph.file} ${workflow.name} ${isActive}`;
    item.iconPath = new vscode.ThemeIcon("type-hierarchy");
    item.description = vscode.workspace.asRelativePath(graph.file);
    if (workflow.docs !== undefined) item.tooltip = workflow.docs;
    item.contextValue = "workflow";
    return item;
  }

  #targetItem(row: TreeRow & { kind: "target" }): vscode.TreeItem {
    const { target } = row;
    const { breakpoints, analysis } = this.#services;
    const breakpoint = breakpoints.find(target);
    const inWorkflow = row.parent?.kind === "workflow";
    const item = new vscode.TreeItem(
      !inWorkflow ? targetLabel(target) : target.kind === "event" ? target.event : target.step,
    );
    const event = target.kind === "event" ? analysis.event(target.event, target.file) : undefined;
    const step = target.kind === "step" ? analysis.step(target.workflow, target.step, target.file) : undefined;
    item.id = `${row.parent ? (this.getTreeItem(row.parent).id ?? "") : ""} ${targetKey(target)}`;
    item.iconPath = new vscode.ThemeIcon(
      target.kind === "step"
        ? "symbol-method"
        : target.kind === "delivery"
          ? "arrow-right"
          : ICONS[event?.kind ?? "event"],
    );
    item.checkboxState = {
      state: breakpoint ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: breakpoint ? "Remove the breakpoint" : "Stop before this is dispatched",
    };
    item.contextValue = contextValue(breakpoint);
    const options = breakpoint && describeOptions(breakpoint);
    if (options) item.description = options;
    else if (step) item.description = step.accepts.join(", ");
    const tooltip = step?.docs ?? event?.docs ?? fieldsText(event);
    if (tooltip !== undefined) item.tooltip = tooltip;
    const range = step?.nameRange ?? event?.nameRange;
    if (range) item.command = openCommand(range);
    return item;
  }
}

/** The events in the order in which they appear, then the steps. */
function targetsOf({
  graph: { file },
  workflow,
}: Pick<WorkflowRow, "graph" | "workflow">): readonly BreakpointTarget[] {
  return [
    ...workflow.events.map((event) => ({ kind: "event", event, workflow: workflow.name, file }) as const),
    ...workflow.steps.map((step) => ({ kind: "step", workflow: workflow.name, step: step.name, file }) as const),
  ];
}

function activeFirst(graphs: readonly WorkflowGraph[]): readonly WorkflowGraph[] {
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  return [...graphs].sort(
    (a, b) => Number(b.file === active) - Number(a.file === active) || a.file.localeCompare(b.file),
  );
}

function contextValue(breakpoint: EventBreakpoint | undefined): string {
  if (!breakpoint) return "target";
  return breakpoint.enabled ? "target.set" : "target.disabled";
}

function describeOptions({ enabled, condition, hitCondition, logMessage }: EventBreakpoint): string {
  return [
    enabled ? "" : "disabled",
    condition === undefined ? "" : `when ${condition}`,
    hitCondition === undefined ? "" : `hits ${hitCondition}`,
    logMessage === undefined ? "" : `log ${logMessage}`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function fieldsText(event: EventNode | undefined): string | undefined {
  if (!event || event.fields.length === 0) return undefined;
  return event.fields.map((field) => `${field.name}${field.optional ? "?" : ""}: ${field.type}`).join("\n");
}

function openCommand(range: SourceRange): vscode.Command {
  const selection = new vscode.Range(
    range.startLine - 1,
    range.startColumn - 1,
    range.startLine - 1,
    range.startColumn - 1,
  );
  return {
    title: "Go to Source",
    command: "vscode.open",
    arguments: [
      vscode.Uri.file(range.file),
      { selection, preserveFocus: true } satisfies vscode.TextDocumentShowOptions,
    ],
  };
}
