import * as vscode from "vscode";
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import type { AnalysisService, BreakpointTarget } from "../services.ts";
import { functionName, parseFunctionName } from "./names.ts";
import { type Rename, renamed, renamesBetween } from "./renames.ts";

/** A name that a function breakpoint can have; while one is typed anew it may be none. */
const NAME = /^[\w$]+$/;

/** Breakpoints by name go along when an event, a step or a workflow gets another one; those in the gutter do so anyway. */
export class FollowRenames implements vscode.Disposable {
  readonly #analysis: AnalysisService;
  /** The last graph of each file that parsed, with names that are names. */
  readonly #before = new Map<string, WorkflowGraph>();
  readonly #subscription: vscode.Disposable;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
    for (const graph of analysis.known()) this.#before.set(graph.file, graph);
    this.#subscription = analysis.onDidChange(({ file, graph }) => {
      if (!graph) this.#before.delete(file);
      else if (!graph.notes.some(({ code }) => code === "syntax-error")) this.#changed(graph);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #changed(graph: WorkflowGraph): void {
    const before = this.#before.get(graph.file);
    const renames = before ? renamesBetween(before, graph) : [];
    if (renames.some(({ to }) => !NAME.test(to))) return;
    this.#before.set(graph.file, graph);
    const certain = renames.filter((rename) => !this.#isElsewhere(rename, graph.file));
    if (before && certain.length > 0) this.#follow(before, certain);
  }

  /** Another file has the old name, too: a breakpoint by that name still means something. */
  #isElsewhere(rename: Rename, file: string): boolean {
    const { kind, from } = rename;
    return this.#analysis.known().some((graph) => {
      // A file that imports the class is read again after this one.
      if (kind === "event") return graph.events.some(({ name, range }) => name === from && range?.file !== rename.file);
      return kind === "workflow" && graph.file !== file && graph.workflows.some(({ name }) => name === from);
    });
  }

  #follow(before: WorkflowGraph, renames: readonly Rename[]): void {
    const ownerOf = (workflow: string | undefined, step: string): string | undefined =>
      before.workflows.find(
        ({ name, steps }) => (workflow ?? name) === name && steps.some((candidate) => candidate.name === step),
      )?.name;
    for (const breakpoint of vscode.debug.breakpoints) {
      if (!(breakpoint instanceof vscode.FunctionBreakpoint)) continue;
      const target = parseFunctionName(breakpoint.functionName, ownerOf);
      const now: BreakpointTarget | undefined = target && renamed(target, renames);
      if (!now || now === target) continue;
      const { enabled, condition, hitCondition, logMessage } = breakpoint;
      vscode.debug.removeBreakpoints([breakpoint]);
      vscode.debug.addBreakpoints([
        new vscode.FunctionBreakpoint(functionName(now), enabled, condition, hitCondition, logMessage),
      ]);
    }
  }
}
