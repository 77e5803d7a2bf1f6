import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OpenQuestion, Services } from "../../src/extension/services.ts";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { QUESTIONS_FLOW, REVIEW_FLOW } from "./support/flows.ts";
import { consoleText, stopAll } from "./support/session.ts";
import { until } from "./support/until.ts";
import { lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

describe("questions of a workflow", function () {
  this.timeout(150_000);
  let services: Services;
  const sessions = debugSessions();
  const start = async (uri: vscode.Uri, workflow: string): Promise<OpenQuestion> => {
    const configuration: vscode.DebugConfiguration = {
      type: "stepwright",
      request: "launch",
      name: workflow,
      program: uri.fsPath,
      workflow,
      input: { topic: "bees" },
    };
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), configuration));
    return until("the question", () => services.live.questions[0]);
  };

  before(async () => {
    services = await activated();
  });
  afterEach(() => {
    assert.deepEqual(services.live.questions, [], "no question outlives its session");
  });

  it("tells who asks, what and where, and opens the file there", async () => {
    const uri = writeFile("questions/review.ts", REVIEW_FLOW);
    const { prompt } = await start(uri, "ReviewFlow");
    assert.equal(prompt.prompt, "Publish *About bees*?");
    assert.equal(prompt.step, "review");
    assert.equal(prompt.source?.path, uri.fsPath);
    const line = lineOf(REVIEW_FLOW, "async review(") + 1;
    assert.ok([line - 1, line].includes(prompt.source?.line ?? 0), `line ${prompt.source?.line}`);
    await until("the asking step's file in an editor", () =>
      vscode.window.visibleTextEditors.some((editor) => editor.document.uri.fsPath === uri.fsPath),
    );
  });

  it("are answered with what was typed, and the result comes", async () => {
    const question = await start(writeFile("questions/review.ts", REVIEW_FLOW), "ReviewFlow");
    await services.live.reply(question, { text: "by all means" });
    await until("the result", () => consoleText(sessions.stepwright).includes("About bees: by all means"));
    await until("the question's end", () => services.live.questions.length === 0);
  });

  it("take fields, and refuse what does not fit with the field's name", async () => {
    const question = await start(writeFile("questions/questions.ts", QUESTIONS_FLOW), "QuestionsFlow");
    await assert.rejects(services.live.reply(question, { fields: { approve: "perhaps", stars: 3 } }), /approve/);
    assert.equal(services.live.questions.length, 1, "the question is still open");
    await services.live.reply(question, { text: '{ "approve": true, "stars": 4 }' });
    await until("the result", () => consoleText(sessions.stepwright).includes("4 stars"));
  });

  it("end with their session", async () => {
    await start(writeFile("questions/review.ts", REVIEW_FLOW), "ReviewFlow");
    await stopAll();
    await until("no question", () => services.live.questions.length === 0);
  });

  it("say that there is none where there is none", async () => {
    const reported: string[] = [];
    const listener = services.problems.onDidReport(({ message }) => reported.push(message));
    await vscode.commands.executeCommand("stepwright.answerQuestion");
    listener.dispose();
    assert.deepEqual(reported, ["No workflow asks anything now."]);
  });
});
