import assert from "node:assert/strict";
import {
  type Context,
  ContextStateError,
  Event,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  waitFixed,
} from "stepwright";
import { assertEvent, assertEventTypes, SimulatedClock, WorkflowTestRunner } from "stepwright/testing";
import { z } from "zod";
import { deferred } from "../support/deferred.ts";

class Progress extends Event.with("Progress", { done: z.number() }) {}
class Next extends Event.with("Next") {}

describe("ctx", () => {
  it("writeEventToStream shows an event to readers, and no step gets it", async () => {
    let taken = 0;
    class Shows extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): StopEvent {
        ctx.writeEventToStream(new Progress({ done: 0.5 }));
        ctx.writeEventToStream(new Progress({ done: 1 }));
        return new StopEvent();
      }
      @step(Progress) progress(): void {
        taken++;
      }
    }
    const { collected } = await new WorkflowTestRunner(new Shows()).run();
    assertEventTypes(collected, [Progress, Progress, "StopEvent"]);
    assertEvent(collected, Progress, { done: 1 });
    assert.equal(taken, 0);
  });

  it("knows the run, and the attempts before this one", async () => {
    const clock = new SimulatedClock();
    const seen: unknown[] = [];
    class Retries extends Workflow {
      @step(StartEvent, { retry: retryPolicy({ wait: waitFixed(2) }) }) begin(
        _ev: StartEvent,
        ctx: Context,
      ): StopEvent<string> {
        const { attempt, lastError, elapsedSeconds } = ctx.retry;
        seen.push([attempt, (lastError as Error | undefined)?.message, elapsedSeconds]);
        if (attempt < 3) throw new Error(`no ${attempt}`);
        return new StopEvent({ result: ctx.runId });
      }
    }
    const run = new Retries({ clock }).run({}, { runId: "run-7" });
    await clock.advance(4000);
    assert.equal(await run, "run-7");
    assert.deepEqual(seen, [
      [1, undefined, 0],
      [2, "no 1", 2],
      [3, "no 2", 4],
    ]);
  });

  it("throws ContextStateError for every use after its step ended", async () => {
    const kept = deferred<Context>();
    const gate = deferred();
    class Leaks extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): Next {
        kept.resolve(ctx);
        return new Next();
      }
      @step(Next) async next(): Promise<StopEvent> {
        await gate.promise;
        return new StopEvent();
      }
    }
    const run = new Leaks().run();
    const ctx = await kept.promise;
    await new SimulatedClock().settle();
    const uses: [string, () => unknown][] = [
      ["get", () => ctx.get("a")],
      ["set", () => ctx.set("a", 1)],
      ["edit", () => ctx.store.edit(() => undefined)],
      ["clear", () => ctx.store.clear()],
      ["waitForEvent", () => ctx.waitForEvent(Next)],
      ["sendEvent", async () => ctx.sendEvent(new Next())],
      ["collectEvents", async () => ctx.collectEvents(new Next(), [Next])],
      ["writeEventToStream", async () => ctx.writeEventToStream(new Next())],
      ["runChild", () => ctx.runChild(new Leaks(), {})],
    ];
    for (const [name, use] of uses) {
      await assert.rejects(
        async () => use(),
        (error: unknown) => {
          assert.ok(error instanceof ContextStateError, `${name}: ${error}`);
          assert.equal(error.code, "CONTEXT_STATE");
          assert.match(error.message, /in step begin of workflow Leaks: this attempt of the step has ended/);
          return true;
        },
        name,
      );
    }
    gate.resolve();
    await run;
    assert.deepEqual(run.context.state, {});
  });
});
