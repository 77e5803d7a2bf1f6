import assert from "node:assert/strict";
import { type Context, Event, resource, StartEvent, StopEvent, step, Workflow, WorkflowRuntimeError } from "stepwright";
import { z } from "zod";

class Item extends Event.with("Item", { n: z.number() }) {}

/** A workflow whose step gives what the body gets. */
function using<T>(body: (ctx: Context) => Promise<T>) {
  return class Uses extends Workflow<Record<never, never>, T> {
    @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<T>> {
      return new StopEvent({ result: await body(ctx) });
    }
  };
}

describe("resources", () => {
  it("are made once for a workflow instance, however many steps use them at once", async () => {
    let made = 0;
    const index = resource(
      async () => {
        await Promise.resolve();
        return { id: ++made };
      },
      { name: "index" },
    );
    const seen = new Set<number>();
    class Uses extends Workflow {
      @step(StartEvent) begin(): Item[] {
        return [1, 2, 3].map((n) => new Item({ n }));
      }
      @step(Item) async work(ev: Item, ctx: Context): Promise<StopEvent | undefined> {
        seen.add((await ctx.use(index)).id);
        return ctx.collectEvents(ev, [Item, Item, Item]) ? new StopEvent() : undefined;
      }
    }
    const flow = new Uses();
    await flow.run();
    await flow.run();
    assert.deepEqual([...seen], [1]);
    await new Uses().run();
    assert.equal(made, 2);
  });

  it("that are not cached are made anew each time", async () => {
    let made = 0;
    const fresh = resource(() => ++made, { cache: false });
    const Uses = using(async (ctx) => [await ctx.use(fresh), await ctx.use(fresh)]);
    assert.deepEqual(await new Uses().run(), [1, 2]);
  });

  it("may be made of each other", async () => {
    const settings = resource(() => ({ path: "a" }), { name: "settings" });
    const index = resource(async (use) => `${(await use(settings)).path}/index`, { name: "index" });
    const search = resource(async (use) => [await use(index), (await use(settings)).path], { name: "search" });
    const Uses = using((ctx) => ctx.use(search));
    assert.deepEqual(await new Uses().run(), ["a/index", "a"]);
  });

  it("in a circle are an error that names the chain", async () => {
    const a: ReturnType<typeof resource<string>> = resource(async (use) => `${await use(b)}`, { name: "a" });
    const b: ReturnType<typeof resource<string>> = resource(async (use) => `${await use(c)}`, { name: "b" });
    const c: ReturnType<typeof resource<string>> = resource(async (use) => `${await use(a)}`, { name: "c" });
    const Uses = using((ctx) => ctx.use(a));
    await assert.rejects(Promise.resolve(new Uses().run()), (error: unknown) => {
      assert.ok(error instanceof WorkflowRuntimeError);
      assert.match(error.message, /circle: a → b → c → a/);
      return true;
    });
  });

  it("whose factory fails fail the step, and are tried again at the next use", async () => {
    let tries = 0;
    const flaky = resource(() => {
      if (++tries === 1) throw new Error("no connection");
      return "connected";
    });
    const Uses = using((ctx) => ctx.use(flaky));
    const flow = new Uses();
    await assert.rejects(Promise.resolve(flow.run()), /no connection/);
    assert.equal(await flow.run(), "connected");
  });
});
