import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("time travel in a live session", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const chain = { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 5 } };
  const atFour = { functions: [{ name: "Count", condition: "event.n === 4" }] };

  it("says that it can", async () => {
    session = await DapSession.open();
    assert.equal(session.capabilities.supportsStepBack, true);
    assert.equal(session.capabilities.supportsRestartFrame, true);
  });

  it("steps back: stack, event and state are what they were", async () => {
    session = await DapSession.launch(chain, atFour);
    const { threadId } = await session.stopped();
    const now = await session.top(threadId);
    assert.deepEqual(await session.look(now.id, "State"), { limit: "5", sum: "6" });
    for (const [n, sum] of [
      [3, 3],
      [2, 1],
      [1, 0],
    ]) {
      await session.client.stepBackRequest({ threadId });
      const stop = await session.stopped();
      assert.deepEqual([stop.reason, stop.threadId], ["step", threadId]);
      const top = await session.top(threadId);
      assert.equal(top.name, "Count → add");
      assert.deepEqual(await session.look(top.id, "Event"), { n: String(n) });
      assert.deepEqual(await session.look(top.id, "State"), { limit: "5", sum: String(sum) });
      assert.equal(
        (await session.evaluate("state.sum + event.n", "watch", top.id)).result,
        String(Number(sum) + Number(n)),
      );
      assert.deepEqual(await session.look(top.id, "In flight"), {});
    }
    assert.deepEqual(
      (await session.stack(threadId)).map(({ name }) => name),
      ["Count → add", "StartEvent → begin"],
    );
  });

  it("shows what waited at the gate then as the queue", async () => {
    const fanOut = { program: fixture("fan-out.ts"), workflow: "FanOut", input: { parts: 3 } };
    session = await DapSession.launch(fanOut, { functions: [{ name: "Part", condition: "event.n === 3" }] });
    const { threadId } = await session.stopped();
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
    const top = await session.top(threadId);
    assert.deepEqual(await session.look(top.id, "Event"), { n: "2" });
    assert.deepEqual(await session.look(top.id, "Queue"), { "0 → work": "Part {n: 3}" });
  });

  it("stops at the beginning of the recording, and says so", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["synthesize"] });
    const { threadId } = await session.stopped();
    for (const expected of ["Paused in the past", "Beginning of the recording"]) {
      await session.client.stepBackRequest({ threadId });
      const { description } = await session.stopped();
      assert.equal(description, expected);
      assert.equal((await session.top(threadId)).name, "StartEvent → retrieve");
    }
  });

  it("goes forth through the recording up to now, and then on", async () => {
    session = await DapSession.launch(chain, atFour);
    const { threadId } = await session.stopped();
    for (let back = 0; back < 2; back++) {
      await session.client.stepBackRequest({ threadId });
      await session.stopped();
    }
    const seen: string[] = [];
    for (let forth = 0; forth < 2; forth++) {
      await session.client.nextRequest({ threadId });
      await session.stopped();
      seen.push((await session.look((await session.top(threadId)).id, "Event"))["n"] ?? "");
    }
    assert.deepEqual(seen, ["3", "4"]);
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /completed after .*: 15/);
  });

  it("runs back to a breakpoint, and forth to it again", async () => {
    session = await DapSession.launch(chain, atFour);
    const { threadId } = await session.stopped();
    await session.setFunctions({ name: "Count", condition: "event.n === 2" }, ...atFour.functions);
    await session.client.reverseContinueRequest({ threadId });
    const back = await session.stopped();
    assert.equal(back.reason, "function breakpoint");
    assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { n: "2" });
    await session.client.reverseContinueRequest({ threadId });
    assert.equal((await session.stopped()).description, "Beginning of the recording");
    await session.client.continueRequest({ threadId });
    await session.stopped();
    assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { n: "2" });
    await session.client.continueRequest({ threadId });
    const now = await session.stopped();
    assert.match(now.description ?? "", /\(now\)$/);
    assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { n: "4" });
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  it("evaluates in the past without a side effect, and says what the past does not have", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["synthesize"] });
    const { threadId } = await session.stopped();
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
    const { id } = await session.top(threadId);
    assert.equal((await session.evaluate("event.query.length", "watch", id)).result, "7");
    assert.equal((await session.evaluate("event.query", "repl", id)).result, "'refunds'");
    await assert.rejects(session.evaluate("globalThis.x = 1", "repl", id), /The past can only be looked at/);
    await assert.rejects(session.evaluate("process.exit(1)", "watch", id), /would change something|not defined/);
    const workflow = await session.look(id, "Workflow");
    assert.match(workflow["note"] ?? "", /not available in the past/);
  });

  it("runs again from a frame", async () => {
    session = await DapSession.launch(chain, atFour);
    const { threadId } = await session.stopped();
    const frame = (await session.stack(threadId))[2];
    assert.ok(frame);
    assert.deepEqual(await session.look(frame.id, "Event"), { n: "2" });
    const from = session.messages.length;
    await session.client.restartFrameRequest({ frameId: frame.id });
    const stop = await session.stopped();
    assert.equal(stop.description, "Forked here");
    const [answer] = session.messages.slice(from).filter((message) => {
      return message.type === "response" || (message as DebugProtocol.Event).event === "stopped";
    });
    assert.equal(answer?.type, "response", "the answer comes before the stop");
    const top = await session.top(stop.threadId);
    assert.deepEqual(await session.look(top.id, "Event"), { n: "2" });
    assert.deepEqual(await session.look(top.id, "State"), { limit: "5", sum: "1" });
    const { threads } = (await session.client.threadsRequest()).body;
    assert.deepEqual(
      threads.map(({ name }) => name),
      ["Chain #1", "Chain #1 (forked at 3)"],
    );
    await session.setFunctions();
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal((await session.stopped()).threadId, threadId);
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /Chain #1 completed after .*: 15/);
    assert.match(session.output("console"), /Chain #1 \(forked at 3\) completed after .*: 15/);
  });

  it("refuses an edit that does not fit the event's schema, and the past stays", async () => {
    session = await DapSession.launch(chain, atFour);
    const { threadId } = await session.stopped();
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
    const { id } = await session.top(threadId);
    const { scopes } = (await session.client.scopesRequest({ frameId: id })).body;
    const event = scopes.find(({ name }) => name === "Event")?.variablesReference ?? 0;
    await session.client.setVariableRequest({ variablesReference: event, name: "n", value: '"many"' });
    await assert.rejects(session.client.nextRequest({ threadId }), /Count.*n/s);
    assert.deepEqual(await session.look(id, "Event"), { n: "'many'" });
  });

  it('says why there is no way back where "record" is false', async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts"), record: false },
      { functions: ["synthesize"] },
    );
    const { threadId } = await session.stopped();
    await assert.rejects(session.client.stepBackRequest({ threadId }), /"record" is false/);
  });
});
