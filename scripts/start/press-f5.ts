/** Runs in the extension host of the desktop VS Code: opens the example, does what F5 does, and writes the result down. */
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { resultIn } from "./checked-example.ts";

const patience = 60_000;

export async function run(): Promise<void> {
  const file = process.env["STEPWRIGHT_CHECK_FILE"];
  const answer = process.env["STEPWRIGHT_CHECK_RESULT"];
  if (!file || !answer) throw new Error("STEPWRIGHT_CHECK_FILE and STEPWRIGHT_CHECK_RESULT must be set");
  let output = "";
  const result = new Promise<string>((resolve, reject) => {
    setTimeout(() => reject(new Error(`no result within ${patience / 1000} s; the output was:\n${output}`)), patience);
    vscode.debug.registerDebugAdapterTrackerFactory("stepwright", {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: { event?: string; body?: { output?: string } }) {
          if (message.event !== "output") return;
          output += message.body?.output ?? "";
          const found = resultIn(output);
          if (found !== undefined) resolve(found);
        },
      }),
    });
  });
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  await vscode.commands.executeCommand("workbench.action.debug.start");
  writeFileSync(answer, await result);
}
