import assert from "node:assert/strict";
import {
  type Context,
  ContextStateError,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  WorkflowCancelledError,
  WorkflowCancelledEvent,
  WorkflowRuntimeError,
} from "stepwright";
import { assertEvent, assertEventTypes, SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { deferred } from "../support/deferred.ts";
import { readAll, typesOf } from "../support/reading.ts";

class Tick extends Event.with("Tick", { n: z.number() }) {}

class Ticks extends Workflow<{ ticks: number }, string> {
  @step(StartEvent) async begin(ev: StartEvent<{ ticks: number }>, ctx: Context): Promise<StopEvent<string>> {
    for (let n = 0; n < ev.ticks; n++) ctx.writeEventToStream(new Tick({ n }));
    return new StopEvent({ result: "done" });
  }
}

/** Asks, and is never answered. */
class Hangs extends Workflow<Record<never, never>, string> {
  signal: AbortSignal | undefined;
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
    this.signal = ctx.signal;
    const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
    return new StopEvent({ result: reply.response });
  }
}

describe("run()", () => {
  it("returns at once, before any step runs", async () => {
    let began = false;
    class Begins extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        began = true;
        return new StopEvent();
      }
    }
    const run = new Begins().run();
    assert.equal(began, false);
    assert.equal(run.done, false);
    await run;
    assert.equal(run.done, true);
  });

  it("makes the start event of the fields it is given, plain or typed", async () => {
    class Begin extends StartEvent.with("Begin", { topic: z.string(), depth: z.number().default(2) }) {}
    class Typed extends Workflow<{ topic: string }, string> {
      @step(Begin) begin(ev: Begin): StopEvent<string> {
        return new StopEvent({ result: `${ev.topic} ${ev.depth}` });
      }
    }
    assert.equal(await new Typed().run({ topic: "tides" }), "tides 2");
    assert.equal(await new Typed().run(new Begin({ topic: "tides", depth: 1 })), "tides 1");
    assert.throws(() => new Typed().run({} as never), /^EventValidationError: Begin: topic: /);
    assert.throws(
      () => new Typed().run(new StartEvent({ topic: "tides" })),
      /^WorkflowRuntimeError: Workflow Typed starts with Begin, not with StartEvent\./,
    );
  });

  it("gives every run an id, its own or the caller's", async () => {
    const flow = new Ticks();
    const [a, b] = [flow.run({ ticks: 0 }), flow.run({ ticks: 0 })];
    assert.notEqual(a.id, b.id);
    assert.equal(flow.run({ ticks: 0 }, { runId: "mine" }).id, "mine");
  });

  it("gives a promise that can be awaited many times, caught and finally-ed", async () => {
    const run = new Ticks().run({ ticks: 0 });
    assert.equal(await run, "done");
    assert.equal(await run.then((result) => result.length), 4);
    let finished = false;
    await run.finally(() => {
      finished = true;
    });
    assert.ok(finished);
    class Fails extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        throw new Error("no");
      }
    }
    assert.equal(await new Fails().run().catch((error: unknown) => (error as Error).message), "no");
  });

  it("causes no unhandled rejection where only the stream is read", async () => {
    class Fails extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        throw new Error("unread");
      }
    }
    const unhandled: unknown[] = [];
    const listener = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", listener);
    try {
      assertEventTypes(await readAll(new Fails().run().streamEvents()), ["WorkflowFailedEvent"]);
      await new SimulatedClock().settle();
    } finally {
      process.off("unhandledRejection", listener);
    }
    assert.deepEqual(unhandled, []);
  });
});

describe("run.runningSteps", () => {
  it("names the steps that are at work or wait", async () => {
    const run = new Hangs().run();
    assert.deepEqual(run.runningSteps, []);
    for await (const event of run.streamEvents()) if (event.$type === "InputRequiredEvent") break;
    assert.deepEqual(run.runningSteps, ["begin"]);
    run.sendEvent(new HumanResponseEvent({ response: "yes" }));
    await run;
    assert.deepEqual(run.runningSteps, []);
  });
});

