import type { DebugProtocol } from "@vscode/debugprotocol";
import type * as vscode from "vscode";
import type { AnalysisService } from "../services.ts";
import type { DapMessage } from "./dap-message.ts";
import type { LeafProxies } from "./leaf-proxies.ts";

const STEPPING = new Set(["next", "stepIn"]);

/**
 * Leaves a step's body cleanly. Stepping off the end of an async method makes V8 pause again and again in Node's own
 * code, so where the top frame is a step's method, `stepOut`, and `next` or `stepIn` at its return, become `continue`:
 * the next event stop then comes at once. (Rewriting a message in a tracker is not documented: without it, leaving a
 * step takes more presses.)
 */
export function leaveStepTracker(
  leaf: vscode.DebugSession,
  analysis: Pick<AnalysisService, "bodyAt">,
  proxies: LeafProxies,
  log: vscode.LogOutputChannel,
): vscode.DebugAdapterTracker {
  let inStep = false;
  let atReturn = false;
  /** Requests for the top of the stack: the rest of it is asked for separately, and has a top of its own. */
  const topAsked = new Set<number>();

  /** Only V8 knows that a pause is at a return; DAP does not say it. */
  const watchReturns = async (): Promise<void> => {
    const proxy = await proxies.open(leaf);
    await proxy?.on("Debugger.paused", ({ callFrames }) => {
      const [top] = Array.isArray(callFrames) ? callFrames : [];
      atReturn = top?.returnValue !== undefined;
    });
  };

  return {
    onDidSendMessage(message: DapMessage) {
      if (message.type === "response" && message.command === "configurationDone") {
        watchReturns().catch((error: unknown) => log.warn(`Leaving a step takes more presses: ${String(error)}`));
      } else if (message.type === "response" && message.command === "stackTrace") {
        if (!topAsked.delete(message.request_seq) || !message.success) return;
        const [top] = (message.body as DebugProtocol.StackTraceResponse["body"]).stackFrames;
        inStep = isStepFrame(top, analysis);
      } else if (message.type === "event" && message.event === "continued") {
        inStep = false;
      }
    },
    onWillReceiveMessage(message: DapMessage) {
      if (message.type !== "request") return;
      if (message.command === "stackTrace" && !message.arguments.startFrame) topAsked.add(message.seq);
      if (!inStep) return;
      if (message.command !== "stepOut" && !(STEPPING.has(message.command) && atReturn)) return;
      message.command = "continue";
      message.arguments = { threadId: message.arguments.threadId };
    },
  };
}

/** Whether the frame is a step's own method, not a function within it. */
function isStepFrame(frame: DebugProtocol.StackFrame | undefined, analysis: Pick<AnalysisService, "bodyAt">): boolean {
  if (frame?.source?.path === undefined) return false;
  const step = analysis.bodyAt(frame.source.path, frame.line);
  return step !== undefined && frame.name.split(".").at(-1) === step.name;
}
