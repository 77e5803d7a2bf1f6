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
    for (const command of ["reply", "send", "queue", "cancel"]) assert.match(result, new RegExp(`^${command} `, "m"));
  });

  it("evaluates expressions", async () => {
    const { dap, frame } = await stopAtRetrieved();
    assert.equal((await dap.evaluate("event.passages.length + 1", "repl", frame)).result, "3");
  });

  it("shows the queue", async () => {
    const { dap, frame } = await stopAtRetrieved();
    assert.equal((await dap.evaluate("queue", "repl", frame)).result, "Queue");
    assert.match((await dap.evaluate("queue", "repl")).result, /RagFlow: Retrieved → synthesize|Nothing waits/);
  });

  it("sends an event", async () => {
    const { dap, threadId } = await stopAtRetrieved();
    const sent = await dap.evaluate('send Retrieved {"query": "sent", "passages": ["by hand"]}', "repl");
    assert.equal(sent.result, "Retrieved sent to RagFlow #1.");
    await assert.rejects(dap.evaluate('send Retrieved {"query": 5}', "repl"), /query|passages/);
    await assert.rejects(dap.evaluate("send Retreived", "repl"), /Did you mean "Retrieved"/);
    await assert.rejects(dap.evaluate("send Retrieved {query}", "repl"), /not JSON/);
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
    assert.ok((await labels("st")).includes("state"));
  });
});