describe("run.streamEvents()", () => {
  it("serves any number of readers, each at its own pace, to the end", async () => {
    const run = new Ticks().run({ ticks: 3 });
    const all = await Promise.all([readAll(run.streamEvents()), readAll(run.streamEvents())]);
    for (const events of all) assertEventTypes(events, [Tick, Tick, Tick, "StopEvent"]);
  });

  it("serves readers that come after the end", async () => {
    const run = new Ticks().run({ ticks: 2 });
    await run;
    assertEventTypes(await readAll(run.streamEvents()), [Tick, Tick, "StopEvent"]);
    assertEventTypes(await readAll(run.streamEvents({ after: 1 })), ["StopEvent"]);
    assertEventTypes(await readAll(run.streamEvents({ after: "now" })), []);
  });

  it("of a run that ended can be read again from -1; past its end there is nothing; a second start of an active run is refused (§3 #17)", async () => {
    const flow = new Ticks();
    const run = flow.run({ ticks: 2 }, { runId: "one" });
    assert.throws(
      () => flow.run({ ticks: 2 }, { runId: "one" }),
      /WorkflowRuntimeError: Workflow Ticks: run one has not ended/,
    );
    assert.throws(() => new Ticks().run({ ticks: 2 }, { runId: "one" }), /has not ended/);
    await run;
    for (const _again of [1, 2]) {
      assertEventTypes(await readAll(run.streamEvents({ after: -1 })), [Tick, Tick, "StopEvent"]);
    }
    assert.deepEqual(await readAll(run.streamEvents({ after: 2 })), []);
    assert.deepEqual(await readAll(run.streamEvents({ after: 100 })), []);
    assert.equal(await flow.run({ ticks: 0 }, { runId: "one" }), "done");
  });

  it("may be left early without harm to others or the run", async () => {
    const run = new Ticks().run({ ticks: 100 });
    for await (const event of run.streamEvents()) if (event.$type === "Tick") break;
    assert.equal(await run, "done");
    assert.equal((await readAll(run.streamEvents())).length, 101);
  });

  it("is not blocked by a slow reader", async () => {
    const run = new Ticks().run({ ticks: 1000 });
    const slow = run.streamEvents();
    await slow.next();
    assert.equal(await run, "done");
    assert.equal((await readAll(run.streamEvents())).length, 1001);
    assert.equal((await readAll(slow)).length, 1000);
  });

  it("keeps a bounded number; who asks for what is gone is told so", async () => {
    class Floods extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        ctx.writeEventToStream(new Tick({ n: 0 }));
        await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "more?" }) });
        for (let n = 1; n <= 25_000; n++) ctx.writeEventToStream(new Tick({ n }));
        return new StopEvent();
      }
    }
    const run = new Floods().run();
    const slow = run.streamEvents();
    assert.equal(((await slow.next()).value as Tick).n, 0);
    await slow.next();
    run.sendEvent(new HumanResponseEvent({ response: "yes" }));
    await run;
    await assert.rejects(readAll(slow), (error: unknown) => {
      assert.ok(error instanceof ContextStateError);
      assert.match(error.message, /are gone: it keeps the last 10000\. Read faster, or start with \{ after: "now" \}/);
      return true;
    });
    await assert.rejects(readAll(run.streamEvents()), ContextStateError);
    const last = await readAll(run.streamEvents({ after: 24_001 }));
    assert.deepEqual([(last[0] as Tick).n, last.length], [24_001, 1001]);
  });
});

describe("run.sendEvent()", () => {
  it("brings an event to the steps that take it, or to the one it names", async () => {
    const taken: string[] = [];
    class Outside extends Workflow {
      @step(StartEvent) begin(): void {}
      @step(Tick) left(): void {
        taken.push("left");
      }
      @step(Tick) right(ev: Tick): StopEvent | undefined {
        taken.push("right");
        return ev.n === 2 ? new StopEvent() : undefined;
      }
    }
    const clock = new SimulatedClock();
    const run = new Outside({ clock, onIdle: "wait" }).run();
    await clock.settle();
    run.sendEvent(new Tick({ n: 1 }));
    await clock.settle();
    run.sendEvent(new Tick({ n: 2 }), { step: "right" });
    await run;
    assert.deepEqual(taken, ["left", "right", "right"]);
  });

  it("throws where there is no such step, it takes no such event, or the run has ended", async () => {
    const clock = new SimulatedClock();
    const run = new Hangs({ clock }).run();
    await clock.settle();
    assert.throws(() => run.sendEvent(new Tick({ n: 1 }), { step: "nowhere" }), /no step "nowhere"\. Steps: begin\./);
    assert.throws(
      () => run.sendEvent(new Tick({ n: 1 }), { step: "begin" }),
      /does not take Tick; it takes StartEvent/,
    );
    run.sendEvent(new HumanResponseEvent({ response: "hi" }));
    await run;
    assert.throws(
      () => run.sendEvent(new Tick({ n: 1 })),
      (error: unknown) => {
        assert.ok(error instanceof WorkflowRuntimeError);
        assert.match(error.message, /has ended, it cannot take Tick any more/);
        return true;
      },
    );
  });
});

