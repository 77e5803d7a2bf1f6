import {
  type Context,
  collect,
  Event,
  type Inspector,
  type Journal,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  type WorkflowOptions,
} from "stepwright";
import { z } from "zod";
import { heapUsed, type Readings } from "./cases.ts";

class Hop extends Event.with("Hop", { n: z.number(), of: z.number(), text: z.string() }) {}

class Hops extends Workflow<{ hops: number }, number> {
  @step(StartEvent) async begin(ev: StartEvent<{ hops: number }>): Promise<Hop> {
    return new Hop({ n: 1, of: ev.hops, text: "hop" });
  }
  @step(Hop) async hop(ev: Hop): Promise<Hop | StopEvent<number>> {
    return ev.n === ev.of ? new StopEvent({ result: ev.n }) : new Hop({ n: ev.n + 1, of: ev.of, text: "hop" });
  }
}

export async function hops(size: number, options: WorkflowOptions = {}): Promise<undefined> {
  const result = await new Hops({ timeout: null, ...options }).run({ hops: size });
  if (result !== size) throw new Error(`${result} hops instead of ${size}`);
}

/** Does nothing at every hook, as cheap as an attached inspector can be. */
export const idleInspector: Inspector = {
  runStarted: () => undefined,
  tickApplied: () => undefined,
  beforeDispatch: () => undefined,
  stepStarted: () => undefined,
  stepSettled: () => undefined,
  storeWritten: () => undefined,
  streamWritten: () => undefined,
  promptOpened: () => undefined,
  promptClosed: () => undefined,
  eventUnhandled: () => undefined,
  runEnded: () => undefined,
};

/** Writes to a journal, and forgets. */
export async function hopsWithJournal(size: number, make: () => Journal): Promise<undefined> {
  return hops(size, { journal: make });
}

class Item extends Event.with("Item", { n: z.number() }) {}
class Done extends Event.with("Done", { n: z.number() }) {}

class CollectEvents extends Workflow<{ items: number }, number> {
  #expected: readonly (typeof Done)[] = [];
  @step(StartEvent) begin(ev: StartEvent<{ items: number }>): Item[] {
    this.#expected = new Array<typeof Done>(ev.items).fill(Done);
    return Array.from({ length: ev.items }, (_, n) => new Item({ n }));
  }
  @step(Item) async work(ev: Item): Promise<Done> {
    return new Done({ n: ev.n });
  }
  @step(Done) async gather(ev: Done, ctx: Context): Promise<StopEvent<number> | undefined> {
    const all = ctx.collectEvents(ev, this.#expected);
    return all ? new StopEvent({ result: all.length }) : undefined;
  }
}

/** As one writes it without a thought: the list is made for each call. */
class CollectNewLists extends CollectEvents {
  #items = 0;
  @step(StartEvent) override begin(ev: StartEvent<{ items: number }>): Item[] {
    this.#items = ev.items;
    return super.begin(ev);
  }
  @step(Done) override async gather(ev: Done, ctx: Context): Promise<StopEvent<number> | undefined> {
    const all = ctx.collectEvents(ev, new Array<typeof Done>(this.#items).fill(Done));
    return all ? new StopEvent({ result: all.length }) : undefined;
  }
}

class CollectStep extends Workflow<{ items: number }, number> {
  @step(StartEvent) begin(ev: StartEvent<{ items: number }>): Item[] {
    return Array.from({ length: ev.items }, (_, n) => new Item({ n }));
  }
  @step(Item) async work(ev: Item): Promise<Done> {
    return new Done({ n: ev.n });
  }
  @step(collect(Done)) async gather(all: Done[]): Promise<StopEvent<number>> {
    return new StopEvent({ result: all.length });
  }
}

const FAN_INS = { collectEvents: CollectEvents, "new lists": CollectNewLists, collect: CollectStep };

export async function fanOut(size: number, how: keyof typeof FAN_INS): Promise<undefined> {
  const flow = new FAN_INS[how]({ timeout: null });
  const result = await flow.run({ items: size });
  if (result !== size) throw new Error(`${result} items instead of ${size}`);
}

/** So many runs at once, of 5 steps each: what they take, and hold when all are under way. */
export async function concurrentRuns(size: number): Promise<Readings> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let allArrived: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => {
    allArrived = resolve;
  });
  class Five extends Workflow<{ n: number }, number> {
    @step(StartEvent) async one(ev: StartEvent<{ n: number }>): Promise<Hop> {
      return new Hop({ n: 2, of: ev.n, text: "" });
    }
    @step(Hop) async next(ev: Hop): Promise<Hop | StopEvent<number>> {
      if (ev.n === 3) {
        if (++arrived === size) allArrived();
        await gate;
      }
      return ev.n === 5 ? new StopEvent({ result: ev.n }) : new Hop({ n: ev.n + 1, of: ev.of, text: "" });
    }
  }
  const flow = new Five({ timeout: null });
  const before = heapUsed();
  const started = performance.now();
  const runs = Array.from({ length: size }, (_, n) => flow.run({ n }));
  await underWay;
  const half = performance.now() - started;
  const bytes = heapUsed() - before;
  const resumed = performance.now();
  open();
  await Promise.all(runs);
  return { ms: half + performance.now() - resumed, bytesPerRun: bytes / size };
}

/** What an event that waits for a worker holds. */
export async function pendingEvents(size: number): Promise<Readings> {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let busy: () => void = () => undefined;
  const atWork = new Promise<void>((resolve) => {
    busy = resolve;
  });
  class Waits extends Workflow<{ items: number }, undefined> {
    @step(StartEvent) begin(ev: StartEvent<{ items: number }>): Item[] {
      return Array.from({ length: ev.items }, (_, n) => new Item({ n }));
    }
    @step(Item, { workers: 1 }) async work(): Promise<StopEvent<undefined>> {
      busy();
      await gate;
      return new StopEvent();
    }
  }
  const before = heapUsed();
  const run = new Waits({ timeout: null, journal: false }).run({ items: size });
  await atWork;
  const bytes = heapUsed() - before;
  open();
  await run;
  return { bytesPerEvent: bytes / size };
}

/** So many are measured at once: one takes a tenth of a millisecond. */
const SNAPSHOTS = 1000;

/** What a snapshot of the same state costs after so many ticks. */
export async function snapshots(size: number): Promise<Readings> {
  const taken = { ms: 0, cpuMs: 0 };
  class Counts extends Workflow<Record<never, never>, undefined> {
    @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<Hop> {
      await ctx.set("data", { list: Array.from({ length: 100 }, (_, n) => ({ n, text: `entry ${n}` })) });
      return new Hop({ n: 1, of: size, text: "" });
    }
    @step(Hop) async hop(ev: Hop): Promise<Hop | StopEvent<undefined>> {
      if (ev.n < ev.of) return new Hop({ n: ev.n + 1, of: ev.of, text: "" });
      for (let i = 0; i < 200; i++) run.snapshot();
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      for (let i = 0; i < SNAPSHOTS; i++) run.snapshot();
      const { user, system } = process.cpuUsage(cpu);
      taken.ms = (performance.now() - started) / SNAPSHOTS;
      taken.cpuMs = (user + system) / 1000 / SNAPSHOTS;
      return new StopEvent();
    }
  }
  const run = new Counts({ timeout: null }).run();
  await run;
  return taken;
}
