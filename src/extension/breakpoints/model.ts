import * as vscode from "vscode";
import type { SourceRange } from "../../analysis/workflow-graph.ts";
import type {
  AnalysisService,
  BreakpointModel,
  BreakpointOptions,
  BreakpointTarget,
  EventBreakpoint,
} from "../services.ts";
import { functionName, parseFunctionName, targetKey } from "./names.ts";
import { stepNamed } from "./step-named.ts";

/**
 * VS Code's own breakpoints, read as event breakpoints. A target with a source is a source breakpoint at its name (so it
 * shows in the gutter); one without (StartEvent, an event of a package, an arrow of the graph) is a function breakpoint.
 * VS Code offers no way to change a breakpoint, so a change is a removal and an addition.
 */
export class VsCodeBreakpoints implements BreakpointModel {
  readonly #analysis: AnalysisService;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
    this.#subscriptions = [
      vscode.debug.onDidChangeBreakpoints(() => this.#changed.fire()),
      // A breakpoint of the last session means something only once its file's graph is known.
      analysis.onDidChange(() => this.#changed.fire()),
    ];
  }

  get all(): readonly EventBreakpoint[] {
    return vscode.debug.breakpoints.flatMap((breakpoint) => {
      const target = this.#targetOf(breakpoint);
      if (!target) return [];
      const { enabled, condition, hitCondition, logMessage } = breakpoint;
      return [{ target, breakpoint, enabled, condition, hitCondition, logMessage }];
    });
  }

  find(target: BreakpointTarget): EventBreakpoint | undefined {
    return this.#present(target)[0];
  }

  toggle(target: BreakpointTarget): void {
    if (this.find(target)) this.remove(target);
    else this.add(target);
  }

  add(target: BreakpointTarget, options: BreakpointOptions = {}): void {
    if (this.find(target)) return this.update(target, options);
    vscode.debug.addBreakpoints([this.#make(target, options)]);
  }

  update(target: BreakpointTarget, options: BreakpointOptions): void {
    const present = this.find(target);
    if (!present) return this.add(target, options);
    const { enabled, condition, hitCondition, logMessage, breakpoint } = present;
    const merged: BreakpointOptions = {
      enabled,
      ...(condition === undefined ? {} : { condition }),
      ...(hitCondition === undefined ? {} : { hitCondition }),
      ...(logMessage === undefined ? {} : { logMessage }),
      ...options,
    };
    vscode.debug.removeBreakpoints([breakpoint]);
    vscode.debug.addBreakpoints([this.#make(target, merged, breakpoint)]);
  }

  remove(target: BreakpointTarget): void {
    vscode.debug.removeBreakpoints(this.#present(target).map((candidate) => candidate.breakpoint));
  }

  removeAll(): void {
    vscode.debug.removeBreakpoints(this.all.map((candidate) => candidate.breakpoint));
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
  }

  #present(target: BreakpointTarget): readonly EventBreakpoint[] {
    const place = this.#placeOf(target);
    const all = this.all;
    const sameSource = all.filter(
      ({ breakpoint, target: other }) =>
        breakpoint instanceof vscode.SourceBreakpoint && place !== undefined && this.#placeOf(other) === place,
    );
    if (sameSource.length > 0) return sameSource;
    const named = all.filter(({ breakpoint }) => breakpoint instanceof vscode.FunctionBreakpoint);
    const exact = named.filter(({ target: other }) => targetKey(other) === targetKey(target));
    if (exact.length > 0 || target.kind !== "event") return exact;
    // One named `StartEvent` stops in every workflow, so it is also the one of each.
    const anywhere = targetKey({ kind: "event", event: target.event });
    return named.filter(({ target: other }) => targetKey(other) === anywhere);
  }

  #targetOf(breakpoint: vscode.Breakpoint): BreakpointTarget | undefined {
    if (breakpoint instanceof vscode.SourceBreakpoint) {
      const { uri, range } = breakpoint.location;
      return uri.scheme === "file" ? this.#analysis.targetAt(uri.fsPath, range.start.line + 1) : undefined;
    }
    if (!(breakpoint instanceof vscode.FunctionBreakpoint)) return undefined;
    return parseFunctionName(breakpoint.functionName, (workflow, step, event) => {
      const named = stepNamed(this.#analysis.known(), workflow, step, event);
      return named?.node.inheritedFrom ?? named?.workflow;
    });
  }

  /** Where the target's class or step is declared: two targets of one place are the same. */
  #placeOf(target: BreakpointTarget): string | undefined {
    const range = this.#rangeOf(target);
    return range && `${range.file}:${range.startLine}:${range.startColumn}`;
  }

  /** The name in the source that a breakpoint can be set at. Packages get none there: who would see it? */
  #rangeOf(target: BreakpointTarget): SourceRange | undefined {
    if (target.kind === "delivery") return undefined;
    const near = target.file;
    if (target.kind === "step") return this.#analysis.step(target.workflow, target.step, near)?.nameRange;
    const workflow = target.workflow === undefined ? undefined : this.#analysis.workflow(target.workflow, near);
    const range = this.#analysis.event(target.event, near ?? workflow?.range.file)?.nameRange;
    return range && !/[\\/]node_modules[\\/]/.test(range.file) ? range : undefined;
  }

  #make(target: BreakpointTarget, options: BreakpointOptions, replaced?: vscode.Breakpoint): vscode.Breakpoint {
    const enabled = options.enabled ?? true;
    const condition = options.condition || undefined;
    const hitCondition = options.hitCondition || undefined;
    const logMessage = options.logMessage || undefined;
    if (replaced instanceof vscode.SourceBreakpoint) {
      return new vscode.SourceBreakpoint(replaced.location, enabled, condition, hitCondition, logMessage);
    }
    if (replaced instanceof vscode.FunctionBreakpoint) {
      return new vscode.FunctionBreakpoint(replaced.functionName, enabled, condition, hitCondition, logMessage);
    }
    const range = this.#rangeOf(target);
    if (!range)
      return new vscode.FunctionBreakpoint(functionName(target), enabled, condition, hitCondition, logMessage);
    const location = new vscode.Location(vscode.Uri.file(range.file), new vscode.Position(range.startLine - 1, 0));
    return new vscode.SourceBreakpoint(location, enabled, condition, hitCondition, logMessage);
  }
}
