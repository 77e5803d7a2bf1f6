import type { DebugProtocol } from "@vscode/debugprotocol";

/** What a debug adapter tracker sees: any message of the Debug Adapter Protocol, told apart by `type`. */
export type DapMessage =
  | (DebugProtocol.Request & { type: "request" })
  | (DebugProtocol.Response & { type: "response" })
  | (DebugProtocol.Event & { type: "event" });
