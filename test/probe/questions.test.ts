import assert from "node:assert/strict";
import { type Debuggee, start } from "./debuggee.ts";

describe("questions", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  it("tell their text and what answers them, and take a plain text", async () => {
    debuggee = await start("asking", { args: ["plain"] });
    const { runId, promptId, schema, ...prompt } = await debuggee.take("promptOpened");
    assert.deepEqual(prompt, {
      thread: 1,
      workflow: "Plain",
      step: "ask",
      event: "InputRequiredEvent",
      prompt: "Your name?",
      answer: "HumanResponseEvent",
    });
    assert.ok("response" in (schema["properties"] as object));
    await debuggee.request("reply", { runId, promptId, text: "Ada" });
    assert.deepEqual(await debuggee.take("promptClosed"), { runId, promptId, reason: "answered" });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "hello Ada\n");
  });

  it("take fields, read by the answer's schema", async () => {
    debuggee = await start("asking", { args: ["typed"] });
    const { runId, promptId, schema, prompt, answer } = await debuggee.take("promptOpened");
    assert.equal(answer, "Verdict");
    assert.deepEqual(JSON.parse(prompt), { draft: "A draft.", words: 2 });
    assert.deepEqual(Object.keys(schema["properties"] as object), ["approved", "comment"]);
    const reply = (answered: { text?: string; fields?: Record<string, unknown> }) =>
      debuggee.request("reply", { runId, promptId, ...answered });
    await assert.rejects(reply({ fields: { approved: "perhaps" } }), /Verdict[\s\S]*approved/);
    await assert.rejects(reply({ text: "perhaps" }), /approved/);
    await reply({ fields: { approved: true, comment: "fine" } });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "published: fine\n");
  });

  it("turn a plain text into the one field that must be there", async () => {
    debuggee = await start("asking", { args: ["typed"] });
    const { runId, promptId } = await debuggee.take("promptOpened");
    await debuggee.request("reply", { runId, promptId, text: "yes" });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "published: no comment\n");
  });

  it("refuse an answer to what is closed", async () => {
    debuggee = await start("asking", { args: ["plain"] });
    const { runId, promptId } = await debuggee.take("promptOpened");
    const reply = (to: { runId: string; promptId: string }) => debuggee.request("reply", { ...to, text: "x" });
    await assert.rejects(reply({ runId, promptId: "nobody asked" }), /no longer open/);
    await assert.rejects(reply({ runId: "another", promptId }), /has ended/);
  });

  it("are closed by a cancel", async () => {
    debuggee = await start("asking", { args: ["plain"] });
    const { runId, promptId } = await debuggee.take("promptOpened");
    await debuggee.request("cancel", {});
    assert.deepEqual(await debuggee.take("promptClosed"), { runId, promptId, reason: "cancelled" });
    assert.equal((await debuggee.take("runEnded")).outcome, "cancelled");
  });

  it("are answered by an event that is sent by name", async () => {
    debuggee = await start("asking", { args: ["typed"] });
    await debuggee.take("promptOpened");
    const send = (event: string, fields: Record<string, unknown>) =>
      debuggee.request("send", { thread: 1, event, fields: JSON.stringify(fields) });
    await assert.rejects(send("Verdikt", {}), /Typed knows no event "Verdikt". Its steps take: StartEvent, Verdict./);
    await send("Verdict", { approved: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "dropped: no comment\n");
  });
});
