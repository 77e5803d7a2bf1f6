import assert from "node:assert/strict";
import {
  type Context,
  collect,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  join,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  stopAfterAttempt,
  take,
  Workflow,
  type WorkflowRun,
  waitFixed,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { dumpOf } from "../support/state-dump.ts";

class Item extends Event.with("Item", { n: z.number() }) {}
class Part extends Event.with("Part", { n: z.number(), of: z.number() }) {}
class Done extends Event.with("Done", { n: z.number() }) {}
class Group extends Event.with("Group", { sum: z.number() }) {}
class Left extends Event.with("Left", { n: z.number() }) {}
class Right extends Event.with("Right", { n: z.number() }) {}

/** Lists in lists, one of them empty, with a dead branch, a retry and a question inside. */
class Nested extends Workflow<Record<never, never>, number> {
  @step(StartEvent, { emits: [Item] }) begin(): Item[] {
    return [0, 1, 2, 3].map((n) => new Item({ n }));
  }
  @step(Item, { emits: [Part] }) split(ev: Item): Part[] {
    return Array.from({ length: ev.n }, (_, n) => new Part({ n, of: ev.n }));
  }
  @step(Part, { workers: 2, emits: [Done], retry: retryPolicy({ stop: stopAfterAttempt(2), wait: waitFixed(1) }) })
  async work(ev: Part, ctx: Context): Promise<Done | undefined> {
    if (ev.of === 3 && ev.n === 0) return undefined;
    if (ev.of === 3 && ev.n === 1 && ctx.retry.attempt === 1) throw new Error("once");
    if (ev.of === 2 && ev.n === 1) {
      await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "go?" }) });
    }
    return new Done({ n: ev.n });
  }
  @step(collect(Done), { emits: [Group] }) group(all: Done[]): Group {
    return new Group({ sum: all.reduce((sum, one) => sum + one.n + 1, 0) });
  }
  @step(collect(Group), { emits: [StopEvent] }) end(groups: Group[]): StopEvent<number> {
    return new StopEvent({ result: groups.length * 100 + groups.reduce((sum, one) => sum + one.sum, 0) });
  }
}

class Joined extends Workflow<Record<never, never>, number> {
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<(Left | Right)[]> {
    await ctx.set("pairs", 0);
    return [new Left({ n: 1 }), new Left({ n: 2 }), new Right({ n: 10 }), new Right({ n: 20 })];
  }
  @step(join(Left, Right)) async pair(left: Left, right: Right, ctx: Context): Promise<Done> {
    await ctx.store.edit((draft) => void draft.pairs++);
    return new Done({ n: left.n * right.n });
  }
  @step(Done) total(ev: Done, ctx: Context): StopEvent<number> | undefined {
    const all = ctx.collectEvents(ev, [Done, Done]);
    return all ? new StopEvent({ result: all[0].n + all[1].n }) : undefined;
  }
}

class Firsts extends Workflow<Record<never, never>, number> {
  @step(StartEvent) begin(): Item[] {
    return [1, 2, 3].map((n) => new Item({ n }));
  }
  @step(Item) async work(ev: Item, ctx: Context): Promise<Done> {
    ctx.writeEventToStream(ev);
    return new Done({ n: ev.n });
  }
  @step(collect(Done, take(2))) end(all: Done[]): StopEvent<number> {
    return new StopEvent({ result: all.length });
  }
}

/** So many that a replay leaves checkpoints while the collecting and the joining step hold some. */
class Wide extends Workflow<Record<never, never>, number> {
  @step(StartEvent) begin(): Part[] {
    return Array.from({ length: 60 }, (_, n) => new Part({ n: 0, of: n % 12 }));
  }
  @step(Part, { workers: 3 }) async work(ev: Part): Promise<Part | Done | Left | Right> {
    if (ev.n < ev.of) return new Part({ n: ev.n + 1, of: ev.of });
    if (ev.of === 3) return new Left({ n: ev.n });
    return ev.of === 9 ? new Right({ n: ev.n }) : new Done({ n: ev.n });
  }
  @step(join(Left, Right)) pair(left: Left, right: Right): Done {
    return new Done({ n: left.n + right.n });
  }
  @step(collect(Done)) end(all: Done[]): StopEvent<number> {
    return new StopEvent({ result: all.length });
  }
}

async function finish(run: WorkflowRun<number>, clock: SimulatedClock): Promise<number> {
  for (let turns = 0; !run.done && turns < 50; turns++) {
    await clock.advance(500);
    for (const prompt of run.prompts) {
      run.sendEvent(new HumanResponseEvent({ response: "go" }), { prompt: prompt.id });
    }
  }
  return run;
}

describe("replay", () => {
  for (const [Flow, expected] of [
    [Nested, 409],
    [Joined, 50],
    [Firsts, 2],
  ] as const) {
    it(`of every prefix of the tick log of ${Flow.name} goes on to the same end: no join is stranded (§3 #15)`, async () => {
      const clock = new SimulatedClock();
      const run = new Flow({ clock }).run();
      assert.equal(await finish(run, clock), expected);
      const ticks = run.journal?.ticks ?? [];
      assert.ok(ticks.length > 5);
      for (let length = 1; length < ticks.length; length++) {
        const prefix = ticks.slice(0, length);
        const later = new SimulatedClock(prefix.at(-1)?.at);
        const resumed = new Flow({ clock: later }).resume({ header: run.journal?.header, ticks: prefix });
        assert.equal(await finish(resumed, later), expected, `after ${length} of ${ticks.length} ticks`);
      }
    });
  }

  it("of a tick gives the live state, whatever was looked at before", async () => {
    const live: string[] = [];
    const flow = new Wide({ inspectors: [{ tickApplied: ({ state }) => void live.push(dumpOf(state)) }] });
    const run = flow.run();
    assert.equal(await run, 55);
    const looks = [380, 20, 299, 150, 151, 75, 140, 301, 200, 90, 299, 64, 65, 66, 150, 380];
    for (const seq of looks) {
      assert.equal(dumpOf(flow.replay(run.journal, seq)), live[seq - 1], `tick ${seq}`);
    }
    assert.ok(live.length > 380, `${live.length} ticks`);
  });
});
