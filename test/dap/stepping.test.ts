import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("stepping", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const fanOut = { program: fixture("fan-out.ts"), workflow: "FanOut", input: { parts: 3 }, stopOnEntry: true };

  it("stops on entry and goes from dispatch to dispatch", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const entry = await session.stopped();
    assert.equal(entry.reason, "entry");
    assert.equal((await session.top(entry.threadId)).name, "StartEvent → retrieve");
    await session.client.nextRequest({ threadId: entry.threadId });
    const step = await session.stopped();
    assert.equal(step.reason, "step");
    assert.equal((await session.top(step.threadId)).name, "Retrieved → synthesize");
    await session.client.nextRequest({ threadId: entry.threadId });
    assert.equal(await session.ended(), 0);
  });

  it("answers before it tells of the next stop", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Loop", stopOnEntry: true });
    const { threadId } = await session.stopped();
    const from = session.messages.length;
    for (let round = 0; round < 20; round++) {
      await session.client.nextRequest({ threadId });
      await session.stopped();
    }
    const order = session.messages.slice(from).flatMap((message) => {
      if (message.type === "response") return "answer";
      return (message as DebugProtocol.Event).event === "stopped" ? "stop" : [];
    });
    assert.deepEqual(order, Array.from({ length: 20 }, () => ["answer", "stop"]).flat());
  });

  it("steps into where there is no JavaScript debugger as it steps over", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const { threadId } = await session.stopped();
    await session.client.stepInRequest({ threadId });
    await session.stopped();
    assert.equal((await session.top(threadId)).name, "Retrieved → synthesize");
  });

  it("steps out when everything that an event caused has settled", async () => {
    session = await DapSession.launch(fanOut, { functions: [{ name: "Part", condition: "event.n === 1" }] });
    const { threadId } = await session.stopped();
    await session.client.continueRequest({ threadId });
    await session.stopped();
    assert.equal((await session.top(threadId)).name, "Part → work");
    await session.client.stepOutRequest({ threadId });
    const stop = await session.stopped();
    assert.equal(stop.reason, "step");
    const { id, name } = await session.top(threadId);
    assert.deepEqual([name, await session.look(id, "Event")], ["Part → work", { n: "2" }]);
    assert.deepEqual(await session.look(id, "State"), { total: "10" });
  });

  it("shows each run as a thread, and goes on with one of them alone", async () => {
    session = await DapSession.launch({ program: fixture("two-runs.ts") }, { functions: ["Retrieved"] });
    const stop = await session.stopped();
    assert.equal(stop.allThreadsStopped, true);
    const { threads } = (await session.client.threadsRequest()).body;
    assert.deepEqual(
      threads.map(({ name }) => name),
      ["RagFlow #1", "RagFlow #2"],
    );
    const { body } = await session.client.continueRequest({ threadId: stop.threadId, singleThread: true });
    assert.equal(body.allThreadsContinued, false);
    const { threadId } = await session.until<{ threadId: number }>(
      "thread",
      (event) => (event as { reason?: string }).reason === "exited",
    );
    assert.equal(threadId, stop.threadId);
    assert.deepEqual(
      (await session.client.threadsRequest()).body.threads.map(({ id }) => id),
      threads.map(({ id }) => id).filter((id) => id !== threadId),
    );
  });

  it("tells an editor without singleThread that a run goes on alone", async () => {
    session = await DapSession.launch({ program: fixture("two-runs.ts") }, { functions: ["RagFlow.retrieve"] });
    const { threadId } = await session.stopped();
    const { threads } = (await session.client.threadsRequest()).body;
    const second = threads.find(({ id }) => id !== threadId)?.id ?? 0;
    const top = (await session.top(second)).name;
    await session.setFunctions();
    const going: unknown[] = [];
    session.client.on("continued", ({ body }) => going.push(body));
    await session.client.customRequest("stepwright.alone", { threadId, how: "next" });
    const stop = await session.stopped();
    assert.deepEqual([stop.reason, stop.threadId, stop.allThreadsStopped], ["step", threadId, false]);
    assert.deepEqual(going, [{ threadId, allThreadsContinued: false }]);
    assert.equal((await session.top(second)).name, top);
    await session.client.customRequest("stepwright.alone", { threadId: second, how: "continue" });
    const { threadId: ended } = await session.until<{ threadId: number }>(
      "thread",
      (event) => (event as { reason?: string }).reason === "exited",
    );
    assert.equal(ended, second);
    assert.match((await session.top(threadId)).name, /^Retrieved/);
    await assert.rejects(
      session.client.customRequest("stepwright.alone", { threadId, how: "back" }),
      /stepwright\.alone/,
    );
  });

  it("cancels one run where its thread is terminated", async () => {
    session = await DapSession.launch({ program: fixture("two-runs.ts") }, { functions: ["Retrieved"] });
    const { threadId } = await session.stopped();
    const { threads } = (await session.client.threadsRequest()).body;
    const second = threads.find(({ id }) => id !== threadId)?.id ?? 0;
    await assert.rejects(session.client.customRequest("terminateThreads", { threadIds: [77] }), /77/);
    await session.client.customRequest("terminateThreads", { threadIds: [second] });
    const ended = await session.until<{ threadId: number; reason: string }>(
      "thread",
      ({ reason }) => reason === "exited",
    );
    assert.equal(ended.threadId, second);
    assert.match(session.output("stderr"), /RagFlow #2 was cancelled after .*The debugger cancelled the run\./);
  });

  it("tells of a stop before anything that came after it, also in the same turn", async () => {
    session = await DapSession.launch(
      { program: fixture("in-turn.ts") },
      { functions: ["Ping"], lines: { [fixture("in-turn.ts")]: [{ line: 5, logMessage: "late" }] } },
    );
    const { threadId } = await session.stopped();
    const { threads } = (await session.client.threadsRequest()).body;
    const second = threads.find(({ id }) => id !== threadId);
    await session.client.continueRequest({ threadId: second?.id ?? 0, singleThread: true });
    await session.client.nextRequest({ threadId, singleThread: true });
    await session.until("output", ({ output }) => output === "late\n");
    const said = session.events.map(({ event, body }) => (event === "output" ? body.output : event));
    assert.ok(said.lastIndexOf("stopped") < said.indexOf("late\n"), said.join(", "));
    assert.equal(said.filter((each) => each === "stopped").length, 2);
  });

  it("pauses before the next dispatch", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Loop" });
    const { threadId } = await session.until<{ threadId: number }>("thread");
    await session.client.pauseRequest({ threadId });
    const stop = await session.stopped();
    assert.equal(stop.reason, "pause");
    assert.match((await session.top(threadId)).name, /^(?:Tick → round|StartEvent → begin)/);
  });

  it("pages the stack", async () => {
    session = await DapSession.launch(
      { program: fixture("slow.ts"), workflow: "Loop" },
      { functions: [{ name: "round", condition: "event.n === 30" }] },
    );
    const { threadId } = await session.stopped();
    const { body } = await session.client.stackTraceRequest({ threadId, startFrame: 2, levels: 3 });
    assert.equal(body.totalFrames, 32);
    assert.equal(body.stackFrames.length, 3);
    const [third] = body.stackFrames;
    assert.equal((await session.look(third?.id ?? 0, "Event"))["n"], "28");
  });

  const branches = { program: fixture("branches.ts"), workflow: "Branches" };
  const result = async (dap: DapSession): Promise<string | undefined> => {
    assert.equal(await dap.ended(), 0);
    return /completed after .*: (.*)/.exec(dap.output("console"))?.[1];
  };

  it("dispatches another event first, chosen by its line", async () => {
    session = await DapSession.launch(branches, { functions: [{ name: "Found", hitCondition: "1" }] });
    const { threadId } = await session.stopped();
    assert.equal((await session.top(threadId)).name, "Found → first");
    const targetsAt = async (line: number): Promise<DebugProtocol.GotoTarget[]> =>
      (await session?.custom("gotoTargets", { source: { path: fixture("branches.ts") }, line }))?.body.targets;
    assert.deepEqual(await targetsAt(15), [], "it goes next anyway");
    const [third] = await targetsAt(27);
    assert.equal(third?.label, "Found → third: Found {text: 'it'}");
    assert.deepEqual(
      (await targetsAt(4)).map(({ label }) => label.split(":")[0]),
      ["Found → second", "Found → third"],
    );
    await session.custom("goto", { threadId, targetId: third?.id });
    const stop = await session.stopped();
    assert.equal(stop.reason, "goto");
    const names: string[] = [];
    for (let i = 0; i < 3; i++) {
      names.push((await session.top(threadId)).name);
      await session.client.nextRequest({ threadId });
      await session.stopped();
    }
    assert.deepEqual(names, ["Found → third", "Found → first", "Found → second"]);
    await session.client.continueRequest({ threadId });
    assert.equal(await result(session), "third first second");
  });

  it("offers for a jump what waits in the run that is looked at", async () => {
    const dap = await DapSession.launch(
      { program: fixture("two-branches.ts") },
      { functions: [{ name: "Found", hitCondition: "1" }] },
    );
    session = dap;
    const { threadId } = await dap.stopped();
    const other = (await dap.client.threadsRequest()).body.threads.map(({ id }) => id).find((id) => id !== threadId);
    assert.ok(other !== undefined);
    // Its first step is at work: what comes of it is held, too.
    const deadline = Date.now() + 5000;
    while ((await dap.stack(other))[0]?.name !== "Found → first")
      assert.ok(Date.now() < deadline, "it stays where it is");
    const atEvent = { source: { path: fixture("branches.ts") }, line: 4 };
    const targets = async (): Promise<DebugProtocol.GotoTarget[]> =>
      (await dap.custom("gotoTargets", atEvent)).body.targets;
    const labels = async (): Promise<string[]> => (await targets()).map(({ label }) => label.split(":")[0] ?? "");

    assert.deepEqual(await labels(), ["Found → second", "Found → third"]);
    await dap.look((await dap.top(other)).id, "Event");
    const [, third] = await targets();
    assert.deepEqual(await labels(), ["Found → second", "Found → third"]);
    await dap.custom("goto", { threadId: other, targetId: third?.id });
    const stop = await dap.stopped();
    assert.deepEqual([stop.reason, stop.threadId], ["goto", other]);
    assert.equal((await dap.top(other)).name, "Found → third");
    assert.equal((await dap.top(threadId)).name, "Found → first");
    await dap.client.continueRequest({ threadId: other });
    assert.equal(await dap.ended(), 0);
    assert.equal(dap.output("stdout"), "first second third | third first second\n");
  });

  it("lets one choose among the steps that an event goes to", async () => {
    session = await DapSession.launch(branches, { functions: [{ name: "Found", hitCondition: "1" }] });
    const { threadId } = await session.stopped();
    const { targets } = (await session.custom("stepInTargets", { frameId: (await session.top(threadId)).id })).body;
    assert.deepEqual(
      targets.map(({ label, line }: DebugProtocol.StepInTarget) => [label, line]),
      [
        ["Found → first", 15],
        ["Found → second", 20],
        ["Found → third", 25],
      ],
    );
    // Without a JavaScript debugger the step is stepped over; it goes first all the same.
    await session.custom("stepIn", { threadId, targetId: targets[1].id });
    await session.stopped();
    assert.equal((await session.top(threadId)).name, "Found → first");
    await assert.rejects(session.custom("stepIn", { threadId, targetId: targets[2].id }), /belongs to an earlier stop/);
    await session.client.continueRequest({ threadId });
    assert.equal(await result(session), "second first third");
  });

  it("refuses to go on with a run that has ended", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    await session.stopped();
    await assert.rejects(session.client.continueRequest({ threadId: 99 }), /The run of thread 99 has ended/);
    await assert.rejects(
      session.custom("disassemble", { memoryReference: "0" }),
      /does not support the request "disassemble"/,
    );
  });
});
