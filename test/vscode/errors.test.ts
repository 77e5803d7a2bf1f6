import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Services } from "../../src/extension/services.ts";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { REVIEW_FLOW } from "./support/flows.ts";
import { launchError } from "./support/session.ts";
import { until } from "./support/until.ts";
import { workspaceFolder, writeFile } from "./support/workspace.ts";

describe("what cannot start says why", function () {
  this.timeout(150_000);
  let services: Services;
  const sessions = debugSessions();
  let review: vscode.Uri;
  const configuration = (more: object): vscode.DebugConfiguration => ({
    type: "stepwright",
    request: "launch",
    name: "broken",
    program: review.fsPath,
    workflow: "ReviewFlow",
    input: { topic: "x" },
    ...more,
  });
  const refused = (more: object): Promise<string> =>
    launchError(sessions.stepwright, workspaceFolder(), configuration(more));

  before(async () => {
    services = await activated();
    review = writeFile("errors/review.ts", REVIEW_FLOW);
  });

  it("a wrong key, with the right one", async () => {
    assert.match(await refused({ stopOnEntri: true }), /"stopOnEntri".*"stopOnEntry"/s);
  });

  it("a value of the wrong kind", async () => {
    assert.match(await refused({ args: "one two" }), /"args" must be a list of texts/);
  });

  it("a program that does not exist", async () => {
    assert.match(await refused({ program: join(review.fsPath, "..", "nowhere.ts") }), /nowhere\.ts/);
  });

  it("a workflow that does not exist, with the ones that do", async () => {
    const message = await refused({ workflow: "ReviewFlo" });
    assert.match(message, /ReviewFlo\b/);
    assert.match(message, /ReviewFlow/);
  });

  it("a folder without stepwright, with the command that installs it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "no-stepwright-"));
    try {
      const program = join(folder, "flow.ts");
      writeFileSync(program, REVIEW_FLOW);
      const reported: string[] = [];
      const listener = services.problems.onDidReport(({ message, detail }) => reported.push(`${message} ${detail}`));
      await vscode.debug.startDebugging(workspaceFolder(), configuration({ program }));
      await until("the message", () => reported.length > 0);
      listener.dispose();
      assert.match(reported[0] ?? "", /stepwright is not installed.*flow\.ts.*npm install stepwright zod/s);
      assert.deepEqual(sessions.stepwright.messages, [], "nothing was started");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("a class that nothing outside its file can start, with what to write", async () => {
    const uri = writeFile("errors/hidden.ts", REVIEW_FLOW.replace("export class ReviewFlow", "class HiddenFlow"));
    await vscode.window.showTextDocument(uri);
    const reported: string[] = [];
    const listener = services.problems.onDidReport(({ message }) => reported.push(message));
    await vscode.commands.executeCommand("stepwright.debugActiveFile");
    listener.dispose();
    assert.match(reported[0] ?? "", /HiddenFlow is not exported: write "export class HiddenFlow"/);
  });
});
