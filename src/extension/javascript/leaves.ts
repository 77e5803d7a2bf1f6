import type * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";

/** The debug type of the JavaScript debugger that comes with VS Code. */
export const JAVASCRIPT_TYPE = "pwa-node";

/** What a JavaScript session debugs: a process, known by its inspector's address, or one of its worker threads. */
export interface JavaScriptThread {
  readonly address: string;
  readonly worker?: number | undefined;
}

/** The Stepwright session that a JavaScript session belongs to, at any depth. */
export function parentOf(session: vscode.DebugSession): vscode.DebugSession | undefined {
  for (let s = session.parentSession; s; s = s.parentSession) if (s.type === DEBUG_TYPE) return s;
  return undefined;
}

/**
 * js-debug makes a root session for what we start, below it the leaf that holds the process's threads, stops and
 * breakpoints, and below that a leaf for each worker thread.
 */
export function isLeaf(session: vscode.DebugSession): boolean {
  return session.type === JAVASCRIPT_TYPE && session.parentSession?.type === JAVASCRIPT_TYPE && !!parentOf(session);
}

/** Undefined where js-debug does not tell which worker thread it is. */
export function threadOf(leaf: vscode.DebugSession): JavaScriptThread | undefined {
  let root = leaf;
  let depth = 0;
  for (let s = leaf.parentSession; s?.type === JAVASCRIPT_TYPE; s = s.parentSession) {
    root = s;
    depth++;
  }
  // Only the root session, which we started, has it in its configuration.
  const { websocketAddress: address } = root.configuration;
  if (typeof address !== "string") return undefined;
  if (depth < 2) return { address };
  const worker = workerOf(leaf);
  return worker === undefined ? undefined : { address, worker };
}

/** The number of the worker thread, by the name that Node gives its inspector: `[worker 3]`. */
export function workerOf({ configuration }: vscode.DebugSession): number | undefined {
  const [, worker] = /^\[worker (\d+)\]/.exec(configuration.name) ?? [];
  return worker === undefined ? undefined : Number(worker);
}
