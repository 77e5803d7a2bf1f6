import assert from "node:assert/strict";
import {
  type Context,
  catchError,
  HumanResponseEvent,
  InputRequiredEvent,
  retryPolicy,
  StartEvent,
  type StepFailedEvent,
  StepTimeoutError,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";

const never = (): Promise<never> => new Promise(() => undefined);

describe("@step: timeout", () => {
  it("fails the attempt, fires its signal, and names step, workflow and attempt", async () => {
    const clock = new SimulatedClock();
    let reason: unknown;
    class Slow extends Workflow {
      @step(StartEvent, { timeout: 5 }) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        ctx.signal.addEventListener("abort", () => {
          reason = ctx.signal.reason;
        });
        return never();
      }
    }
    const run = new Slow({ clock }).run();
    await clock.advance(4999);
    assert.equal(run.done, false);
    await clock.advance(1);
    await assert.rejects(Promise.resolve(run), (error: unknown) => {
      assert.ok(error instanceof StepTimeoutError);
      assert.equal(error.code, "STEP_TIMEOUT");
      assert.match(error.message, /Step begin of workflow Slow took longer than its timeout of 5 s \(attempt 1\)/);
      assert.equal(reason, error);
      return true;
    });
  });

  it("is one attempt's: the retry has its own, and what the late body returns is dropped", async () => {
    const clock = new SimulatedClock();
    let attempts = 0;
    class SlowOnce extends Workflow<Record<never, never>, string> {
      @step(StartEvent, { timeout: 5, retry: retryPolicy() }) async begin(): Promise<StopEvent<string>> {
        const attempt = ++attempts;
        await new Promise((resolve) => clock.setTimer(() => resolve(undefined), attempt === 1 ? 8000 : 4000));
        return new StopEvent({ result: `attempt ${attempt}` });
      }
    }
    const run = new SlowOnce({ clock }).run();
    await clock.advance(8000);
    assert.equal(run.done, false);
    await clock.advance(1000);
    assert.equal(await run, "attempt 2");
  });

  it("goes to @catchError like any failure", async () => {
    const clock = new SimulatedClock();
    class Slow extends Workflow<Record<never, never>, string> {
      @step(StartEvent, { timeout: 1 }) async begin(): Promise<StopEvent<string>> {
        return never();
      }
      @catchError() handle(ev: StepFailedEvent): StopEvent<string> {
        return new StopEvent({ result: (ev.exception as Error).name });
      }
    }
    const run = new Slow({ clock }).run();
    await clock.advance(1000);
    assert.equal(await run, "StepTimeoutError");
  });

  it("stands still while the step waits for an event", async () => {
    const clock = new SimulatedClock();
    class Asks extends Workflow<Record<never, never>, string> {
      @step(StartEvent, { timeout: 5 }) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
        await new Promise((resolve) => clock.setTimer(() => resolve(undefined), 4000));
        return new StopEvent({ result: reply.response });
      }
    }
    const run = new Asks({ clock }).run();
    await clock.advance(3600_000);
    run.sendEvent(new HumanResponseEvent({ response: "late" }));
    await clock.advance(4000);
    assert.equal(await run, "late");
    assert.deepEqual(clock.pending, []);
  });
});
