import assert from "node:assert/strict";
import { type Debuggee, start } from "./debuggee.ts";

describe("joins and child workflows", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  it("make a thread of each child, named under its parent", async () => {
    debuggee = await start("child", { breakpoints: [{ id: 1, workflow: "Inner", step: "look" }] });
    const { thread } = await debuggee.stopped();
    assert.equal(thread, 2);
    const { threads } = await debuggee.request("threads", {});
    assert.deepEqual(
      threads.map(({ name }) => name),
      ["Outer #1", "Outer #1 › Inner #2"],
    );
    const started = debuggee.events.flatMap(({ event, body }) => (event === "runStarted" ? [body.parentThread] : []));
    assert.deepEqual(started, [undefined, 1]);
    const flying = await debuggee.look(1, "In flight");
    assert.match(flying["0 begin"] ?? "", /^{event: StartEvent {n: 7}, attempt: 1, worker: 0, ms: \d+}$/);
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "worth 21\n");
  });

  it("let a child go on with the parent that is stepped alone", async () => {
    debuggee = await start("child", { stopOnEntry: true });
    await debuggee.stopped();
    await debuggee.request("continue", { thread: 1, single: true });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "worth 21\n");
  });

  it("show all events of a join, half full and complete, and let each be changed", async () => {
    debuggee = await start("child", { breakpoints: [{ id: 1, event: "Prices" }] });
    await debuggee.stopped();
    assert.deepEqual(await debuggee.chain(2), ["Stock → value", "StartEvent → look"]);
    assert.deepEqual(await debuggee.look(2, "Event"), { "0": "Prices {eur: 7}", "1": "Stock {pieces: 3}" });
    assert.equal(await debuggee.evaluate(2, "events[0].eur * event[1].pieces"), "21");
    const [prices] = await debuggee.variables(await debuggee.scope(2, "Event"));
    await debuggee.request("setVariable", { reference: prices?.reference ?? -1, name: "eur", value: "100" });
    await debuggee.request("continue", { thread: 2, single: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "worth 300\n");
  });

  it("count each event of a join as delivered", async () => {
    debuggee = await start("child");
    assert.equal(await debuggee.exited, 0);
    const last = debuggee.events.findLast(({ event, body }) => event === "live" && body.runs[0]?.workflow === "Inner");
    assert.deepEqual(last?.event === "live" && last.body.runs[0]?.delivered, [
      { event: "StartEvent", step: "look", count: 1 },
      { event: "Prices", step: "value", count: 1 },
      { event: "Stock", step: "value", count: 1 },
    ]);
  });
});

describe("a program that never rests", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  it("is paused at a dispatch, inspected and ended", async () => {
    debuggee = await start("loop", { args: ["1e12"] });
    await debuggee.take("runStarted");
    for (const _ of [1, 2]) {
      await debuggee.request("pause", {});
      const stopped = await debuggee.stopped();
      assert.equal(stopped.reason, "pause");
      assert.equal((await debuggee.chain(1))[0], "Round → again");
      await debuggee.request("continue", { thread: 1, single: false });
    }
    await debuggee.configure({ breakpoints: [{ id: 1, event: "Round" }] });
    await debuggee.stopped();
    await debuggee.request("terminate", { graceMs: 1_000 });
    assert.equal(await debuggee.exited, 0);
  });
});
