/** Programs that die, hang, flood or meddle with the debugger: each ends in a clear message, and nothing is left. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DapSession, fixture, gone, type LaunchOptions } from "./dap-session.ts";

describe("faults of the program", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const run = async (workflow: string, options: LaunchOptions = {}, functions: string[] = []): Promise<DapSession> =>
    DapSession.launch({ program: fixture("faulty.ts"), workflow, ...options }, { functions });

  const deaths: [
    what: string,
    workflow: string,
    options: LaunchOptions,
    code: number,
    message: RegExp,
    stderr: RegExp,
  ][] = [
    ["exits in a step", "Exits", {}, 3, /faulty\.ts exited with code 3 while Exits #1 was running/, /^$/],
    [
      "throws outside of its steps",
      "ThrowsOutside",
      {},
      1,
      /faulty\.ts exited with code 1 while ThrowsOutside #1 was running/,
      /Error: thrown in a timer\n.*faulty\.ts:\d+:\d+/,
    ],
    [
      "forgets a promise that is rejected",
      "ForgetsPromise",
      {},
      1,
      /faulty\.ts exited with code 1 while ForgetsPromise #1 was running/,
      /Error: nobody caught this\n.*faulty\.ts:\d+:\d+/,
    ],
    [
      "runs out of memory",
      "FillsMemory",
      { runtimeArgs: ["--max-old-space-size=48"] },
      1,
      /faulty\.ts ran out of memory while FillsMemory #1 was running\. Give it more with "runtimeArgs": \["--max-old-space-size=4096"\]/,
      /heap out of memory/,
    ],
    [
      "cuts the debugger's socket",
      "CutsSocket",
      {},
      1,
      /The program's connection to the debugger was cut/,
      /its debugger is gone/,
    ],
    [
      "writes garbage on the debugger's socket",
      "WritesGarbage",
      {},
      1,
      /The debuggee sent a line that is not JSON: "GET \/ HTTP\/1\.1\\r" on the debugger's socket\. The program is ended\./,
      /^(?!.*TypeError)/s,
    ],
  ];
  for (const [what, workflow, options, code, message, stderr] of deaths) {
    it(`is told of one that ${what}`, async () => {
      session = await run(workflow, options);
      assert.equal(await session.ended(), code);
      assert.match(session.output("important"), message);
      assert.match(session.output("stderr"), stderr);
      assert.deepEqual((await session.client.threadsRequest()).body.threads, []);
      await assert.rejects(session.client.evaluateRequest({ expression: "event", context: "watch" }), /not running/);
    });
  }

  it("refuses a stranger on its port, and goes on", async () => {
    session = await run("Guesses");
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stderr"), /A connection to the debugger's port was refused: it gave a wrong token/);
    assert.match(session.output("console"), /Guesses #1 completed .*: refused/);
  });

  it("looks at an event whose getter throws", async () => {
    session = await run("LooksDangerous", {}, ["Trap"]);
    const { threadId } = await session.stopped();
    const { id } = await session.top(threadId);
    assert.equal((await session.look(id, "Event"))["label"], "'cheese'");
    await assert.rejects(session.evaluate("event.danger", "watch", id), /do not touch/);
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  it("is not hurt by an inspector of the program's that throws", async () => {
    session = await run("WatchedBadly");
    await session.ended();
    assert.match(session.output(), /thrown by an inspector/);
  });

  it("ends one that ignores signals and exceptions", async () => {
    session = await run("IgnoresSignals");
    await session.until<{ output: string }>("output", ({ output }) => output.includes("staying"));
    await session.client.terminateRequest({});
    await session.ended();
  });

  it("ends grandchildren too", async () => {
    session = await DapSession.launch({ program: fixture("grandchild.ts") });
    const { output } = await session.until<{ output: string }>("output", (body) =>
      body.output.startsWith("grandchild "),
    );
    await session.client.terminateRequest({});
    await session.ended();
    await gone(Number(output.slice("grandchild ".length)), "the grandchild");
  });

  it("says so when one blocks its event loop, and stays usable", async () => {
    session = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Busy" });
    const { threadId } = await session.until<{ threadId: number }>("thread");
    await session.until<{ output: string }>("output", ({ output }) => output.includes("spinning"));
    await assert.rejects(session.client.pauseRequest({ threadId }), /does not answer: .*blocked its event loop/);
    assert.equal((await session.client.threadsRequest()).body.threads.length, 1);
    await session.client.terminateRequest({});
    await session.ended();
  });

  for (const [what, kind] of [
    ["100 MB of lines", "lines"],
    ["a line of 100 MB", "line"],
  ] as const) {
    it(`delivers ${what}, and does not keep them in memory`, async () => {
      session = await DapSession.launch({ program: fixture("flood.ts"), args: ["100", kind] });
      await session.ended();
      const output = session.output("stdout");
      assert.equal(output.length, 100_000_000 + "the end\n".length);
      assert.ok(output.endsWith("the end\n"));
      if (process.platform !== "linux") return;
      // Without waiting for the client it is more than 400 MB.
      const [, peak] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${session.adapter.pid}/status`, "utf8")) ?? [];
      assert.ok(Number(peak) < 350_000, `the adapter took ${peak} kB`);
    }).timeout(60_000);
  }

  it("stops one in the middle of a flood", async () => {
    session = await DapSession.launch({ program: fixture("flood.ts"), args: ["100000"] });
    await session.until("output");
    await session.client.terminateRequest({});
    await session.ended();
  });

  it("runs two sessions of the same program side by side", async () => {
    const launch = { program: fixture("rag-main.ts"), stopOnEntry: true };
    session = await DapSession.launch(launch);
    const other = await DapSession.launch(launch);
    try {
      for (const each of [session, other]) {
        const { threadId } = await each.stopped();
        await each.client.continueRequest({ threadId });
        assert.equal(await each.ended(), 0);
      }
    } finally {
      await other.close();
    }
  });

  it("closes a question when the client disconnects", async () => {
    session = await DapSession.launch({ program: fixture("review.ts"), workflow: "Review", input: { topic: "tea" } });
    await session.until("stepwright.promptOpened");
    await session.client.disconnectRequest({});
    await session.until("stepwright.promptClosed");
  });
});
