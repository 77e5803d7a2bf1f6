/**
 * A run that its process may lose at any point: `program.js <folder>` starts it, or goes on with the journal it finds
 * there.
 */
import { join } from "node:path";
import {
  type Context,
  collect,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { z } from "zod";
import { FileJournal, hasJournal, readJournal } from "../../../src/runtime/node/index.ts";

const [folder = "."] = process.argv.slice(2);
const journal = join(folder, "run.jsonl");

class Item extends Event.with("Item", { n: z.number(), due: z.date() }) {}
class Worked extends Event.with("Worked", { n: z.number() }) {}
class Total extends Event.with("Total", { sum: z.number() }) {}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class Durable extends Workflow<{ items: number }, string> {
  @step(StartEvent) async begin(ev: StartEvent<{ items: number }>, ctx: Context): Promise<Item[]> {
    await ctx.set("tags", new Set(["begun"]));
    return Array.from({ length: ev.items }, (_, n) => new Item({ n, due: new Date(n) }));
  }

  @step(Item, { workers: 3, retry: ({ attempt }) => (attempt < 3 ? 0.002 : undefined) }) async work(
    ev: Item,
    ctx: Context,
  ): Promise<Worked> {
    await ctx.store.edit((draft) => {
      draft.count = (draft.count ?? 0) + 1;
    });
    await pause(ev.n % 5);
    if (ev.n % 4 === 0 && ctx.retry.attempt === 1) throw new Error("first attempt");
    return new Worked({ n: ev.n + ev.due.getTime() });
  }

  @step(collect(Worked)) async sum(all: Worked[], ctx: Context): Promise<Total> {
    await pause(2);
    await ctx.set("collected", all.length);
    return new Total({ sum: all.reduce((sum, one) => sum + one.n, 0) });
  }

  @step(Total) async ask(ev: Total, ctx: Context): Promise<StopEvent<string>> {
    const prompt = new InputRequiredEvent({ prefix: `Is it ${ev.sum}?` });
    const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt });
    await pause(1);
    const { count, collected, tags } = ctx.store.state;
    return new StopEvent({ result: `${reply.response} ${ev.sum} ${count} ${collected} ${[...tags]}` });
  }
}

const flow = new Durable({ timeout: null, journal: () => new FileJournal(journal) });
flow.validate();
const saved = hasJournal(journal) ? readJournal(journal, { classOf: flow.eventClass }) : undefined;
if (saved && flow.replay(saved).status !== "running") {
  console.log("ended");
} else {
  const run = saved ? flow.resume(saved) : flow.run({ items: 20 });
  for await (const event of run.streamEvents()) {
    if (event.$type !== "InputRequiredEvent") continue;
    await pause(2);
    for (const prompt of run.prompts) run.sendEvent(new HumanResponseEvent({ response: "yes" }), { prompt: prompt.id });
  }
  const result = await run;
  console.log(result);
}
