import assert from "node:assert/strict";
import { DapSession, fixture, gone } from "./dap-session.ts";

describe("end of a session", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const loop = { program: fixture("slow.ts"), workflow: "Loop" };
  const terminations = (dap: DapSession): number => dap.events.filter(({ event }) => event === "terminated").length;

  it("reports the exit code and terminates once", async () => {
    session = await DapSession.launch({ program: fixture("failing.ts"), workflow: "Failing", input: { until: 9 } });
    assert.equal(await session.ended(), 1);
    await session.client.terminateRequest({});
    assert.equal(terminations(session), 1);
  });

  it("cancels the runs when it is stopped", async () => {
    session = await DapSession.launch(loop);
    await session.until("thread");
    await session.client.terminateRequest({});
    await session.ended();
    assert.match(session.output("stderr"), /Loop #1 was cancelled/);
    assert.equal(terminations(session), 1);
  });

  it("stops a run that is held", async () => {
    session = await DapSession.launch({ ...loop, stopOnEntry: true });
    await session.stopped();
    await session.client.terminateRequest({});
    await session.ended();
  });

  it("ends a program that does not hear of it", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Deaf" });
    await session.until("thread");
    await session.client.terminateRequest({});
    await session.ended();
  });

  it("ends a program that blocks its event loop", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Busy" });
    await session.until<{ output: string }>("output", ({ output }) => output.includes("spinning"));
    await session.client.disconnectRequest({});
  });

  it("ends at once when stop is pressed twice", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Busy" });
    await session.until<{ output: string }>("output", ({ output }) => output.includes("spinning"));
    await Promise.all([session.client.terminateRequest({}), session.client.terminateRequest({})]);
    await session.ended();
    assert.equal(terminations(session), 1);
  });

  it("answers a stop that a disconnect overtakes, and another one", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Deaf" });
    await session.until("thread");
    const asked = ["terminate", "disconnect", "disconnect"].map((command) => session?.ask(command));
    assert.deepEqual(
      (await Promise.all(asked)).map((answer) => answer?.success),
      [true, true, true],
    );
    assert.ok(terminations(session) <= 1);
  });

  it("takes the program's own processes along", async () => {
    session = await DapSession.launch({ program: fixture("with-child.ts") });
    const { output } = await session.until<{ output: string }>("output", (body) => body.output.startsWith("child "));
    await session.client.disconnectRequest({});
    await gone(Number(output.slice("child ".length)), "the program's child");
  });

  it("restarts with the same breakpoints", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    await session.stopped();
    await session.client.restartRequest({});
    const stop = await session.stopped();
    assert.equal((await session.top(stop.threadId)).name, "Retrieved → synthesize");
    assert.equal(session.pids.length, 2);
    assert.equal(terminations(session), 0);
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });

  it("restarts with a changed configuration, and while a person is asked", async () => {
    const ask = { program: fixture("review.ts"), workflow: "Review", input: { topic: "tea" } };
    session = await DapSession.launch(ask);
    await session.until("stepwright.promptOpened");
    await session.custom("restart", { arguments: { ...ask, input: { topic: "coffee" }, cwd: fixture(".") } });
    await session.until("stepwright.promptClosed");
    await session.until("stepwright.promptOpened");
    await session.evaluate("reply fine", "repl");
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /About coffee: fine/);
  });

  it("restarts as often as it is asked to at once, and leaves no program of those between", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const { threadId } = await session.stopped();
    const answers = await Promise.all([
      session.ask("restart"),
      session.ask("restart"),
      session.ask("next", { threadId }),
    ]);
    assert.deepEqual(
      answers.slice(0, 2).map(({ success }) => success),
      [true, true],
    );
    await session.client.threadsRequest();
    assert.equal(session.pids.length, 3);
    for (const pid of session.pids.slice(0, 2)) await gone(pid, "a program of before");
  });

  it("is stopped while it starts", async () => {
    session = await DapSession.open();
    const started = session.start({ program: fixture("rag-main.ts") });
    started.catch(() => {});
    await session.client.disconnectRequest({});
  });

  it("survives a restart while it starts", async () => {
    session = await DapSession.open();
    const started = session.start({ program: fixture("rag-main.ts"), stopOnEntry: true });
    started.catch(() => {});
    await session.client.restartRequest({});
    await session.stopped();
  });
});
