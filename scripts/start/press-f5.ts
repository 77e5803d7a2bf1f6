/** Runs in the extension host of the desktop VS Code: opens the example, does what F5 does, and writes the result down. */
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { resultIn } from "./checked-example.ts";

const patience = 120_000;

export async function run(): Promise<void> {
  const file = process.env["STEPWRIGHT_CHECK_FILE"];
  const answer = process.env["STEPWRIGHT_CHECK_RESULT"];
  if (!file || !answer) throw new Error("STEPWRIGHT_CHECK_FILE and STEPWRIGHT_CHECK_RESULT must be set");
  let output = "";
  vscode.debug.registerDebugAdapterTrackerFactory("stepwright", {
    createDebugAdapterTracker: () => ({
      onDidSendMessage(message: { event?: string; body?: { output?: string } }) {
        if (message.event === "output") output += message.body?.output ?? "";
      },
    }),
  });
  const ended = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`no end within ${patience / 1000} s; the output was:\n${output}`)), patience);
    vscode.debug.onDidTerminateDebugSession((session) => session.type === "stepwright" && resolve());
  });
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  // What package.json binds F5 to in a workflow's file.
  await vscode.commands.executeCommand("stepwright.debugActiveFile");
  await ended;
  const result = resultIn(output);
  if (result === undefined) throw new Error(`the program printed no result but:\n${output}`);
  writeFileSync(answer, result);
}
