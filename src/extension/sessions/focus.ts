import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import type { DapMessage } from "../javascript/dap-message.ts";
import { JAVASCRIPT_TYPE, parentOf } from "../javascript/leaves.ts";
import type { Services } from "../services.ts";

/** VS Code's "Focus Session". For null it takes one that is stopped, else another one, else none. */
const FOCUS_SESSION = "workbench.action.debug.focusProcess";

/** ms after a stop until VS Code has tried all it does to show it. */
const SHOWN_MS = 1000;

const RESUMING = new Set(["continue", "next", "stepIn", "stepOut", "stepBack", "reverseContinue"]);

/**
 * Two sessions share VS Code's one focus, and on a busy machine it goes astray:
 *
 * - A stop is shown once its file is open. Where its session has ended by then, the focus stays at what is no more, and
 *   what is started afterwards runs without a toolbar and without Stop.
 * - A stop is not shown while VS Code takes the other session for stopped, which it does until 0.2 s after it went on.
 */
export function registerFocus(context: vscode.ExtensionContext, { log }: Services): void {
  /** Ids: VS Code makes another object for a session that it takes up again. */
  const ended = new Set<string>();
  /** The thread that a session has stopped at last. */
  const stopped = new Map<string, number | undefined>();
  const isOurs = (session: vscode.DebugSession): boolean => session.type === DEBUG_TYPE || !!parentOf(session);
  const focus = (): void => {
    vscode.commands.executeCommand(FOCUS_SESSION, null).then(undefined, (error: unknown) => {
      log.debug(`VS Code did not take its focus elsewhere: ${String(error)}`);
    });
  };
  const show = (session: vscode.DebugSession): void => {
    const { activeStackItem: item } = vscode.debug;
    const isShown = item instanceof vscode.DebugStackFrame && stopped.has(item.session.id);
    if (stopped.has(session.id) && !isShown && (item === undefined || isOurs(item.session))) focus();
  };
  const tracker = (session: vscode.DebugSession): vscode.DebugAdapterTracker => ({
    onDidSendMessage(message: DapMessage) {
      if (message.type === "event" && message.event === "stopped") {
        stopped.set(session.id, message.body.threadId);
        if (!message.body.preserveFocusHint) setTimeout(() => show(session), SHOWN_MS);
      } else if (goesOn(message, stopped.get(session.id))) stopped.delete(session.id);
    },
    onWillStopSession: () => stopped.delete(session.id),
  });
  const trackers = {
    createDebugAdapterTracker: (session: vscode.DebugSession) => (isOurs(session) ? tracker(session) : undefined),
  };
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, trackers),
    vscode.debug.registerDebugAdapterTrackerFactory(JAVASCRIPT_TYPE, trackers),
    vscode.debug.onDidTerminateDebugSession((session) => {
      if (isOurs(session)) ended.add(session.id);
    }),
    vscode.debug.onDidChangeActiveDebugSession((session) => {
      if (session && ended.has(session.id)) focus();
    }),
  );
}

function goesOn(message: DapMessage, thread: number | undefined): boolean {
  if (message.type === "event") {
    const { threadId, allThreadsContinued } = message.body ?? {};
    return message.event === "continued" && (threadId === thread || allThreadsContinued !== false);
  }
  return message.type === "response" && message.success && RESUMING.has(message.command);
}
