import assert from "node:assert/strict";
import {
  type Context,
  Event,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  stopAfterAttempt,
  Workflow,
  WorkflowFailedEvent,
  WorkflowTimedOutEvent,
  WorkflowTimeoutError,
  waitFixed,
} from "stepwright";
import { assertEvent, assertEventTypes, SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { readAll } from "../support/reading.ts";

class Item extends Event.with("Item", { n: z.number() }) {}

function sleeping(clock: SimulatedClock) {
  return class Sleeps extends Workflow<{ seconds: number }, string> {
    @step(StartEvent) begin(ev: StartEvent<{ seconds: number }>): Item[] {
      return [new Item({ n: ev.seconds }), new Item({ n: ev.seconds })];
    }
    @step(Item) async sleeps(ev: Item): Promise<StopEvent<string>> {
      await new Promise((resolve) => clock.setTimer(() => resolve(undefined), ev.n * 1000));
      return new StopEvent({ result: "awake" });
    }
  };
}

describe("timeout of a run", () => {
  it("publishes WorkflowTimedOutEvent with the active steps, then rejects (§3 #4)", async () => {
    const clock = new SimulatedClock();
    const Sleeps = sleeping(clock);
    const run = new Sleeps({ clock, timeout: 3 }).run({ seconds: 60 });
    const events = readAll(run.streamEvents());
    await clock.advance(3000);
    await assert.rejects(Promise.resolve(run), (error: unknown) => {
      assert.ok(error instanceof WorkflowTimeoutError);
      assert.equal(error.code, "WORKFLOW_TIMEOUT");
      assert.deepEqual(error.activeSteps, ["sleeps"]);
      assert.match(error.message, /Operation timed out after 3 seconds\. Currently active steps: sleeps\./);
      return true;
    });
    const [event] = (await events) as [WorkflowTimedOutEvent];
    assert.ok(event instanceof WorkflowTimedOutEvent);
    assert.deepEqual([event.timeout, event.activeSteps], [3, ["sleeps"]]);
  });

  it("is 45 seconds by default, and null switches it off", async () => {
    const clock = new SimulatedClock();
    const Sleeps = sleeping(clock);
    const byDefault = new Sleeps({ clock }).run({ seconds: 46 });
    const without = new Sleeps({ clock, timeout: null }).run({ seconds: 7200 });
    await clock.advance(44_999);
    assert.equal(byDefault.done, false);
    await clock.advance(1);
    await assert.rejects(Promise.resolve(byDefault), /timed out after 45 seconds/);
    await clock.advance(7200_000);
    assert.equal(await without, "awake");
  });

  it("leaves no timer behind, nor does a run that completes", async () => {
    const clock = new SimulatedClock();
    class Quick extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        return new StopEvent();
      }
    }
    await new Quick({ clock }).run();
    assert.deepEqual(clock.pending, []);
  });
});

describe("a step that fails", () => {
  it("publishes WorkflowFailedEvent, then rejects with the original error (§3 #5)", async () => {
    const clock = new SimulatedClock();
    const original = new RangeError("too far");
    class Fails extends Workflow {
      @step(StartEvent, { retry: retryPolicy({ stop: stopAfterAttempt(3), wait: waitFixed(1) }) }) begin(): StopEvent {
        throw original;
      }
    }
    const run = new Fails({ clock }).run();
    const events = readAll(run.streamEvents());
    await clock.advance(2000);
    await assert.rejects(Promise.resolve(run), (error: unknown) => error === original);
    const failed = assertEvent(await events, WorkflowFailedEvent);
    assert.equal(failed.stepName, "begin");
    assert.equal(failed.exception, original);
    assert.equal(failed.attempts, 3);
    assert.equal(failed.elapsedSeconds, 2);
    assertEventTypes(await events, ["WorkflowFailedEvent"]);
  });

  it("fails the run whatever it throws, synchronously or later", async () => {
    class Throws extends Workflow<{ value: unknown; later: boolean }> {
      @step(StartEvent) begin(ev: StartEvent<{ value: unknown; later: boolean }>): Promise<StopEvent> | StopEvent {
        if (ev.later) return Promise.reject(ev.value);
        throw ev.value;
      }
    }
    for (const value of ["text", undefined, null, { code: 1 }]) {
      for (const later of [false, true]) {
        const outcome = await new Throws().run({ value, later }).then(
          () => "completed",
          (error: unknown) => ({ error }),
        );
        assert.deepEqual(outcome, { error: value });
      }
    }
  });

  it("fires the signals of the other steps", async () => {
    let aborted = false;
    class Fails extends Workflow {
      @step(StartEvent) async waits(_ev: StartEvent, ctx: Context): Promise<void> {
        ctx.signal.addEventListener("abort", () => {
          aborted = true;
        });
        await new Promise(() => undefined);
      }
      @step(StartEvent) async fails(): Promise<StopEvent> {
        throw new Error("no");
      }
    }
    await assert.rejects(Promise.resolve(new Fails().run()), /no/);
    assert.equal(aborted, true);
  });

  it("by its return value is named with what it returned", async () => {
    class Returns extends Workflow<{ value: unknown }> {
      @step(StartEvent) begin(ev: StartEvent<{ value: unknown }>): StopEvent {
        return ev.value as StopEvent;
      }
    }
    for (const [value, what] of [
      ["text", "string (text)"],
      [7, "number (7)"],
      [true, "boolean (true)"],
      [{ a: 1 }, "Object"],
      [new Map(), "Map"],
      [[null], "an array with null in it"],
      [StopEvent, "the class StopEvent"],
    ] as const) {
      await assert.rejects(Promise.resolve(new Returns().run({ value })), (error: unknown) => {
        assert.equal(
          (error as Error).message,
          `Step function begin returned ${what} instead of an Event instance. Return an event, an array of events, or nothing.`,
        );
        return true;
      });
    }
  });
});
