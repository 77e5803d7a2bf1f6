import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { type Deferred, deferred } from "../support/deferred.ts";

class Item extends Event.with("Item", { n: z.number() }) {}
class Worked extends Event.with("Worked", { n: z.number() }) {}

/** Steps whose bodies end when the test says so. */
function gated(workers: number | undefined) {
  const open: Deferred<void>[] = [];
  let most = 0;
  let atWork = 0;
  async function body(): Promise<void> {
    most = Math.max(most, ++atWork);
    const gate = deferred();
    open.push(gate);
    await gate.promise;
    atWork--;
  }
  class Gated extends Workflow<{ items: number }, number> {
    @step(StartEvent) begin(ev: StartEvent<{ items: number }>): Item[] {
      return Array.from({ length: ev.items }, (_, n) => new Item({ n }));
    }
    @step(Item, workers === undefined ? {} : { workers }) async work(ev: Item): Promise<Worked> {
      await body();
      return new Worked({ n: ev.n });
    }
    @step(Worked, { workers: 1 }) async count(_ev: Worked, ctx: Context): Promise<StopEvent<number> | undefined> {
      const count = (await ctx.get("count", 0)) + 1;
      await ctx.set("count", count);
      return count === 10 ? new StopEvent({ result: count }) : undefined;
    }
  }
  return { Gated, open, most: () => most };
}

describe("@step: workers", () => {
  for (const [workers, expected] of [
    [undefined, 4],
    [1, 1],
    [3, 3],
    [100, 10],
  ] as const) {
    it(`${workers === undefined ? "by default" : `with workers: ${workers}`} runs ${expected} of 10 bodies at once`, async () => {
      const { Gated, open, most } = gated(workers);
      const clock = new SimulatedClock();
      const run = new Gated({ clock }).run({ items: 10 });
      await clock.settle();
      assert.equal(open.length, expected);
      for (let done = 0; done < 10; done++) {
        open[done]?.resolve();
        await clock.settle();
      }
      assert.equal(await run, 10);
      assert.equal(most(), expected);
    });
  }

  it("are limited per run, not per instance", async () => {
    const { Gated, open } = gated(1);
    const clock = new SimulatedClock();
    const flow = new Gated({ clock });
    const runs = [flow.run({ items: 10 }), flow.run({ items: 10 })];
    await clock.settle();
    assert.equal(open.length, 2);
    for (const run of runs) run.cancel();
    await Promise.allSettled(runs);
  });

  it("take events in the order in which they came", async () => {
    const order: number[] = [];
    class Ordered extends Workflow {
      @step(StartEvent) begin(): Item[] {
        return Array.from({ length: 50 }, (_, n) => new Item({ n }));
      }
      @step(Item, { workers: 1 }) async work(ev: Item): Promise<StopEvent | undefined> {
        order.push(ev.n);
        await Promise.resolve();
        return ev.n === 49 ? new StopEvent() : undefined;
      }
    }
    await new Ordered().run();
    assert.deepEqual(
      order,
      Array.from({ length: 50 }, (_, n) => n),
    );
  });
});
