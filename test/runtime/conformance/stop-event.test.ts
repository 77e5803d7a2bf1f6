import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { deferred } from "../support/deferred.ts";
import { readAll, typesOf } from "../support/reading.ts";

class Item extends Event.with("Item", { n: z.number() }) {}
class Report extends StopEvent.with("Report", { pages: z.number() }) {}

describe("StopEvent", () => {
  it("plain: awaiting the run gives its result", async () => {
    class Plain extends Workflow {
      @step(StartEvent) begin(): StopEvent<{ a: number }> {
        return new StopEvent({ result: { a: 1 } });
      }
    }
    assert.deepEqual(await new Plain().run(), { a: 1 });
  });

  it("without a result: awaiting the run gives undefined", async () => {
    class Nothing extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        return new StopEvent();
      }
    }
    assert.equal(await new Nothing().run(), undefined);
  });

  it("of a subclass: awaiting the run gives the event itself", async () => {
    class Typed extends Workflow<Record<never, never>, Report> {
      @step(StartEvent) begin(): Report {
        return new Report({ pages: 3 });
      }
    }
    const report = await new Typed().run();
    assert.ok(report instanceof Report);
    assert.equal(report.pages, 3);
  });

  it("is the last event of the stream", async () => {
    class Plain extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): Report {
        ctx.writeEventToStream(new Item({ n: 1 }));
        return new Report({ pages: 3 });
      }
    }
    assert.deepEqual(typesOf(await readAll(new Plain().run().streamEvents())), ["Item", "Report"]);
  });

  it("cancels concurrent steps: their signals fire, what they write afterwards does not appear (§3 #6)", async () => {
    const gate = deferred();
    const late = deferred<unknown>();
    const begun = deferred();
    let atWork = 0;
    let aborted = 0;
    class Races extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): Item[] {
        return [new Item({ n: 1 }), new Item({ n: 2 }), new Item({ n: 3 })];
      }
      @step(Item) async race(ev: Item, ctx: Context): Promise<StopEvent<string> | undefined> {
        ctx.signal.addEventListener("abort", () => aborted++);
        if (++atWork === 3) begun.resolve();
        await begun.promise;
        if (ev.n === 2) return new StopEvent({ result: "two" });
        await gate.promise;
        try {
          ctx.writeEventToStream(new Item({ n: 9 }));
        } catch (error) {
          late.resolve(error);
        }
        return new StopEvent({ result: `late ${ev.n}` });
      }
    }
    const clock = new SimulatedClock();
    const run = new Races({ clock }).run();
    const events = readAll(run.streamEvents());
    assert.equal(await run, "two");
    assert.equal(aborted, 2);
    gate.resolve();
    assert.match(String(await late.promise), /this attempt of the step has ended/);
    await clock.settle();
    assert.deepEqual(typesOf(await events), ["StopEvent"]);
    assert.equal(await run, "two");
  });

  it("wins where it comes first; events that were queued are dropped", async () => {
    const taken: number[] = [];
    class First extends Workflow<Record<never, never>, number> {
      @step(StartEvent) begin(): Item[] {
        return [1, 2, 3, 4].map((n) => new Item({ n }));
      }
      @step(Item, { workers: 1 }) work(ev: Item): StopEvent<number> {
        taken.push(ev.n);
        return new StopEvent({ result: ev.n });
      }
    }
    assert.equal(await new First().run(), 1);
    assert.deepEqual(taken, [1]);
  });
});
