import assert from "node:assert/strict";
import {
  type Context,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  WorkflowTimeoutError,
} from "stepwright";
import { assertEventTypes, SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { readAll } from "../support/reading.ts";

class Approve extends InputRequiredEvent.with("Approve", { amount: z.number() }) {}
class Decision extends HumanResponseEvent.with("Decision", { ok: z.boolean() }) {}

class Refund extends Workflow<{ amount: number }, string> {
  @step(StartEvent) begin(ev: StartEvent<{ amount: number }>): Approve {
    return new Approve({ amount: ev.amount });
  }
  @step(Decision) decide(ev: Decision): StopEvent<string> {
    return new StopEvent({ result: ev.ok ? "refunded" : "refused" });
  }
}

describe("human in the loop", () => {
  it("an InputRequiredEvent that a step returns goes to the stream and need not be consumed", async () => {
    const clock = new SimulatedClock();
    const run = new Refund({ clock }).run({ amount: 12 });
    const events = readAll(run.streamEvents());
    await clock.settle();
    assert.deepEqual(
      run.prompts.map(({ step, answer, event }) => ({ step, answer, amount: (event as Approve).amount })),
      [{ step: "begin", answer: "Decision", amount: 12 }],
    );
    run.sendEvent(new Decision({ ok: true }));
    assert.deepEqual(run.prompts, []);
    assert.equal(await run, "refunded");
    assertEventTypes(await events, [Approve, "StopEvent"]);
  });

  it("the run's timeout stands still while everything waits for a person", async () => {
    const clock = new SimulatedClock();
    const run = new Refund({ clock, timeout: 10 }).run({ amount: 12 });
    await clock.advance(24 * 3600_000);
    assert.equal(run.done, false);
    run.sendEvent(new Decision({ ok: false }));
    assert.equal(await run, "refused");
  });

  it("the timeout goes on where it stood once the answer has come", async () => {
    const clock = new SimulatedClock();
    class Slow extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        await new Promise((resolve) => clock.setTimer(() => resolve(undefined), 6000));
        await ctx.waitForEvent(Decision, { prompt: new Approve({ amount: 1 }) });
        await new Promise((resolve) => clock.setTimer(() => resolve(undefined), 6000));
        return new StopEvent();
      }
    }
    const run = new Slow({ clock, timeout: 10 }).run();
    await clock.advance(3600_000);
    run.sendEvent(new Decision({ ok: true }));
    await clock.advance(3999);
    assert.equal(run.done, false);
    await clock.advance(1);
    await assert.rejects(Promise.resolve(run), WorkflowTimeoutError);
  });

  it("the timeout does not stand still while another step is at work", async () => {
    const clock = new SimulatedClock();
    class Busy extends Workflow {
      @step(StartEvent) begin(): Approve {
        return new Approve({ amount: 1 });
      }
      @step(StartEvent) async other(): Promise<void> {
        await new Promise((resolve) => clock.setTimer(() => resolve(undefined), 60_000));
      }
      @step(Decision) decide(): StopEvent {
        return new StopEvent();
      }
    }
    const run = new Busy({ clock, timeout: 10 }).run();
    await clock.advance(10_000);
    await assert.rejects(Promise.resolve(run), (error: unknown) => {
      assert.ok(error instanceof WorkflowTimeoutError);
      assert.deepEqual(error.activeSteps, ["other"]);
      return true;
    });
  });

  it("a HumanResponseEvent from outside starts the step that takes it, unasked too", async () => {
    class Waits extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): void {}
      @step(HumanResponseEvent) said(ev: HumanResponseEvent): StopEvent<string> {
        return new StopEvent({ result: ev.response });
      }
    }
    const clock = new SimulatedClock();
    const run = new Waits({ clock, onIdle: "wait" }).run();
    await clock.settle();
    run.sendEvent(new HumanResponseEvent({ response: "hi" }));
    assert.equal(await run, "hi");
  });

  it("may ask and be answered many times in a loop", async () => {
    class Again extends InputRequiredEvent.with("Again", { round: z.number() }) {}
    class Loop extends Workflow<Record<never, never>, number> {
      @step(StartEvent, HumanResponseEvent) async ask(
        ev: StartEvent | HumanResponseEvent,
        ctx: Context,
      ): Promise<Again | StopEvent<number>> {
        const round = (await ctx.get("round", 0)) + 1;
        await ctx.set("round", round);
        return ev.$type === "HumanResponseEvent" && ev.response === "enough"
          ? new StopEvent({ result: round })
          : new Again({ round });
      }
    }
    const run = new Loop().run();
    for await (const event of run.streamEvents()) {
      if (!(event instanceof Again)) continue;
      run.sendEvent(new HumanResponseEvent({ response: event.round < 5 ? "more" : "enough" }));
    }
    assert.equal(await run, 6);
  });
});
