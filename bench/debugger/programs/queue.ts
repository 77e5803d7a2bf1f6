/** A run with ten thousand events in its queue, and a state of some size. */
import { type Context, Event, StartEvent, type StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Item extends Event.with("Item", { n: z.number(), text: z.string(), tags: z.array(z.string()) }) {}

class Queue extends Workflow<{ items: number }, number> {
  @step(StartEvent) async begin(ev: StartEvent<{ items: number }>, ctx: Context): Promise<Item[]> {
    await ctx.set(
      "users",
      Array.from({ length: 1000 }, (_, id) => ({ id, name: `user ${id}` })),
    );
    return Array.from({ length: ev.items }, (_, n) => new Item({ n, text: `item ${n}`, tags: ["a", "b"] }));
  }
  @step(Item, { workers: 1 }) async work(ev: Item, ctx: Context): Promise<StopEvent<number> | undefined> {
    await ctx.set("last", ev.n);
    return undefined;
  }
}

await new Queue({ timeout: null }).run({ items: Number(process.argv[2]) });
