import assert from "node:assert/strict";
import { DapSession, fixture } from "./dap-session.ts";

describe("debug console", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const stopAtRetrieved = async (): Promise<{ dap: DapSession; threadId: number; frame: number }> => {
    const dap = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    session = dap;
    const { threadId } = await dap.stopped();
    return { dap, threadId, frame: (await dap.top(threadId)).id };
  };

  it("lists its commands", async () => {
    const { dap } = await stopAtRetrieved();
    const { result } = await dap.evaluate("help", "repl");
    for (const command of ["reply", "send", "queue", "events", "cancel"])
      assert.match(result, new RegExp(`^${command} `, "m"));
  });

  it("lists the events with the steps that take them", async () => {
    const { dap } = await stopAtRetrieved();
    assert.equal(
      (await dap.evaluate("events", "repl")).result,
      "Retrieved   → RagFlow.synthesize\nStartEvent  → RagFlow.retrieve",
    );
  });

  it("evaluates expressions, with await", async () => {
    const { dap, frame } = await stopAtRetrieved();
    assert.equal((await dap.evaluate("await Promise.resolve(event.query)", "repl", frame)).result, "'refunds'");
    assert.equal((await dap.evaluate("event.passages.length + 1", "repl", frame)).result, "3");
  });

  it("shows the queue", async () => {
    const { dap, frame } = await stopAtRetrieved();
    assert.equal((await dap.evaluate("queue", "repl", frame)).result, "Queue");
    assert.match((await dap.evaluate("queue", "repl")).result, /RagFlow: Retrieved → synthesize|Nothing waits/);
  });

  it("sends an event", async () => {
    const { dap, threadId, frame } = await stopAtRetrieved();
    const sent = await dap.evaluate('send Retrieved {"query": "sent", "passages": ["by hand"]}', "repl");
    assert.equal(sent.result, "Retrieved sent to RagFlow #1.");
    await assert.rejects(dap.evaluate('send Retrieved {"query": 5}', "repl"), /query|passages/);
    await assert.rejects(dap.evaluate("send Retreived", "repl"), /Did you mean "Retrieved"/);
    await assert.rejects(dap.evaluate("send Retrieved {query}", "repl"), /query is not defined/);
    await assert.rejects(dap.evaluate("send Retrieved 5", "repl"), /must be an object/);
    const copied = await dap.evaluate(
      "send Retrieved -> synthesize {...event, query: event.query + '!'}",
      "repl",
      frame,
    );
    assert.equal(copied.result, "Retrieved sent to RagFlow #1.");
    await assert.rejects(
      dap.evaluate("send Retrieved -> retrieve {...event}", "repl", frame),
      /does not take Retrieved/,
    );
    await dap.setFunctions();
    await dap.client.continueRequest({ threadId });
    assert.equal(await dap.ended(), 0);
  });

  it("cancels the run", async () => {
    const { dap } = await stopAtRetrieved();
    assert.equal((await dap.evaluate("cancel enough of it", "repl")).result, "RagFlow #1 is cancelled.");
    assert.equal(await dap.ended(), 1);
    assert.match(dap.output("stderr"), /RagFlow #1 was cancelled after .*enough of it/);
  });

  it("completes commands, events and members", async () => {
    const { dap, frame } = await stopAtRetrieved();
    const labels = async (text: string): Promise<string[]> => {
      const { body } = await dap.client.completionsRequest({ text, column: text.length + 1, frameId: frame });
      return body.targets.map(({ label }) => label);
    };
    assert.ok((await labels("re")).includes("reply"));
    assert.deepEqual(await labels("send Retr"), ["Retrieved"]);
    assert.deepEqual(await labels("event.pass"), ["passages"]);
    assert.deepEqual(await labels("send Retrieved "), ['{ query: "", passages: [] }']);
    assert.deepEqual(await labels("send Retrieved {"), ["query", "passages"]);
    assert.deepEqual(await labels("send Retrieved {query: 'a', pa"), ["passages"]);
    assert.deepEqual(await labels("send Retrieved {query: event.qu"), ["query"]);
    assert.deepEqual(await labels("ev"), ["events", "event", "events"]);
    assert.ok((await labels("st")).includes("state"));
  });
});
