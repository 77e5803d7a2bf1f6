import assert from "node:assert/strict";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  retryPolicy,
  type Snapshot,
  SnapshotError,
  StartEvent,
  StopEvent,
  step,
  WaitTimeoutError,
  Workflow,
  type WorkflowRun,
  waitFixed,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { type Deferred, deferred } from "../support/deferred.ts";

class Item extends Event.with("Item", { n: z.number() }) {}
class Done extends Event.with("Done", { n: z.number(), at: z.date() }) {}

/** As another process would get it. */
function saved(run: WorkflowRun): Snapshot {
  return JSON.parse(JSON.stringify(run.snapshot()));
}

/** Four items, of which the test lets through what it wants. */
class Four extends Workflow<Record<never, never>, number[]> {
  readonly bodies: number[] = [];
  readonly gates = new Map<number, Deferred<void>>();
  @step(StartEvent) begin(): Item[] {
    return [1, 2, 3, 4].map((n) => new Item({ n }));
  }
  @step(Item) async work(ev: Item): Promise<Done> {
    this.bodies.push(ev.n);
    const gate = deferred();
    this.gates.set(ev.n, gate);
    await gate.promise;
    return new Done({ n: ev.n, at: new Date(0) });
  }
  @step(Done) gather(ev: Done, ctx: Context): StopEvent<number[]> | undefined {
    const all = ctx.collectEvents(ev, [Done, Done, Done, Done]);
    return all ? new StopEvent({ result: all.map((one) => one.n + one.at.getTime()) }) : undefined;
  }
}

