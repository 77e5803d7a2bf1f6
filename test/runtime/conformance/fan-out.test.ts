import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow, WorkflowRuntimeError } from "stepwright";
import { z } from "zod";

class Item extends Event.with("Item", { n: z.number() }) {}
class Sum extends Event.with("Sum", { n: z.number() }) {}

class Squares extends Workflow<{ items: number }, number> {
  @step(StartEvent) async begin(ev: StartEvent<{ items: number }>, ctx: Context): Promise<Item[]> {
    await ctx.set("items", ev.items);
    return Array.from({ length: ev.items }, (_, n) => new Item({ n }));
  }
  @step(Item) async square(ev: Item): Promise<Sum> {
    return new Sum({ n: ev.n * ev.n });
  }
  @step(Sum) async total(ev: Sum, ctx: Context): Promise<StopEvent<number> | undefined> {
    const items = await ctx.get<number>("items");
    const all = ctx.collectEvents(ev, new Array<typeof Sum>(items).fill(Sum));
    return all ? new StopEvent({ result: all.reduce((sum, one) => sum + one.n, 0) }) : undefined;
  }
}

describe("fan-out by a list", () => {
  it("handles every item once", async () => {
    assert.equal(await new Squares().run({ items: 1 }), 0);
    assert.equal(await new Squares().run({ items: 1000 }), 332_833_500);
  });

  it("of mixed events goes to the steps that take each", async () => {
    const taken: string[] = [];
    class Mixed extends Workflow {
      @step(StartEvent) begin(): (Item | Sum)[] {
        return [new Item({ n: 1 }), new Sum({ n: 2 }), new Item({ n: 3 })];
      }
      @step(Item) item(ev: Item): void {
        taken.push(`item ${ev.n}`);
      }
      @step(Sum) async sum(ev: Sum): Promise<StopEvent> {
        taken.push(`sum ${ev.n}`);
        await Promise.resolve();
        return new StopEvent();
      }
    }
    await new Mixed().run();
    assert.deepEqual(taken.sort(), ["item 1", "item 3", "sum 2"]);
  });

  it("with a StopEvent in it ends the run; what stands behind it is dropped", async () => {
    const taken: number[] = [];
    class Stops extends Workflow {
      @step(StartEvent) begin(): (Item | StopEvent<string>)[] {
        return [new Item({ n: 1 }), new StopEvent({ result: "first" }), new StopEvent({ result: "second" })];
      }
      @step(Item) item(ev: Item): void {
        taken.push(ev.n);
      }
    }
    assert.equal(await new Stops().run(), "first");
    assert.deepEqual(taken, []);
  });

  it("with something else than events in it fails the run", async () => {
    class Wrong extends Workflow {
      @step(StartEvent) begin(): Item[] {
        return [new Item({ n: 1 }), "two" as never];
      }
      @step(Item) item(): void {}
    }
    await assert.rejects(Promise.resolve(new Wrong().run()), (error: unknown) => {
      assert.ok(error instanceof WorkflowRuntimeError);
      assert.match(
        error.message,
        /Step function begin returned an array with string \(two\) in it instead of an Event/,
      );
      return true;
    });
  });

  it("that is empty and nobody collects is a run that can never end", async () => {
    class Empty extends Workflow {
      @step(StartEvent) begin(): Item[] {
        return [];
      }
      @step(Item) item(): StopEvent {
        return new StopEvent();
      }
    }
    await assert.rejects(Promise.resolve(new Empty().run()), /can never end.*no step returned a StopEvent/);
  });
});
