import type * as vscode from "vscode";
import { tellAdapter } from "./child-session.ts";
import type { DapMessage } from "./dap-message.ts";
import { parentOf, threadOf } from "./leaves.ts";

const RESUMING = new Set(["continue", "next", "stepIn", "stepOut"]);

/**
 * Tells the adapter when the JavaScript leaf is configured (its breakpoints are set: the program may start), when it has
 * frozen the process, when breakpoints are on their way to it, and when it is gone.
 */
export function javaScriptStateTracker(
  leaf: vscode.DebugSession,
  log: vscode.LogOutputChannel,
): vscode.DebugAdapterTracker | undefined {
  const parent = parentOf(leaf);
  const thread = threadOf(leaf);
  if (!parent || !thread) return undefined;
  let last: "ready" | "paused" | "resumed" | "ended" | undefined;
  const tell = (state: NonNullable<typeof last>): void => {
    if (state === last || last === "ended") return;
    last = state;
    tellAdapter(parent, { state, ...thread }, log);
  };
  /** Lists of breakpoints that it has not answered; those from before it is ready hold nobody up. */
  let unanswered = 0;
  const binding = (change: 1 | -1): void => {
    unanswered += change;
    if (last === undefined || last === "ended" || unanswered !== (change === 1 ? 1 : 0)) return;
    tellAdapter(parent, { state: change === 1 ? "binding" : "bound", ...thread }, log);
  };
  return {
    onWillReceiveMessage(message: DapMessage) {
      if (message.type === "request" && message.command === "setBreakpoints") binding(1);
    },
    onDidSendMessage(message: DapMessage) {
      if (message.type === "response") {
        if (message.command === "configurationDone") tell("ready");
        else if (message.command === "setBreakpoints") binding(-1);
        // A `continued` event is optional after a request that implies it.
        else if (RESUMING.has(message.command) && message.success && last === "paused") tell("resumed");
        return;
      }
      if (message.type !== "event") return;
      if (message.event === "stopped") tell("paused");
      else if (message.event === "continued" && last === "paused") tell("resumed");
      else if (message.event === "terminated") tell("ended");
    },
    onError: () => tell("ended"),
    onExit: () => tell("ended"),
    onWillStopSession: () => tell("ended"),
  };
}
