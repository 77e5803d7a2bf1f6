import assert from "node:assert/strict";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  type InspectedRun,
  StartEvent,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { deferred } from "../support/deferred.ts";
import { readAll, typesOf } from "../support/reading.ts";

class Square extends Workflow<{ n: number }, number> {
  @step(StartEvent) async begin(ev: StartEvent<{ n: number }>): Promise<StopEvent<number>> {
    if (ev.n < 0) throw new RangeError("negative");
    return new StopEvent({ result: ev.n * ev.n });
  }
}

class Asks extends Workflow<{ question: string }, string> {
  @step(StartEvent) async begin(ev: StartEvent<{ question: string }>, ctx: Context): Promise<StopEvent<string>> {
    const answer = await ctx.waitForEvent(HumanResponseEvent, {
      prompt: new InputRequiredEvent({ prefix: ev.question }),
    });
    return new StopEvent({ result: answer.response });
  }
}

class Progress extends Event.with("Progress") {}

describe("ctx.runChild", () => {
  it("gives the child's result; its error is the step's", async () => {
    class Parent extends Workflow<{ numbers: number[] }, number> {
      @step(StartEvent) async begin(ev: StartEvent<{ numbers: number[] }>, ctx: Context): Promise<StopEvent<number>> {
        const squares = await Promise.all(ev.numbers.map((n) => ctx.runChild(new Square(), { n })));
        return new StopEvent({ result: squares.reduce((sum, n) => sum + n, 0) });
      }
    }
    assert.equal(await new Parent().run({ numbers: [1, 2, 3] }), 14);
    await assert.rejects(Promise.resolve(new Parent().run({ numbers: [-1] })), /^RangeError: negative/);
  });

  it("runs are known as children of the run that started them", async () => {
    const clock = new SimulatedClock();
    const parents: (string | undefined)[] = [];
    class Parent extends Workflow<Record<never, never>, number> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<number>> {
        const watch = { runStarted: (run: InspectedRun) => void parents.push(run.parentId) };
        return new StopEvent({ result: await ctx.runChild(new Square({ clock, inspectors: [watch] }), { n: 2 }) });
      }
    }
    const run = new Parent({ clock }).run();
    assert.equal(await run, 4);
    assert.deepEqual(parents, [run.id]);
  });

  it("brings the child's questions up to the parent, where they can be answered; the parent's timeout stands still", async () => {
    const clock = new SimulatedClock();
    class Parent extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        return new StopEvent({ result: await ctx.runChild(new Asks({ clock }), { question: "Name?" }) });
      }
    }
    const run = new Parent({ clock, timeout: 10 }).run();
    const events = readAll(run.streamEvents());
    await clock.advance(3600_000);
    assert.equal(run.done, false);
    const [prompt] = run.prompts;
    assert.ok(prompt);
    assert.equal((prompt.event as InputRequiredEvent).prefix, "Name?");
    run.sendEvent(new HumanResponseEvent({ response: "Ada" }), { prompt: prompt.id });
    assert.equal(await run, "Ada");
    assert.deepEqual(typesOf(await events), ["InputRequiredEvent", "StopEvent"]);
  });

  it("cancels the child with its parent", async () => {
    const clock = new SimulatedClock();
    const aborted = deferred<unknown>();
    class Sleeps extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        ctx.writeEventToStream(new Progress());
        ctx.signal.addEventListener("abort", () => aborted.resolve(ctx.signal.reason));
        await new Promise(() => undefined);
        return new StopEvent();
      }
    }
    class Parent extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        await ctx.runChild(new Sleeps({ clock }), {});
        return new StopEvent();
      }
    }
    const run = new Parent({ clock }).run();
    await clock.settle();
    run.cancel("enough");
    await assert.rejects(Promise.resolve(run), /enough/);
    assert.match(String(await aborted.promise), /cancelled/);
    assert.deepEqual(clock.pending, []);
  });
});