describe("cancelling a run", () => {
  it("rejects with the reason, ends the stream with a WorkflowCancelledEvent, fires ctx.signal, closes questions", async () => {
    const clock = new SimulatedClock();
    const flow = new Hangs({ clock });
    const run = flow.run();
    const events = readAll(run.streamEvents());
    await clock.settle();
    run.cancel("no longer needed");
    await assert.rejects(Promise.resolve(run), (error: unknown) => {
      assert.ok(error instanceof WorkflowCancelledError);
      assert.equal(error.code, "WORKFLOW_CANCELLED");
      assert.equal(error.message, "Workflow Hangs was cancelled: no longer needed.");
      return true;
    });
    assertEvent(await events, WorkflowCancelledEvent, { reason: "no longer needed" });
    assert.equal(flow.signal?.aborted, true);
    assert.ok(flow.signal?.reason instanceof WorkflowCancelledError);
    assert.deepEqual(run.prompts, []);
    assert.deepEqual(clock.pending, []);
    assert.equal(run.done, true);
  });

  it("works at any time: before it began, twice, after the end", async () => {
    const early = new Hangs().run();
    early.cancel("early");
    await assert.rejects(Promise.resolve(early), /early/);
    early.cancel("again");
    await assert.rejects(Promise.resolve(early), /early/);
    const done = new Ticks().run({ ticks: 0 });
    await done;
    done.cancel();
    assert.equal(await done, "done");
  });

  it("follows an AbortSignal, already aborted or later", async () => {
    const clock = new SimulatedClock();
    const controller = new AbortController();
    const run = new Hangs({ clock }).run({}, { signal: controller.signal });
    await clock.settle();
    controller.abort(new Error("page closed"));
    await assert.rejects(Promise.resolve(run), /was cancelled: page closed\./);
    await assert.rejects(Promise.resolve(new Hangs().run({}, { signal: AbortSignal.abort() })), WorkflowCancelledError);
  });

  it("stops steps at work: what they do afterwards is refused, queued events are dropped", async () => {
    const gate = deferred();
    const after = deferred<unknown>();
    let taken = 0;
    class Works extends Workflow {
      @step(StartEvent) begin(): Tick[] {
        return Array.from({ length: 10 }, (_, n) => new Tick({ n }));
      }
      @step(Tick, { workers: 1 }) async work(_ev: Tick, ctx: Context): Promise<void> {
        taken++;
        await gate.promise;
        try {
          await ctx.set("late", 1);
        } catch (error) {
          after.resolve(error);
        }
      }
    }
    const clock = new SimulatedClock();
    const run = new Works({ clock }).run();
    await clock.settle();
    run.cancel();
    await assert.rejects(Promise.resolve(run), WorkflowCancelledError);
    gate.resolve();
    assert.ok((await after.promise) instanceof ContextStateError);
    await clock.settle();
    assert.equal(taken, 1);
    assert.deepEqual(run.context.state, {});
  });

  it("lets a step that waits end: its wait rejects, so that finally blocks run", async () => {
    const ended: string[] = [];
    class Cleans extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        try {
          await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
        } finally {
          ended.push("cleaned up");
        }
        return new StopEvent();
      }
    }
    const clock = new SimulatedClock();
    const run = new Cleans({ clock }).run();
    const events = readAll(run.streamEvents());
    await clock.settle();
    run.cancel();
    await assert.rejects(Promise.resolve(run), WorkflowCancelledError);
    await clock.settle();
    assert.deepEqual(ended, ["cleaned up"]);
    assert.deepEqual(typesOf(await events), ["InputRequiredEvent", "WorkflowCancelledEvent"]);
  });
});
