import assert from "node:assert/strict";
import type { ExceptionFilter } from "../../src/debugger/protocol/probe.ts";
import { type Debuggee, start } from "./debuggee.ts";

describe("exception stops", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  const launch = async (
    mode: string,
    ...filters: (ExceptionFilter | { filter: ExceptionFilter; condition: string })[]
  ) => {
    const exceptions = filters.map((filter) => (typeof filter === "string" ? { filter } : filter));
    debuggee = await start("failing", { args: [mode], exceptions });
  };
  const go = () => debuggee.request("continue", { thread: 1, single: false });

  it("stop where a step will be tried again, and tell why, with the causes", async () => {
    await launch("retry", "stepWillRetry");
    const stopped = await debuggee.stopped();
    assert.deepEqual(
      [stopped.reason, stopped.description, stopped.text],
      ["exception", "Step failed, will retry", "Error: task 4 broke"],
    );
    assert.deepEqual(await debuggee.chain(1), ["Task → work", "StartEvent → begin"]);
    const { name, message, description, stack, details } = await debuggee.request("exceptionInfo", { thread: 1 });
    assert.deepEqual([name, message], ["Error", "task 4 broke"]);
    assert.equal(description, "Task → work failed on attempt 1: it will be tried again in 20 ms.");
    assert.match(stack ?? "", /failing\.ts/);
    const [cause] = details?.causes ?? [];
    assert.deepEqual([cause?.name, cause?.message], ["TypeError", "a cable was cut"]);
    assert.deepEqual([details?.attempt, details?.retryIn], [1, 20]);
    assert.equal(await debuggee.evaluate(1, "error.cause.message"), "'a cable was cut'");
    await go();
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "done at 2\n");
  });

  it("stop at the last failure, and not once more where the run fails of it", async () => {
    await launch("final", "stepFailed", "runFailed");
    const stopped = await debuggee.stopped();
    assert.equal(stopped.description, "Step failed");
    const { description } = await debuggee.request("exceptionInfo", { thread: 1 });
    assert.equal(description, "Task → work failed on attempt 2: there are no more attempts, and the run fails.");
    await go();
    assert.equal(await debuggee.exited, 0);
    assert.match(debuggee.stdout, /failed: .*task 4 broke/);
    assert.equal(debuggee.events.filter(({ event }) => event === "stopped").length, 1);
  });

  it("tell the handler that takes the failure", async () => {
    await launch("handled", "stepFailed");
    await debuggee.stopped();
    const { description } = await debuggee.request("exceptionInfo", { thread: 1 });
    assert.match(description, /recover will handle it/);
    await go();
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "recovered from task 4 broke\n");
  });

  it("stop where a run fails, and where it runs out of time", async () => {
    await launch("final", "runFailed");
    assert.equal((await debuggee.stopped()).description, "Run failed");
    assert.equal((await debuggee.request("threads", {})).threads.length, 1);
    await go();
    assert.equal((await debuggee.take("runEnded")).outcome, "failed");
    await debuggee.close();

    await launch("timeout", "timedOut");
    const stopped = await debuggee.stopped();
    assert.equal(stopped.description, "Run timed out");
    assert.deepEqual(await debuggee.chain(1), ["StartEvent → begin"]);
    await go();
    assert.equal((await debuggee.take("runEnded")).outcome, "timedOut");
  });

  it("stop at an event that nobody takes", async () => {
    await launch("unhandled", "unhandledEvent");
    const stopped = await debuggee.stopped();
    assert.equal(stopped.text, "UnhandledEvent: No step takes Lost, and nobody waits for it.");
    assert.deepEqual(await debuggee.chain(1), ["Lost", "StartEvent → begin"]);
    assert.deepEqual(await debuggee.look(1, "Event"), { n: "4" });
    await go();
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "without it\n");
  });

  it("stop at a question", async () => {
    debuggee = await start("asking", { args: ["plain"], exceptions: [{ filter: "inputRequired" }] });
    const stopped = await debuggee.stopped();
    assert.equal(stopped.reason, "exception");
    assert.deepEqual(await debuggee.chain(1), ["InputRequiredEvent", "StartEvent → ask"]);
    const { runId, promptId } = await debuggee.take("promptOpened");
    await go();
    await debuggee.request("reply", { runId, promptId, text: "Ada" });
    assert.equal(await debuggee.exited, 0);
  });

  it("take conditions", async () => {
    await launch(
      "final",
      { filter: "stepWillRetry", condition: "error.message.includes('flood')" },
      {
        filter: "stepFailed",
        condition: "event.n === 4 && error.cause instanceof TypeError && step.attempt === 2",
      },
    );
    assert.equal((await debuggee.stopped()).description, "Step failed");
    await go();
    assert.equal(await debuggee.exited, 0);
  });
});
