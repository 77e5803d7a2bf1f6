import assert from "node:assert/strict";
import { PROBE_PROTOCOL_VERSION } from "../../src/debugger/protocol/probe.ts";
import { type Debuggee, start } from "./debuggee.ts";

describe("the debuggee's life", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  it("begins with a hello, and waits for its configuration before the program's first line", async () => {
    debuggee = await start("rag", { unconfigured: true });
    assert.deepEqual(
      [debuggee.connection.hello?.protocol, debuggee.connection.hello?.pid],
      [PROBE_PROTOCOL_VERSION, debuggee.process.pid],
    );
    await debuggee.request("threads", {});
    assert.deepEqual(debuggee.events, []);
    await debuggee.configure({});
    const { supported } = await debuggee.take("runtime");
    assert.equal(supported, true);
    const seen = await debuggee.take("workflowSeen");
    assert.deepEqual(seen, {
      workflow: "RagFlow",
      steps: [
        { name: "retrieve", accepts: ["StartEvent"] },
        { name: "synthesize", accepts: ["Retrieved"] },
      ],
      classes: [],
    });
    assert.equal(await debuggee.exited, 0);
  });

  it("ends when the debugger hangs up, stopped or not, and says so", async () => {
    for (const breakpoints of [[{ id: 1, event: "Retrieved" }], []]) {
      debuggee = await start(breakpoints.length > 0 ? "rag" : "asking", { breakpoints });
      await debuggee.takeAny("stopped", "promptOpened");
      debuggee.connection.close();
      assert.equal(await debuggee.exited, 1);
      assert.match(debuggee.stderr, /stepwright: process \d+ ends, since its debugger is gone/);
      await debuggee.close();
    }
  });

  it("ends when its channel to the debugger closes", async () => {
    debuggee = await start("asking");
    await debuggee.take("promptOpened");
    debuggee.process.disconnect();
    assert.equal(await debuggee.exited, 1);
    assert.match(debuggee.stderr, /its debugger is gone \(its channel closed\)/);
  });

  it("goes on after a request that nobody knows", async () => {
    debuggee = await start("asking");
    await debuggee.take("promptOpened");
    await assert.rejects(debuggee.request("explode" as "threads", {}), /The probe knows no request "explode"/);
    assert.equal((await debuggee.request("threads", {})).threads.length, 1);
  });

  it("ends by a graceful cancel, and without an error of the program's", async () => {
    debuggee = await start("rag", { args: ["one", "two"], breakpoints: [{ id: 1, event: "Retrieved" }] });
    await debuggee.stopped();
    await debuggee.request("terminate", { graceMs: 2_000 });
    assert.equal((await debuggee.take("runEnded")).outcome, "cancelled");
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stderr, "");
  });

  it("ends in time where the program does not let go", async () => {
    debuggee = await start("stubborn");
    await debuggee.take("runStarted");
    await debuggee.request("terminate", { graceMs: 200 });
    assert.equal(await debuggee.exited, 0);
    assert.match(debuggee.stdout, /^x{100000}\n$/);
  });

  it("keeps the debugger's address from the programs it starts", async () => {
    debuggee = await start("stubborn", { args: ["env"] });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "address: undefined, in a worker: undefined, in a child: undefined\n");
  });
});

/** Only with an inspector there can be a JavaScript debugger that freezes. */
const INSPECTED = ["--inspect=127.0.0.1:0"];

describe("a run's clock", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  it("stands still at a stop", async () => {
    debuggee = await start("clock", { args: ["1"], breakpoints: [{ id: 1, event: "Ping" }] });
    await debuggee.stopped();
    const elapsed = async () => Number((await debuggee.look(1, "Run"))["elapsed"]);
    const before = await elapsed();
    await debuggee.evaluate(1, "await new Promise((done) => setTimeout(done, 1500))", "repl");
    assert.equal(await elapsed(), before);
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal((await debuggee.take("runEnded")).outcome, "completed");
  });

  it("leaves out a freeze of the process, as at a line breakpoint", async () => {
    debuggee = await start("clock", { args: ["1", "freeze"], nodeArgs: INSPECTED });
    const ended = await debuggee.take("runEnded");
    assert.equal(ended.outcome, "completed", ended.text);
    assert.ok(ended.elapsedMs < 1_000, `${ended.elapsedMs} ms`);
  });

  it("goes on while a step computes", async () => {
    debuggee = await start("clock", { args: ["0.5", "compute"], nodeArgs: INSPECTED });
    assert.equal((await debuggee.take("runEnded")).outcome, "timedOut");
  });

  it("goes on where nobody could have frozen the process", async () => {
    debuggee = await start("clock", { args: ["1", "freeze"] });
    assert.equal((await debuggee.take("runEnded")).outcome, "timedOut");
  });

  it("goes on otherwise", async () => {
    debuggee = await start("clock", { args: ["0.3", "late"] });
    assert.equal((await debuggee.take("runEnded")).outcome, "timedOut");
  });
});
