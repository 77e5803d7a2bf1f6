import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { registerJavaScriptChild } from "./child-session.ts";
import { claimedLinesTracker } from "./claimed-lines.ts";
import { LeafProxies } from "./leaf-proxies.ts";
import { leaveStepTracker } from "./leave-step.ts";
import { isLeaf, JAVASCRIPT_TYPE, parentOf } from "./leaves.ts";
import { javaScriptStateTracker } from "./state-tracker.ts";
import { registerStepInto } from "./step-into.ts";

/** The JavaScript debugger as a child of the event debugger. */
export function registerJavaScript(context: vscode.ExtensionContext, { analysis, log }: Services): void {
  const onlyOurs = (make: (session: vscode.DebugSession) => vscode.DebugAdapterTracker | undefined) => ({
    createDebugAdapterTracker: (session: vscode.DebugSession) => (parentOf(session) ? make(session) : undefined),
  });
  const register = (factory: vscode.DebugAdapterTrackerFactory): vscode.Disposable =>
    vscode.debug.registerDebugAdapterTrackerFactory(JAVASCRIPT_TYPE, factory);
  const proxies = new LeafProxies(log);
  context.subscriptions.push(
    proxies,
    registerJavaScriptChild(context.extensionUri, log),
    registerStepInto(proxies, log),
    register(onlyOurs(() => claimedLinesTracker(analysis))),
    register(onlyOurs((session) => (isLeaf(session) ? javaScriptStateTracker(session, log) : undefined))),
    register(onlyOurs((session) => (isLeaf(session) ? leaveStepTracker(session, analysis, proxies, log) : undefined))),
  );
}
