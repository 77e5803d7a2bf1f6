import type * as vscode from "vscode";
import { parentOf, tellAdapter } from "./child-session.ts";
import type { DapMessage } from "./dap-message.ts";

const RESUMING = new Set(["continue", "next", "stepIn", "stepOut"]);

/**
 * Tells the adapter when the JavaScript leaf is configured (its breakpoints are set: the program may start), when it has
 * frozen the process, and when it is gone.
 */
export function javaScriptStateTracker(
  leaf: vscode.DebugSession,
  log: vscode.LogOutputChannel,
): vscode.DebugAdapterTracker | undefined {
  const parent = parentOf(leaf);
  if (!parent) return undefined;
  // The root session, which we started, has it in its configuration.
  const address: unknown = leaf.parentSession?.configuration["websocketAddress"];
  let last: "ready" | "paused" | "resumed" | "ended" | undefined;
  const tell = (state: NonNullable<typeof last>): void => {
    if (state === last || last === "ended") return;
    last = state;
    tellAdapter(parent, { state, ...(typeof address === "string" ? { address } : {}) }, log);
  };
  return {
    onDidSendMessage(message: DapMessage) {
      if (message.type === "response") {
        if (message.command === "configurationDone") tell("ready");
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