describe("snapshot and resume", () => {
  it("with 1 worker done and 3 in flight completes; what was done does not run again (§3 #7)", async () => {
    const clock = new SimulatedClock();
    const before = new Four({ clock });
    const run = before.run();
    await clock.settle();
    before.gates.get(2)?.resolve();
    await clock.settle();
    const snapshot = saved(run);
    run.cancel();

    const after = new Four({ clock });
    const resumed = after.resume(snapshot);
    await clock.settle();
    assert.equal(resumed.id, run.id);
    assert.deepEqual(after.bodies, [1, 3, 4]);
    for (const gate of after.gates.values()) gate.resolve();
    assert.deepEqual((await resumed).sort(), [1, 2, 3, 4]);
  });

  it("at a prompt: cancelled, restored elsewhere, answered; each finished step ran once (§3 #8)", async () => {
    const clock = new SimulatedClock();
    class Asks extends Workflow<{ name: string }, string> {
      prepared = 0;
      asked = 0;
      @step(StartEvent) async prepare(ev: StartEvent<{ name: string }>, ctx: Context): Promise<Item> {
        this.prepared++;
        await ctx.set("name", ev.name);
        return new Item({ n: 1 });
      }
      @step(Item) async ask(_ev: Item, ctx: Context): Promise<StopEvent<string>> {
        this.asked++;
        await ctx.set("asked", this.asked);
        const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
        return new StopEvent({ result: `${await ctx.get("name")} ${reply.response}` });
      }
    }
    const run = new Asks({ clock }).run({ name: "Ada" });
    await clock.settle();
    const snapshot = saved(run);
    run.cancel();
    const flow = new Asks({ clock });
    const resumed = flow.resume(snapshot);
    await clock.settle();
    const [prompt] = resumed.prompts;
    assert.equal(prompt?.id, "1");
    assert.equal(flow.prepared, 0);
    resumed.sendEvent(new HumanResponseEvent({ response: "42" }), { prompt: "1" });
    assert.equal(await resumed, "Ada 42");
    assert.equal(flow.asked, 1);
  });

  it("keeps what waits require: a wrong answer is ignored, the right one resolves (§3 #11)", async () => {
    const clock = new SimulatedClock();
    class Picky extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const prompt = new InputRequiredEvent({ prefix: "say go" });
        const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt, where: { response: "go" } });
        return new StopEvent({ result: reply.response });
      }
    }
    const run = new Picky({ clock }).run();
    await clock.settle();
    const resumed = new Picky({ clock }).resume(saved(run));
    await clock.settle();
    resumed.sendEvent(new HumanResponseEvent({ response: "nope" }));
    await clock.settle();
    assert.equal(resumed.done, false);
    resumed.sendEvent(new HumanResponseEvent({ response: "go" }));
    assert.equal(await resumed, "go");
    run.cancel();
  });

  it("inside a retry delay keeps the due time; past due goes on at once (§3 #12)", async () => {
    class FailsOnce extends Workflow<Record<never, never>, number> {
      @step(StartEvent, { retry: retryPolicy({ wait: waitFixed(60) }) }) begin(
        _ev: StartEvent,
        ctx: Context,
      ): StopEvent<number> {
        if (ctx.retry.attempt === 1) throw new Error("once");
        return new StopEvent({ result: ctx.retry.attempt });
      }
    }
    const clock = new SimulatedClock();
    const run = new FailsOnce({ clock, timeout: null }).run();
    await clock.advance(20_000);
    const snapshot = saved(run);

    const soon = new SimulatedClock(clock.now() + 10_000);
    const inTime = new FailsOnce({ clock: soon, timeout: null }).resume(snapshot);
    await soon.advance(29_999);
    assert.equal(inTime.done, false);
    await soon.advance(1);
    assert.equal(await inTime, 2);

    const late = new SimulatedClock(clock.now() + 3600_000);
    const pastDue = new FailsOnce({ clock: late, timeout: null }).resume(snapshot);
    await late.advance(0);
    assert.equal(await pastDue, 2);
    run.cancel();
  });

  it("keeps a wait's deadline", async () => {
    class Waits extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const answer = await ctx.waitForEvent(HumanResponseEvent, { timeout: 60 }).catch((error: unknown) => error);
        return new StopEvent({ result: answer instanceof WaitTimeoutError ? "nobody" : "somebody" });
      }
    }
    const clock = new SimulatedClock();
    const run = new Waits({ clock }).run();
    await clock.advance(20_000);
    const resumed = new Waits({ clock }).resume(saved(run));
    await clock.advance(39_999);
    assert.equal(resumed.done, false);
    await clock.advance(1);
    assert.equal(await resumed, "nobody");
    await run;
  });

  it("keeps what is left of the run's timeout, however long it lay and however often it is resumed", async () => {
    class Idle extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        await ctx.set("began", true);
        await new Promise(() => undefined);
        return new StopEvent();
      }
    }
    const clock = new SimulatedClock();
    let run = new Idle({ clock, timeout: 10 }).run();
    for (const ms of [4000, 3000]) {
      await clock.advance(ms);
      const snapshot = saved(run);
      run.cancel();
      await clock.advance(7 * 24 * 3600_000);
      run = new Idle({ clock, timeout: 10 }).resume(snapshot);
    }
    await clock.advance(2999);
    assert.equal(run.done, false);
    await clock.advance(1);
    await assert.rejects(Promise.resolve(run), /timed out after 10 seconds/);
  });

  it("of a run that has ended is refused: there is nothing to go on with", async () => {
    class Quick extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        return new StopEvent();
      }
    }
    const run = new Quick().run();
    await run;
    assert.ok(run.journal);
    const { journal } = run;
    assert.throws(() => new Quick().resume(journal), /SnapshotError: .*has ended/);
    assert.throws(() => new Quick().resume(saved(run)), /has ended/);
  });

  it("refuses what is no snapshot, of another version, workflow, or of other steps", async () => {
    const clock = new SimulatedClock();
    const run = new Four({ clock }).run();
    await clock.settle();
    const snapshot = saved(run);
    run.cancel();
    class Five extends Workflow {
      @step(StartEvent) begin(): void {}
      @step(Item) other(): StopEvent {
        return new StopEvent();
      }
    }
    const refused: [() => unknown, RegExp][] = [
      [() => new Four().resume({} as Snapshot), /not a snapshot/],
      [() => new Four().resume({ ...snapshot, version: 99 }), /version 99, this library reads version 1/],
      [() => new Five().resume(snapshot), /of a run of Four/],
      [() => new Five({ name: "Four" }).resume(snapshot), /steps work, gather, which are gone/],
    ];
    for (const [resume, message] of refused) {
      assert.throws(resume, SnapshotError);
      assert.throws(resume, message);
    }
  });

  it("of a run whose events cannot be written as JSON says so", async () => {
    const clock = new SimulatedClock();
    class Holds extends Workflow {
      @step(StartEvent) async begin(): Promise<StopEvent> {
        await new Promise(() => undefined);
        return new StopEvent();
      }
    }
    const run = new Holds({ clock }).run({ callback: () => 1 });
    await clock.settle();
    assert.throws(() => run.snapshot(), /cannot be saved: A function cannot be written as JSON/);
    run.cancel();
  });
});
