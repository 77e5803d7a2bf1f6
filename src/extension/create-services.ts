import * as vscode from "vscode";
import { RenameWatch } from "./analysis/rename-watch.ts";
import { WorkerAnalysis } from "./analysis/worker-analysis.ts";
import { VsCodeBreakpoints } from "./breakpoints/model.ts";
import { DebugSessionsState } from "./live/live-debug-state.ts";
import { Problems } from "./problems.ts";
import type { Services } from "./services.ts";

/** Makes what all parts share; it goes with the extension. */
export function createServices(context: vscode.ExtensionContext): Services {
  const log = vscode.window.createOutputChannel("Stepwright", { log: true });
  const problems = new Problems(log);
  const analysis = new WorkerAnalysis(context.extensionUri, log);
  const renames = new RenameWatch(analysis);
  const breakpoints = new VsCodeBreakpoints(analysis);
  const live = new DebugSessionsState(log);
  context.subscriptions.push(log, problems, analysis, renames, breakpoints, live);
  return { log, problems, analysis, renames, breakpoints, live };
}
