import type { DebugProtocol } from "@vscode/debugprotocol";
import type * as vscode from "vscode";
import type { AnalysisService } from "../services.ts";
import type { DapMessage } from "./dap-message.ts";

/**
 * Keeps the JavaScript debugger from stopping where an event breakpoint is meant: it also binds `class X extends Event`
 * and would stop there at module load. Lines that stand for an event or a step get a condition that never holds; the
 * breakpoint stays, so the answer keeps its place in the list. (Rewriting a message in a tracker is not documented:
 * without it there is a superfluous stop and nothing worse.)
 */
export function claimedLinesTracker(analysis: Pick<AnalysisService, "targetAt" | "event">): vscode.DebugAdapterTracker {
  return {
    onWillReceiveMessage(message: DapMessage) {
      if (message.type !== "request" || message.command !== "setBreakpoints") return;
      const { source, breakpoints } = message.arguments as DebugProtocol.SetBreakpointsArguments;
      if (source.path === undefined || !breakpoints) return;
      for (const breakpoint of breakpoints) {
        const target = analysis.targetAt(source.path, breakpoint.line);
        if (!target || (target.kind === "event" && analysis.event(target.event, target.file)?.unnamed)) continue;
        breakpoint.condition = "false";
        delete breakpoint.hitCondition;
        delete breakpoint.logMessage;
      }
    },
  };
}
