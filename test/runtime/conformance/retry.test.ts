import assert from "node:assert/strict";
import {
  ifAll,
  ifAny,
  ifError,
  ifErrorCause,
  ifErrorMessage,
  ifErrorType,
  ifNotErrorType,
  type RetryPolicy,
  type RetryState,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  stopAfterAttempt,
  stopAfterDelay,
  stopAll,
  stopAny,
  stopBeforeDelay,
  Workflow,
  waitChain,
  waitCombined,
  waitExponential,
  waitExponentialJitter,
  waitFixed,
  waitIncrementing,
  waitRandom,
  waitRandomExponential,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";

function failure(fields: Partial<RetryState> = {}): RetryState {
  return { error: new Error("no"), attempt: 1, elapsedSeconds: 0, previousDelay: 0, random: () => 0.5, ...fields };
}

/** Seconds between the attempts of a step that always fails, by the simulated clock. */
async function delaysOf(policy: RetryPolicy, runId = "run"): Promise<number[]> {
  const clock = new SimulatedClock();
  const at: number[] = [];
  class Fails extends Workflow {
    @step(StartEvent, { retry: policy }) begin(): StopEvent {
      at.push(clock.now());
      throw new Error("no");
    }
  }
  const run = new Fails({ clock, timeout: null }).run({}, { runId });
  await clock.advance(3600_000);
  await assert.rejects(Promise.resolve(run), /no/);
  return at.slice(1).map((time, index) => (time - (at[index] ?? 0)) / 1000);
}

describe("retry", () => {
  it("tries 3 times without a delay by default, and again only where there is a policy", async () => {
    assert.deepEqual(await delaysOf(retryPolicy()), [0, 0]);
    assert.deepEqual(await delaysOf(() => undefined), []);
  });

  it("uses the workflow's policy for steps that have none", async () => {
    let attempts = 0;
    class Fails extends Workflow<Record<never, never>, number> {
      @step(StartEvent) begin(): StopEvent<number> {
        if (++attempts < 3) throw new Error("no");
        return new StopEvent({ result: attempts });
      }
    }
    assert.equal(await new Fails({ retry: retryPolicy() }).run(), 3);
  });

  it("fails the run with what a policy throws", async () => {
    class Fails extends Workflow {
      @step(StartEvent, {
        retry: () => {
          throw new Error("in the policy");
        },
      })
      begin(): StopEvent {
        throw new Error("no");
      }
    }
    await assert.rejects(Promise.resolve(new Fails().run()), /in the policy/);
  });

  it("fails the run where a policy gives no number of seconds", async () => {
    class Fails extends Workflow {
      @step(StartEvent, { retry: () => Number.NaN }) begin(): StopEvent {
        throw new Error("no");
      }
    }
    await assert.rejects(Promise.resolve(new Fails().run()), /retry policy of step begin gave NaN as the delay/);
  });

  it("cancels a delay with the run", async () => {
    const clock = new SimulatedClock();
    class Fails extends Workflow {
      @step(StartEvent, { retry: () => 60 }) begin(): StopEvent {
        throw new Error("no");
      }
    }
    const run = new Fails({ clock }).run();
    await clock.settle();
    run.cancel();
    await assert.rejects(Promise.resolve(run), /cancelled/);
    assert.deepEqual(clock.pending, []);
  });

  describe("waits", () => {
    const stop = stopAfterAttempt(5);
    it("fixed, exponential, incrementing", async () => {
      assert.deepEqual(await delaysOf(retryPolicy({ stop, wait: waitFixed(2) })), [2, 2, 2, 2]);
      assert.deepEqual(await delaysOf(retryPolicy({ stop, wait: waitExponential() })), [1, 2, 4, 8]);
      const capped = waitExponential({ initial: 0.5, factor: 3, max: 5 });
      assert.deepEqual(await delaysOf(retryPolicy({ stop, wait: capped })), [0.5, 1.5, 4.5, 5]);
      const steps = waitIncrementing({ start: 1, increment: 2, max: 6 });
      assert.deepEqual(await delaysOf(retryPolicy({ stop, wait: steps })), [1, 3, 5, 6]);
    });

    it("chained and combined", async () => {
      const chain = waitChain(waitFixed(1), waitFixed(5));
      assert.deepEqual(await delaysOf(retryPolicy({ stop, wait: chain })), [1, 5, 5, 5]);
      const sum = waitCombined(waitFixed(1), waitExponential());
      assert.deepEqual(await delaysOf(retryPolicy({ stop, wait: sum })), [2, 3, 5, 9]);
    });

    it("random ones stay within their bounds, and are the same for the same run", async () => {
      for (const [wait, least, most] of [
        [waitRandom(1, 3), [1, 1, 1, 1], [3, 3, 3, 3]],
        [waitExponentialJitter({ jitter: 2 }), [1, 2, 4, 8], [3, 4, 6, 10]],
        [waitRandomExponential({ initial: 4 }), [0, 0, 0, 0], [4, 8, 16, 32]],
      ] as const) {
        const policy = retryPolicy({ stop, wait });
        const delays = await delaysOf(policy, "run-1");
        assert.equal(delays.length, 4);
        for (const [index, delay] of delays.entries()) {
          assert.ok(delay >= (least[index] ?? 0) && delay <= (most[index] ?? 0), `${index}: ${delay}`);
        }
        assert.deepEqual(await delaysOf(policy, "run-1"), delays);
        assert.notDeepEqual(await delaysOf(policy, "run-2"), delays);
      }
    });
  });

  describe("stops", () => {
    it("after attempts, after or before a delay, any, all", async () => {
      const wait = waitFixed(3);
      const stops = (stop: ReturnType<typeof stopAfterAttempt>) => delaysOf(retryPolicy({ stop, wait }));
      assert.deepEqual(await stops(stopAfterAttempt(1)), []);
      assert.deepEqual(await stops(stopAfterAttempt(3)), [3, 3]);
      assert.deepEqual(await stops(stopAfterDelay(5)), [3, 3]);
      assert.deepEqual(await stops(stopBeforeDelay(5)), [3]);
      assert.deepEqual(await stops(stopAny(stopAfterAttempt(9), stopBeforeDelay(5))), [3]);
      assert.deepEqual(await stops(stopAll(stopAfterAttempt(4), stopBeforeDelay(5))), [3, 3, 3]);
    });
  });

  describe("conditions", () => {
    it("type, not type, message, cause, predicate, any, all", () => {
      const range = failure({ error: new RangeError("too far away") });
      const caused = failure({ error: new Error("outer", { cause: new TypeError("inner") }) });
      assert.ok(ifErrorType(RangeError, TypeError)(range));
      assert.ok(!ifErrorType(TypeError)(range));
      assert.ok(ifNotErrorType(TypeError)(range));
      assert.ok(!ifNotErrorType(RangeError)(range));
      assert.ok(ifErrorMessage("far")(range));
      assert.ok(ifErrorMessage(/FAR/i)(range));
      assert.ok(!ifErrorMessage(/^far/)(range));
      assert.ok(ifErrorCause(TypeError)(caused));
      assert.ok(!ifErrorCause(RangeError)(caused));
      assert.ok(ifError((error) => error instanceof RangeError)(range));
      assert.ok(ifAny(ifErrorType(TypeError), ifErrorMessage("far"))(range));
      assert.ok(!ifAll(ifErrorType(TypeError), ifErrorMessage("far"))(range));
    });

    it("an error that none of them takes fails the run at once", async () => {
      assert.deepEqual(await delaysOf(retryPolicy({ when: ifErrorMessage("yes") })), []);
      assert.deepEqual(await delaysOf(retryPolicy({ when: ifErrorMessage("no") })), [0, 0]);
    });

    it("a message's expression with the g flag answers the same each time", () => {
      const condition = ifErrorMessage(/no/g);
      assert.deepEqual([condition(failure()), condition(failure())], [true, true]);
    });
  });
});
