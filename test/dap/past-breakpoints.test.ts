import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

type Stop = DebugProtocol.StoppedEvent["body"];

describe("data breakpoints in the past", () => {
  let session: DapSession;
  let threadId: number;
  const watched = { program: fixture("watched.ts"), workflow: "Watched" };
  beforeEach(async () => {
    session = await DapSession.launch(watched, { functions: [{ name: "Counted", condition: "event.n === 4" }] });
    ({ threadId } = await session.stopped());
  });
  afterEach(() => session.close());

  const watch = async (...breakpoints: DebugProtocol.DataBreakpoint[]): Promise<void> => {
    await session.custom("setDataBreakpoints", { breakpoints });
  };
  const back = async (): Promise<Stop> => {
    await session.client.reverseContinueRequest({ threadId });
    return session.stopped();
  };
  const forth = async (): Promise<Stop> => {
    await session.client.continueRequest({ threadId });
    return session.stopped();
  };

  it("stop at the writes, back and forth, with old and new value", async () => {
    await session.setFunctions();
    await watch({ dataId: "Watched state.total" });
    const descriptions: (string | undefined)[] = [];
    for (let stop = 0; stop < 4; stop++) descriptions.push((await back()).description);
    assert.deepEqual(descriptions, [
      "state.total: 4 → 7",
      "state.total: 2 → 4",
      "state.total: 1 → 2",
      "state.total: undefined → 1",
    ]);
    assert.equal((await back()).description, "Beginning of the recording");
    const stop = await forth();
    assert.deepEqual([stop.reason, stop.description], ["data breakpoint", "state.total: undefined → 1"]);
    assert.equal((await forth()).description, "state.total: 1 → 2");
    const top = await session.top(threadId);
    assert.equal(top.name, "Counted → count");
    assert.deepEqual(await session.look(top.id, "Event"), { n: "1" });
    assert.equal((await session.look(top.id, "State"))["total"], "2");
    assert.equal((await session.evaluate("newValue - oldValue", "watch", top.id)).result, "1");
  });

  it("take conditions, and say where they are written to beside their path", async () => {
    await watch({ dataId: "Watched state.total", condition: "newValue === 4" });
    assert.equal((await back()).description, "state.total: 2 → 4");
    await watch({ dataId: "Watched state.user" });
    assert.equal((await back()).description, "state.user: undefined → {name: 'Ada', tags: (1) ['a']}");
  });

  it("a live stop at a write is now: back from it are the writes before, forth it is met again", async () => {
    await watch({ dataId: "Watched state.total" });
    assert.equal((await forth()).description, "state.total: 7 → 11");
    assert.equal((await back()).reason, "function breakpoint");
    assert.equal((await back()).description, "state.total: 4 → 7");
    assert.equal((await forth()).reason, "function breakpoint");
    assert.equal((await forth()).description, "state.total: 7 → 11 (now)");
    await watch();
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  it("a value can be changed where a dispatch is about to happen, not in the middle of a body", async () => {
    await watch({ dataId: "Watched state.total" });
    await back();
    const { scopes } = (await session.client.scopesRequest({ frameId: (await session.top(threadId)).id })).body;
    const variablesReference = scopes.find(({ name }) => name === "State")?.variablesReference ?? 0;
    const change = { variablesReference, name: "total", value: "0" };
    await assert.rejects(session.client.setVariableRequest(change), /step back to the dispatch first/);
  });
});

describe("one run's line in the past", () => {
  let session: DapSession | undefined;
  afterEach(() => session?.close());

  it("singleThread passes what other runs did; the moment that is shown is one for all", async () => {
    session = await DapSession.launch({ program: fixture("two-runs.ts") }, { functions: ["synthesize"] });
    const first = await session.stopped();
    await session.client.continueRequest({ threadId: first.threadId });
    const { threadId } = await session.stopped();
    assert.notEqual(threadId, first.threadId);
    await session.setFunctions("synthesize", "retrieve");
    await session.client.reverseContinueRequest({ threadId, singleThread: true });
    const back = await session.stopped();
    assert.equal(back.threadId, threadId);
    assert.equal((await session.top(threadId)).name, "StartEvent → retrieve");
    await session.client.reverseContinueRequest({ threadId });
    assert.equal((await session.stopped()).threadId, first.threadId);
    const { body } = await session.client.continueRequest({ threadId: first.threadId, singleThread: true });
    assert.equal(body.allThreadsContinued, true);
    assert.equal((await session.stopped()).threadId, first.threadId);
    assert.equal((await session.top(first.threadId)).name, "Retrieved → synthesize");
  });
});
