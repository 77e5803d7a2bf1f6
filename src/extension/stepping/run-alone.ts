import * as vscode from "vscode";
import { DEBUG_TYPE, type EditorRequests } from "../../debugger/protocol/editor.ts";
import type { Services } from "../services.ts";

type How = EditorRequests["stepwright.alone"]["arguments"]["how"];

const COMMANDS: Readonly<Record<string, How>> = {
  "stepwright.continueAlone": "continue",
  "stepwright.stepOverAlone": "next",
  "stepwright.stepIntoAlone": "stepIn",
  "stepwright.stepOutAlone": "stepOut",
};

/** What VS Code hands to the commands of a row's menu in the Call Stack. */
interface Row {
  readonly sessionId?: string;
}

/** One run goes on, and the others stay as they are: VS Code has no button for this. */
export function registerRunAlone(context: vscode.ExtensionContext, { live, problems }: Services): void {
  const run = async (how: How, thread: unknown, row: Row | undefined): Promise<void> => {
    const session = live.sessions.find(({ id }) => id === row?.sessionId);
    const meant = typeof thread === "number" && row !== undefined ? { session, threadId: thread } : selected();
    if (meant?.session === undefined)
      throw new Error("Select a workflow run in the Call Stack first: it goes on alone.");
    const args: EditorRequests["stepwright.alone"]["arguments"] = { threadId: meant.threadId, how };
    await meant.session.customRequest("stepwright.alone", args);
  };
  context.subscriptions.push(
    ...Object.entries(COMMANDS).map(([id, how]) =>
      problems.command(id, (thread?: unknown, row?: Row) => run(how, thread, row)),
    ),
  );
}

function selected(): { session: vscode.DebugSession; threadId: number } | undefined {
  const { activeStackItem: item } = vscode.debug;
  return item?.session.type === DEBUG_TYPE ? item : undefined;
}
