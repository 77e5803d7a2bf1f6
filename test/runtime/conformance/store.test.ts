import assert from "node:assert/strict";
import { type Context, ContextStateError, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { deferred } from "../support/deferred.ts";

class Item extends Event.with("Item", { n: z.number() }) {}

/** Runs a body as the only step of a workflow. */
function inStep<T>(body: (ctx: Context) => Promise<T>, state: object = {}) {
  class Single extends Workflow {
    @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<T>> {
      return new StopEvent({ result: await body(ctx) });
    }
  }
  return new Single().run({}, { context: { state } });
}

describe("ctx.store", () => {
  it("reads what was written, with a fallback for what is not there", async () => {
    await inStep(async (ctx) => {
      assert.equal(await ctx.get("missing"), undefined);
      assert.equal(await ctx.get("missing", 3), 3);
      await ctx.set("n", 0);
      assert.equal(await ctx.get("n", 3), 0);
      await ctx.set("nothing", null);
      assert.equal(await ctx.get("nothing", 3), null);
      await ctx.store.set("n", 5);
      assert.equal(await ctx.store.get("n"), 5);
      assert.deepEqual(ctx.store.state, { n: 5, nothing: null });
    });
  });

  it("takes dotted paths and makes missing levels, in objects and arrays", async () => {
    await inStep(async (ctx) => {
      await ctx.set("user.address.city", "Bonn");
      await ctx.set("user.name", "Ada");
      assert.deepEqual(await ctx.get("user"), { address: { city: "Bonn" }, name: "Ada" });
      assert.equal(await ctx.get("user.address.city"), "Bonn");
      assert.equal(await ctx.get("user.phone.home", "none"), "none");
      await ctx.set("list", [{ n: 1 }, { n: 2 }]);
      await ctx.set("list.1.n", 7);
      assert.deepEqual(await ctx.get("list"), [{ n: 1 }, { n: 7 }]);
      assert.equal(await ctx.get("list.0.n"), 1);
    });
  });

  it("refuses paths that are empty or reach a prototype", async () => {
    await inStep(async (ctx) => {
      for (const path of ["", "a..b", ".a", "__proto__.x", "a.constructor", "prototype"]) {
        await assert.rejects(ctx.set(path, 1), ContextStateError, path);
        await assert.rejects(ctx.get(path), ContextStateError, path);
      }
    });
  });

  it("copies values in and hands them out frozen", async () => {
    await inStep(async (ctx) => {
      const list = [{ n: 1 }];
      await ctx.set("list", list);
      list.push({ n: 2 });
      (list[0] as { n: number }).n = 9;
      const read = await ctx.get<{ n: number }[]>("list");
      assert.deepEqual(read, [{ n: 1 }]);
      assert.throws(() => read.push({ n: 3 }), TypeError);
      assert.throws(() => Object.assign(read[0] as object, { n: 3 }), TypeError);
    });
  });

  it("keeps Dates, Maps, Sets, bytes, errors and events, and changing what was read changes nothing", async () => {
    await inStep(async (ctx) => {
      const error = new Error("kept");
      const event = new Item({ n: 1 });
      await ctx.set("data", {
        date: new Date(5),
        map: new Map([["a", 1]]),
        set: new Set([1]),
        bytes: new Uint8Array([1, 2]),
        error,
        event,
      });
      const read = await ctx.get("data");
      read.date.setTime(9);
      read.map.set("b", 2);
      read.set.clear();
      read.bytes[0] = 9;
      assert.deepEqual(await ctx.get("data"), {
        date: new Date(5),
        map: new Map([["a", 1]]),
        set: new Set([1]),
        bytes: new Uint8Array([1, 2]),
        error,
        event,
      });
      assert.equal((await ctx.get("data")).event, event);
    });
  });

  it("refuses what is not data, naming the place", async () => {
    await inStep(async (ctx) => {
      class Client {}
      await assert.rejects(ctx.set("a", { b: [() => 1] }), /cannot hold a function \(at "a\.b\.0"\)/);
      await assert.rejects(ctx.set("client", new Client()), /cannot hold an instance of Client \(at "client"\)/);
      await assert.rejects(ctx.set("s", Symbol("s")), /cannot hold a symbol/);
      assert.deepEqual(ctx.store.state, {});
    });
  });

  it("is emptied by clear", async () => {
    await inStep(async (ctx) => {
      await ctx.set("a.b", 1);
      await ctx.store.clear();
      assert.deepEqual(ctx.store.state, {});
      assert.equal(await ctx.get("a.b"), undefined);
    });
  });

  describe("edit", () => {
    it("writes all of the draft at once and returns what the function returns", async () => {
      await inStep(
        async (ctx) => {
          const result = await ctx.store.edit(async (draft) => {
            draft.count += 1;
            draft.tags.push("b");
            delete draft.old;
            await Promise.resolve();
            draft.more = { deep: true };
            assert.equal((await ctx.get("count")) as number, 1);
            return "done";
          });
          assert.equal(result, "done");
          assert.deepEqual(ctx.store.state, { count: 2, tags: ["a", "b"], more: { deep: true } });
        },
        { count: 1, tags: ["a"], old: 1 },
      );
    });

    it("writes nothing where the function throws or holds what is not data", async () => {
      await inStep(
        async (ctx) => {
          await assert.rejects(
            ctx.store.edit((draft) => {
              draft.count = 5;
              throw new Error("rolled back");
            }),
            /rolled back/,
          );
          await assert.rejects(
            ctx.store.edit((draft) => {
              draft.count = 6;
              draft.fn = () => 1;
            }),
            /cannot hold a function \(at "fn"\)/,
          );
          assert.deepEqual(ctx.store.state, { count: 1 });
          await ctx.set("count", 2);
          assert.deepEqual(ctx.store.state, { count: 2 });
        },
        { count: 1 },
      );
    });

    it("lets one writer in at a time: a hundred concurrent increments all count", async () => {
      class Counts extends Workflow<Record<never, never>, number> {
        @step(StartEvent) begin(): Item[] {
          return Array.from({ length: 100 }, (_, n) => new Item({ n }));
        }
        @step(Item, { workers: 100 }) async count(ev: Item, ctx: Context): Promise<StopEvent<number> | undefined> {
          const count = await ctx.store.edit(async (draft) => {
            const before = draft.count ?? 0;
            for (let i = 0; i < ev.n % 3; i++) await Promise.resolve();
            draft.count = before + 1;
            return draft.count as number;
          });
          return count === 100 ? new StopEvent({ result: count }) : undefined;
        }
      }
      assert.equal(await new Counts().run(), 100);
    });

    it("refuses writes and another edit of the same step inside it", async () => {
      await inStep(async (ctx) => {
        await ctx.store.edit(async () => {
          await assert.rejects(ctx.set("a", 1), /inside store\.edit/);
          await assert.rejects(ctx.store.clear(), /inside store\.edit/);
          await assert.rejects(
            ctx.store.edit(() => undefined),
            /inside store\.edit/,
          );
        });
        assert.deepEqual(ctx.store.state, {});
      });
    });

    it("makes the writers of other steps wait for its end", async () => {
      const gate = deferred();
      class Two extends Workflow<Record<never, never>, unknown> {
        @step(StartEvent) async edits(_ev: StartEvent, ctx: Context): Promise<Item> {
          await ctx.store.edit(async (draft) => {
            await gate.promise;
            draft.seen = draft.other ?? "not yet";
          });
          return new Item({ n: 1 });
        }
        @step(StartEvent) async sets(_ev: StartEvent, ctx: Context): Promise<Item> {
          await ctx.set("other", 1);
          return new Item({ n: 2 });
        }
        @step(Item) end(ev: Item, ctx: Context): StopEvent<unknown> | undefined {
          return ctx.collectEvents(ev, [Item, Item]) ? new StopEvent({ result: ctx.store.state }) : undefined;
        }
      }
      const clock = new SimulatedClock();
      const run = new Two({ clock }).run();
      await clock.settle();
      assert.deepEqual(run.context.state, {});
      gate.resolve();
      assert.deepEqual(await run, { seen: "not yet", other: 1 });
    });
  });
});

describe("a run's context", () => {
  class Adds extends Workflow<{ by: number }, number> {
    @step(StartEvent) async begin(ev: StartEvent<{ by: number }>, ctx: Context): Promise<StopEvent<number>> {
      const sum = (await ctx.get("sum", 0)) + ev.by;
      await ctx.set("sum", sum);
      return new StopEvent({ result: sum });
    }
  }

  it("can be read during the run and after its end", async () => {
    const run = new Adds().run({ by: 2 });
    await run;
    assert.equal(await run.context.get("sum"), 2);
    assert.deepEqual(run.context.state, { sum: 2 });
    assert.equal(run.context.runId, run.id);
  });

  it("can be written from outside while the run goes on", async () => {
    const clock = new SimulatedClock();
    class Waits extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): void {}
      @step(Item) async item(_ev: Item, ctx: Context): Promise<StopEvent<string>> {
        return new StopEvent({ result: await ctx.get("hint") });
      }
    }
    const run = new Waits({ clock, onIdle: "wait" }).run();
    await clock.settle();
    await run.context.set("hint", "from outside");
    run.sendEvent(new Item({ n: 1 }));
    assert.equal(await run, "from outside");
  });

  it("can seed a run, and be used again for the next ones", async () => {
    const flow = new Adds();
    const first = flow.run({ by: 1 }, { context: { state: { sum: 10 } } });
    assert.equal(await first, 11);
    const second = flow.run({ by: 5 }, { context: first.context });
    assert.equal(await second, 16);
    assert.equal(await first.context.get("sum"), 11);
  });

  it("is apart from those of other runs", async () => {
    const flow = new Adds();
    const sums = await Promise.all([1, 2, 3].map((by) => flow.run({ by })));
    assert.deepEqual(sums, [1, 2, 3]);
  });

  it("refuses to be written after the end", async () => {
    const run = new Adds().run({ by: 1 });
    await run;
    await assert.rejects(run.context.set("sum", 9), ContextStateError);
    assert.equal(await run.context.get("sum"), 1);
  });
});
