import assert from "node:assert/strict";
import type { PromptInfo } from "../../src/debugger/protocol/editor.ts";
import { DapSession, fixture } from "./dap-session.ts";

describe("questions", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const plain = { program: fixture("review.ts"), workflow: "Review", input: { topic: "tea" } };
  const typed = { program: fixture("review.ts"), workflow: "TypedReview" };

  it("tells the editor everything it needs to ask", async () => {
    session = await DapSession.launch(plain);
    const prompt = await session.until<PromptInfo>("stepwright.promptOpened");
    assert.equal(prompt.prompt, "Approve?");
    assert.deepEqual(
      [prompt.workflow, prompt.step, prompt.event, prompt.answer],
      ["Review", "review", "InputRequiredEvent", "HumanResponseEvent"],
    );
    assert.equal(prompt.source?.path, fixture("review.ts"));
    assert.ok(prompt.id.startsWith(`${prompt.runId}/`));
    const { body } = await session.custom("stepwright.state", {});
    assert.deepEqual(body.prompts, [prompt]);
    await session.custom("stepwright.reply", { id: prompt.id, text: "go ahead" });
    await session.until("stepwright.promptClosed", ({ id, reason }) => id === prompt.id && reason === "answered");
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /About tea: go ahead/);
  });

  it("tells any client how to answer in the console", async () => {
    session = await DapSession.launch(plain);
    const { output } = await session.until<{ output: string }>("output", (body) => body.output.includes("asks"));
    assert.match(output, /Review\.review asks: Approve\?\nAnswer here with: reply …/);
    await assert.rejects(
      session.evaluate("reply @2 yes", "repl"),
      /There is no question @2\. Open:\n {2}@1 {2}Review\.review: Approve\?$/,
    );
    assert.equal((await session.evaluate('reply "yes, please"', "repl")).result, "Answered.");
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /About tea: yes, please/);
  });

  it("takes typed fields, and refuses those that do not fit", async () => {
    session = await DapSession.launch(typed);
    const prompt = await session.until<PromptInfo>("stepwright.promptOpened");
    assert.deepEqual(Object.keys(prompt.schema["properties"] as object), ["approved", "note"]);
    await assert.rejects(
      session.custom("stepwright.reply", { id: prompt.id, fields: { approved: "perhaps" } }),
      /approved/,
    );
    await assert.rejects(session.evaluate('reply {"note": "x"}', "repl"), /approved/);
    await session.evaluate('reply {"approved": true, "note": "fine"}', "repl");
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /completed after .*: yes fine/);
  });

  it("refuses an answer to what nobody asks", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    await session.stopped();
    await assert.rejects(session.evaluate("reply yes", "repl"), /No workflow is asking anything/);
    await assert.rejects(
      session.custom("stepwright.reply", { id: "x/1", text: "y" }),
      /The question x\/1 is no longer open/,
    );
    await assert.rejects(session.custom("stepwright.reply", { text: "y" }), /wrong arguments/);
  });

  it("asks without debugging too", async () => {
    session = await DapSession.launch({ ...plain, noDebug: true });
    await session.until("stepwright.promptOpened");
    await session.evaluate("reply ok", "repl");
    assert.equal(await session.ended(), 0);
  });

  it("closes the question when the session is stopped", async () => {
    session = await DapSession.launch(plain);
    const prompt = await session.until<PromptInfo>("stepwright.promptOpened");
    await session.client.terminateRequest({});
    await session.until("stepwright.promptClosed", ({ id, reason }) => id === prompt.id && reason === "cancelled");
    await session.ended();
  });
});
