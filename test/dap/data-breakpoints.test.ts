import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("data breakpoints", () => {
  let session: DapSession;
  let threadId: number;
  let frame: number;
  beforeEach(async () => {
    session = await DapSession.launch(
      { program: fixture("watched.ts"), workflow: "Watched" },
      { functions: ["Counted"] },
    );
    ({ threadId } = await session.stopped());
    frame = (await session.top(threadId)).id;
    await session.setFunctions();
  });
  afterEach(() => session.close());

  type Info = DebugProtocol.DataBreakpointInfoResponse["body"];
  const info = async (args: DebugProtocol.DataBreakpointInfoArguments): Promise<Info> =>
    (await session.custom("dataBreakpointInfo", args)).body as Info;
  const set = async (...breakpoints: DebugProtocol.DataBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> =>
    (await session.custom("setDataBreakpoints", { breakpoints })).body.breakpoints;
  const scope = async (name: string): Promise<number> => {
    const { scopes } = (await session.client.scopesRequest({ frameId: frame })).body;
    return scopes.find((each) => each.name === name)?.variablesReference ?? 0;
  };
  const go = async (): Promise<DebugProtocol.StoppedEvent["body"]> => {
    await session.client.continueRequest({ threadId });
    return session.stopped();
  };

  it("are offered for values of the state, with what they mean", async () => {
    const state = await scope("State");
    assert.deepEqual(await info({ variablesReference: state, name: "total" }), {
      dataId: "Watched state.total",
      description: "state.total of Watched",
      accessTypes: ["write", "read", "readWrite"],
      canPersist: true,
    });
    const user = (await session.variables(frame, "State")).find(({ name }) => name === "user")?.variablesReference;
    assert.equal((await info({ variablesReference: user ?? 0, name: "tags" })).dataId, "Watched state.user.tags");
    assert.equal((await info({ name: "state.user.tags[0]", frameId: frame })).dataId, "Watched state.user.tags.0");
    assert.equal((await info({ name: "state.later" })).dataId, "* state.later");
    const no = await info({ variablesReference: await scope("Event"), name: "n" });
    assert.equal(no.dataId, null);
    assert.match(no.description, /Only values of the run's state can be watched/);
  });

  it("stop at the write, with old and new value, the step that wrote and its line", async () => {
    const [answer] = await set({ dataId: "Watched state.total" });
    assert.equal(answer?.verified, true);
    const stop = await go();
    assert.equal(stop.reason, "data breakpoint");
    assert.deepEqual(stop.hitBreakpointIds, [answer?.id]);
    assert.equal(stop.description, "state.total: 1 → 2");
    assert.equal(stop.text, "state.total was changed by Watched.count: 1 → 2");
    const top = await session.top(threadId);
    assert.equal(top.name, "Counted → count");
    assert.deepEqual([top.source?.path, top.line], [fixture("watched.ts"), 18]);
    assert.equal(
      (await session.evaluate("[oldValue, newValue, state.total]", "watch", top.id)).result,
      "(3) [1, 2, 2]",
    );
    assert.equal((await go()).description, "state.total: 2 → 4");
  });

  it("see writes above and below their path, and not those that change nothing", async () => {
    await set({ dataId: "Watched state.user" });
    // Twice the name is written as it was.
    assert.equal((await go()).description, "state.user.name: 'Ada' → 'Grace'");
    await set({ dataId: "* state.user.tags.0" }, { dataId: "* state.user.tags.1" });
    assert.equal((await go()).description, "state.user.tags.1: undefined → 'b'");
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  it("take conditions and hit counts", async () => {
    await set({ dataId: "Watched state.total", condition: "newValue - oldValue === 3" });
    assert.equal((await go()).description, "state.total: 4 → 7");
    await set({ dataId: "Watched state.total", hitCondition: "2" });
    assert.equal((await go()).description, "state.total: 11 → 100");
  });

  it("stop at reads, and let the step see what was set meanwhile", async () => {
    await set({ dataId: "Watched state.total", accessType: "read" });
    const stop = await go();
    assert.equal(stop.description, "state.total is read: 1");
    const top = await session.top(threadId);
    assert.equal(top.line, 17);
    await session.custom("setExpression", { expression: "state.total", value: "50", frameId: top.id });
    await set({ dataId: "Watched state.total", accessType: "readWrite" });
    assert.equal((await go()).description, "state.total: 50 → 51");
    assert.equal((await go()).description, "state.total is read: 51");
  });

  it("say once that their condition throws, and stop", async () => {
    await set({ dataId: "Watched state.total", condition: "nowhere.x" });
    await go();
    await go();
    const said = session.output("stderr").match(/threw: ReferenceError: nowhere is not defined/g) ?? [];
    assert.equal(said.length, 1);
  });

  it("refuse what cannot be watched", async () => {
    const [answer] = await set({ dataId: "0x1234" });
    assert.equal(answer?.verified, false);
    assert.match(answer?.message ?? "", /"0x1234" is nothing that can be watched/);
  });

  it("that are taken away do not stop a run that stood at its write already", async () => {
    await session.close();
    session = await DapSession.launch({ program: fixture("watched-twice.ts") }, { functions: ["Counted"] });
    ({ threadId } = await session.stopped());
    await session.setFunctions();
    await set({ dataId: "Watched state.total" });
    const { threadId: first } = await go();
    await set();
    const { threads } = (await session.client.threadsRequest()).body;
    const second = threads.find(({ id }) => id !== first)?.id ?? 0;
    await session.client.continueRequest({ threadId: second, singleThread: true });
    const over = await Promise.race([
      session.stopped().then(({ text }) => text),
      session.until("thread", ({ reason }) => reason === "exited").then(() => "ended"),
    ]);
    assert.equal(over, "ended");
  });
});
