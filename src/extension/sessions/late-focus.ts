import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import { parentOf } from "../javascript/leaves.ts";
import type { Services } from "../services.ts";

/** VS Code's "Focus Session". Without a session it looks for one that is there, and takes the focus away where none is. */
const FOCUS_SESSION = "workbench.action.debug.focusProcess";

/**
 * VS Code shows a stop once its file is open. Where the session has ended by then, the focus goes to a session that is no
 * more and stays there: what is started afterwards runs without a toolbar and without Stop.
 */
export function registerLateFocus(context: vscode.ExtensionContext, { log }: Services): void {
  /** Ids: VS Code makes another object for a session that it takes up again. */
  const ended = new Set<string>();
  context.subscriptions.push(
    vscode.debug.onDidTerminateDebugSession((session) => {
      if (session.type === DEBUG_TYPE || parentOf(session)) ended.add(session.id);
    }),
    vscode.debug.onDidChangeActiveDebugSession((session) => {
      if (session === undefined || !ended.has(session.id)) return;
      vscode.commands.executeCommand(FOCUS_SESSION).then(undefined, (error: unknown) => {
        log.debug(`The focus stays on "${session.name}", which has ended: ${String(error)}`);
      });
    }),
  );
}
