import assert from "node:assert/strict";
import type { ProbeEvents } from "../../src/debugger/protocol/probe.ts";
import { type Debuggee, start } from "./debuggee.ts";

type LiveRun = ProbeEvents["live"]["runs"][number];

describe("live state", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  const samples = (): LiveRun[] => debuggee.events.flatMap(({ event, body }) => (event === "live" ? body.runs : []));
  const counts = (edges: LiveRun["pending"]) => edges.map(({ event, step, count }) => `${event} ${step} ${count}`);

  it("counts deliveries and productions, and tells how the run ended", async () => {
    debuggee = await start("fan-out");
    assert.equal(await debuggee.exited, 0);
    const last = samples().at(-1);
    assert.equal(last?.status, "completed");
    assert.deepEqual(counts(last?.delivered ?? []), [
      "StartEvent split 1",
      "Part refine 3",
      "Fine polish 3",
      "Done gather 3",
    ]);
    assert.deepEqual(counts(last?.produced ?? []), [
      "Part split 3",
      "Fine refine 3",
      "Done polish 3",
      "StopEvent gather 1",
    ]);
    assert.deepEqual([last?.pending, last?.running, last?.waiting, last?.failed], [[], [], [], []]);
  });

  it("counts a failure that a handler takes as what the failed step let out, once", async () => {
    debuggee = await start("failing", { args: ["handled"] });
    assert.equal(await debuggee.exited, 0);
    const last = samples().at(-1);
    assert.deepEqual(counts(last?.produced ?? []), ["Task begin 1", "StepFailedEvent work 1", "StopEvent recover 1"]);
    assert.deepEqual(counts(last?.delivered ?? []), ["StartEvent begin 1", "Task work 2", "StepFailedEvent recover 1"]);
  });

  it("shows what waits at a stop, and where it stopped", async () => {
    debuggee = await start("fan-out", { breakpoints: [{ id: 1, event: "Part", hitCondition: "1" }] });
    await debuggee.stopped();
    const { runs } = await debuggee.request("state", {});
    assert.equal(runs[0]?.status, "stopped");
    assert.deepEqual(runs[0]?.stopped, { event: "Part", step: "refine", reason: "breakpoint" });
    assert.deepEqual(counts(runs[0]?.pending ?? []), ["Part refine 3"]);
    assert.deepEqual(await debuggee.look(1, "Queue"), { "0 → refine": "Part {n: 2}", "1 → refine": "Part {n: 3}" });
    await debuggee.until(() => samples().at(-1)?.status === "stopped", "sample of the stop");
  });

  it("shows waits of a run that waits for a person", async () => {
    debuggee = await start("asking");
    await debuggee.until(() => samples().at(-1)?.status === "waiting", "sample of the wait");
    assert.deepEqual(counts(samples().at(-1)?.waiting ?? []), ["HumanResponseEvent ask 1"]);
    assert.deepEqual(samples().at(-1)?.running, []);
  });

  it("shows failures and their retries, and nothing while nothing changes", async () => {
    debuggee = await start("failing", { args: ["final"], exceptions: [{ filter: "stepFailed" }] });
    await debuggee.stopped();
    await debuggee.until(() => samples().at(-1)?.status === "stopped", "sample of the stop");
    assert.deepEqual(samples().at(-1)?.failed, [{ step: "work", message: "task 4 broke", retrying: true }]);
    const aWhile = () => debuggee.evaluate(1, "await new Promise((done) => setTimeout(done, 350))", "repl");
    // The stop itself may be seen by two samples.
    await aWhile();
    const before = debuggee.events.length;
    await aWhile();
    assert.deepEqual(debuggee.events.slice(before), []);
  });
});

describe("many", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  it("events of a fan-out of 1,000 wait at a stop, paged, and none is lost", async () => {
    debuggee = await start("fan-out", {
      env: { PARTS: "1000" },
      breakpoints: [{ id: 1, event: "Part", hitCondition: "1" }],
    });
    await debuggee.stopped();
    const { frameId } = await debuggee.top(1);
    const { scopes } = await debuggee.request("scopes", { frameId });
    const queue = scopes.find(({ name }) => name === "Queue");
    assert.equal(queue?.indexedCount, 999);
    const { variables } = await debuggee.request("variables", {
      reference: queue?.reference ?? -1,
      start: 900,
      count: 100,
      filter: "indexed",
    });
    assert.equal(variables.length, 99);
    assert.equal(variables.at(-1)?.value, "Part {n: 1000}");
    await debuggee.request("next", { thread: 1, single: false });
    await debuggee.stopped();
    assert.equal((await debuggee.look(1, "Event"))["n"], "2");
    await debuggee.configure({});
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "[5006000]\n");
  });

  it("rounds of a loop keep a bounded chain", async () => {
    debuggee = await start("loop", {
      args: ["20000"],
      breakpoints: [{ id: 1, event: "Round", condition: "event.n === 20000" }],
    });
    await debuggee.stopped();
    const { total, frames } = await debuggee.request("stack", { thread: 1, start: 0, count: 20 });
    assert.equal(frames.length, 20);
    assert.ok(total >= 256 && total <= 513, String(total));
    const { frames: older } = await debuggee.request("stack", { thread: 1, start: 100, count: 1 });
    assert.equal(older[0]?.past, true);
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal(await debuggee.exited, 0);
  });

  it("events make no more and no larger samples: at most one each 100 ms", async () => {
    const started = performance.now();
    debuggee = await start("loop", { args: ["20000"] });
    assert.equal(await debuggee.exited, 0);
    const elapsed = performance.now() - started;
    const samples = debuggee.events.filter(({ event }) => event === "live");
    // The last one tells how the run ended, whenever that is.
    assert.ok(samples.length <= elapsed / 100 + 1, `${samples.length} samples in ${Math.round(elapsed)} ms`);
    const sizes = samples.map((sample) => JSON.stringify(sample).length);
    const last = sizes.pop() ?? 0;
    assert.ok(Math.max(...sizes) < 2_000, `${Math.max(...sizes)} characters`);
    assert.ok(last < 10_000, `${last} characters with the last events`);
  });

  it("runs are listed, stopped and let go together", async () => {
    debuggee = await start("fan-out", { args: ["200"], breakpoints: [{ id: 1, event: "Part", hitCondition: "300" }] });
    const { thread } = await debuggee.stopped();
    const { threads } = await debuggee.request("threads", {});
    assert.equal(threads.length, 200);
    assert.ok(threads.every(({ stopped }) => stopped));
    await debuggee.request("continue", { thread, single: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.events.filter(({ event }) => event === "runEnded").length, 200);
  });
});
