import assert from "node:assert/strict";
import {
  catchError,
  Event,
  retryPolicy,
  StartEvent,
  type StepFailedEvent,
  StopEvent,
  step,
  stopAfterAttempt,
  Workflow,
  WorkflowTimeoutError,
  waitFixed,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";

class Item extends Event.with("Item", { n: z.number() }) {}

describe("@catchError", () => {
  it("takes the failure once retries are exhausted, with all there is to know", async () => {
    const clock = new SimulatedClock();
    const error = new Error("no");
    let failure: StepFailedEvent | undefined;
    class Handles extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): Item {
        return new Item({ n: 7 });
      }
      @step(Item, { retry: retryPolicy({ stop: stopAfterAttempt(3), wait: waitFixed(2) }) }) work(): StopEvent<string> {
        throw error;
      }
      @catchError() handle(ev: StepFailedEvent): StopEvent<string> {
        failure = ev;
        return new StopEvent({ result: "recovered" });
      }
    }
    const run = new Handles({ clock }).run();
    const started = clock.now();
    await clock.advance(4000);
    assert.equal(await run, "recovered");
    assert.ok(failure);
    assert.equal(failure.stepName, "work");
    assert.equal((failure.inputEvent as Item).n, 7);
    assert.equal(failure.exception, error);
    assert.equal(failure.attempts, 3);
    assert.equal(failure.elapsedSeconds, 4);
    assert.equal(failure.failedAt, started + 4000);
  });

  it("scoped to steps beats the one for all", async () => {
    const handled: string[] = [];
    class Scoped extends Workflow<{ failing: string }, string> {
      @step(StartEvent) begin(ev: StartEvent<{ failing: string }>): Item | StopEvent<string> {
        if (ev.failing === "begin") throw new Error("begin");
        return new Item({ n: 1 });
      }
      @step(Item) work(): StopEvent<string> {
        throw new Error("work");
      }
      @catchError() all(ev: StepFailedEvent): StopEvent<string> {
        handled.push(`all ${ev.stepName}`);
        return new StopEvent({ result: "all" });
      }
      @catchError({ steps: ["work"] }) forWork(ev: StepFailedEvent): StopEvent<string> {
        handled.push(`forWork ${ev.stepName}`);
        return new StopEvent({ result: "forWork" });
      }
    }
    assert.equal(await new Scoped().run({ failing: "begin" }), "all");
    assert.equal(await new Scoped().run({ failing: "work" }), "forWork");
    assert.deepEqual(handled, ["all begin", "forWork work"]);
  });

  for (const maxRecoveries of [1, 2]) {
    it(`recovers ${maxRecoveries} times in the lineage of one event with maxRecoveries: ${maxRecoveries} (§3 #13)`, async () => {
      let attempts = 0;
      let recoveries = 0;
      class Budget extends Workflow {
        @step(StartEvent) begin(): Item {
          return new Item({ n: 0 });
        }
        @step(Item) work(): StopEvent {
          attempts++;
          throw new Error(`attempt ${attempts}`);
        }
        @catchError({ maxRecoveries }) again(ev: StepFailedEvent): Item {
          recoveries++;
          return ev.inputEvent as Item;
        }
      }
      await assert.rejects(Promise.resolve(new Budget().run()), new RegExp(`attempt ${maxRecoveries + 1}`));
      assert.equal(recoveries, maxRecoveries);
      assert.equal(attempts, maxRecoveries + 1);
    });
  }

  it("has its budget per lineage: siblings do not use each other's up", async () => {
    const recovered: number[] = [];
    class Siblings extends Workflow<Record<never, never>, number> {
      @step(StartEvent) begin(): Item[] {
        return [1, 2, 3].map((n) => new Item({ n }));
      }
      @step(Item) work(ev: Item): void {
        if (ev.n < 10) throw new Error(`item ${ev.n}`);
      }
      @catchError() again(ev: StepFailedEvent): Item | StopEvent<number> {
        const { n } = ev.inputEvent as Item;
        recovered.push(n);
        return recovered.length === 3 ? new StopEvent({ result: 3 }) : new Item({ n: n * 10 });
      }
    }
    assert.equal(await new Siblings().run(), 3);
    assert.deepEqual(recovered, [1, 2, 3]);
  });

  it("that raises fails the run with its own error", async () => {
    class Raises extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        throw new Error("first");
      }
      @catchError() handle(): StopEvent {
        throw new Error("second");
      }
    }
    await assert.rejects(Promise.resolve(new Raises().run()), /second/);
  });

  it("is not asked about the run's timeout", async () => {
    const clock = new SimulatedClock();
    let asked = false;
    class Sleeps extends Workflow {
      @step(StartEvent) async begin(): Promise<StopEvent> {
        await new Promise(() => undefined);
        return new StopEvent();
      }
      @catchError() handle(): StopEvent {
        asked = true;
        return new StopEvent();
      }
    }
    const run = new Sleeps({ clock, timeout: 1 }).run();
    await clock.advance(1000);
    await assert.rejects(Promise.resolve(run), WorkflowTimeoutError);
    assert.equal(asked, false);
  });

  it("takes a step that returned no event, which is not tried again", async () => {
    let attempts = 0;
    class Wrong extends Workflow<Record<never, never>, string> {
      @step(StartEvent, { retry: retryPolicy() }) begin(): StopEvent<string> {
        attempts++;
        return "text" as never;
      }
      @catchError() handle(ev: StepFailedEvent): StopEvent<string> {
        return new StopEvent({ result: (ev.exception as Error).message });
      }
    }
    assert.match(await new Wrong().run(), /Step function begin returned string/);
    assert.equal(attempts, 1);
  });
});
