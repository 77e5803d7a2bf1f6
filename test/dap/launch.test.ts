import assert from "node:assert/strict";
import { DapSession, fixture } from "./dap-session.ts";

describe("launch", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  it("runs a TypeScript program to its end", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), args: ["returns"] });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /looking for returns\nanswer: returns: one \+ two\n/);
    assert.match(session.output("console"), /RagFlow #1 completed after .* s: .*returns: one \+ two/);
    assert.equal(session.output("stderr"), "");
  });

  it("runs a workflow class with its input", async () => {
    session = await DapSession.launch({ program: fixture("rag.ts"), workflow: "RagFlow", input: { query: "hours" } });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /RagFlow #1 completed after .* s: .*hours: one \+ two/);
  });

  it("stops at an event", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    const stop = await session.stopped();
    assert.equal(stop.reason, "function breakpoint");
    const [top, bottom] = await session.stack(stop.threadId);
    assert.equal(top?.name, "Retrieved → synthesize");
    assert.equal(top.source?.path, fixture("rag.ts"));
    assert.equal(bottom?.name, "StartEvent → retrieve");
    const event = await session.look(top.id, "Event");
    assert.equal(event["query"], "'refunds'");
    assert.deepEqual(await session.look(top.id, "State"), { asked: "'refunds'" });
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });
});
