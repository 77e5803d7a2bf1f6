import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  type Journal,
  SnapshotError,
  StartEvent,
  StopEvent,
  step,
  type Tick,
  Workflow,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { FileJournal, hasJournal, readJournal } from "../../../src/runtime/node/index.ts";

class Item extends Event.with("Item", { n: z.number(), at: z.date() }) {}

class Step extends Event.with("Step", { n: z.number() }) {}

class Counts extends Workflow<Record<never, never>, string> {
  ran: string[] = [];
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<Item> {
    this.ran.push("begin");
    await ctx.set("data", { when: new Date(7), ids: new Set([1, 2]) });
    return new Item({ n: 1, at: new Date(5) });
  }
  @step(Item) async ask(ev: Item, ctx: Context): Promise<StopEvent<string>> {
    this.ran.push("ask");
    const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
    const { when, ids } = await ctx.get<{ when: Date; ids: Set<number> }>("data");
    return new StopEvent({ result: `${reply.response} ${ev.at.getTime()} ${when.getTime()} ${ids.size}` });
  }
}

describe("journal", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A run that was asked and then left alone, as if its process had ended. */
  async function leftAt(path: string): Promise<void> {
    const clock = new SimulatedClock();
    const run = new Counts({ clock, journal: () => new FileJournal(path) }).run();
    await clock.settle();
    assert.equal(run.prompts.length, 1);
  }

  it("has every tick in memory by default, with seq, time, cause and producer", async () => {
    const clock = new SimulatedClock(1000);
    const run = new Counts({ clock }).run();
    await clock.settle();
    run.sendEvent(new HumanResponseEvent({ response: "yes" }));
    await run;
    const brief = run.journal?.ticks.map((tick) => ({
      seq: tick.seq,
      at: tick.at,
      cause: tick.cause,
      kind: tick.kind,
      by: "dispatch" in tick ? tick.dispatch : 0,
    }));
    assert.deepEqual(brief, [
      { seq: 1, at: 1000, cause: 0, kind: "start", by: 0 },
      { seq: 2, at: 1000, cause: 1, kind: "stored", by: 1 },
      { seq: 3, at: 1000, cause: 1, kind: "returned", by: 1 },
      { seq: 4, at: 1000, cause: 3, kind: "waiting", by: 2 },
      { seq: 5, at: 1000, cause: 0, kind: "event", by: 0 },
      { seq: 6, at: 1000, cause: 3, kind: "returned", by: 2 },
    ]);
    assert.equal(run.journal?.header?.workflow, "Counts");
  });

  it("replays to the state at any tick, without calling a step", async () => {
    const clock = new SimulatedClock();
    const flow = new Counts({ clock });
    const run = flow.run();
    await clock.settle();
    const { journal } = run;
    assert.ok(journal);
    flow.ran = [];
    assert.deepEqual(flow.replay(journal, 1).store, {});
    assert.deepEqual(
      [...flow.replay(journal, 1).running.values()].map((one) => one.step),
      ["begin"],
    );
    assert.deepEqual(flow.replay(journal, 2).store, { data: { when: new Date(7), ids: new Set([1, 2]) } });
    assert.equal(flow.replay(journal).prompts.size, 1);
    assert.deepEqual(flow.ran, []);
    assert.throws(() => new Counts({ name: "Other" }).replay(journal), SnapshotError);
    const torn = { header: journal.header, ticks: journal.ticks.filter((tick) => tick.seq !== 2) };
    assert.throws(() => flow.replay(torn), /jumps from tick 1 to tick 3/);
    run.cancel();
  });

  it("is replayed in jumps once it was gone through: a look at any tick reads few of them", async () => {
    class Long extends Workflow<Record<never, never>, number> {
      @step(StartEvent) begin(): Step {
        return new Step({ n: 1 });
      }
      @step(Step) async count(ev: Step, ctx: Context): Promise<Step | StopEvent<number>> {
        if (ev.n % 10 === 0) await ctx.set("n", ev.n);
        return ev.n === 5000 ? new StopEvent({ result: ev.n }) : new Step({ n: ev.n + 1 });
      }
    }
    const flow = new Long({ timeout: null });
    const run = flow.run();
    await run;
    let reads = 0;
    const ticks = new Proxy([...(run.journal?.ticks ?? [])], {
      get(target, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key);
      },
    });
    const journal = { header: run.journal?.header, ticks };
    assert.deepEqual(flow.replay(journal).store, { n: 5000 });
    assert.equal(reads, ticks.length);
    for (const seq of [5499, 17, 2750, 1, 5000, 0, 3333]) {
      reads = 0;
      const { store, seq: reached } = flow.replay(journal, seq);
      assert.equal(reached, seq);
      assert.ok(reads < 150, `${reads} ticks were read for the look at ${seq}`);
      const written = journal.ticks.slice(0, seq).findLast((tick) => tick.kind === "stored");
      assert.deepEqual(store, written ? Object.fromEntries(written.changes) : {});
    }
  });

  it("may go nowhere, or to what the workflow's option makes", async () => {
    assert.equal(new Counts({ journal: false }).run().journal, undefined);
    const ticks: Tick[] = [];
    const journal: Journal = { append: (tick) => void ticks.push(tick) };
    const clock = new SimulatedClock();
    const run = new Counts({ clock, journal: () => journal }).run();
    await clock.settle();
    assert.ok(ticks.length > 0);
    run.cancel();
    assert.equal(ticks.at(-1)?.kind, "cancel");
  });

  it("that refuses a tick ends the run: nobody could tell later what happened", async () => {
    const full: Journal = {
      append: (tick) => {
        if (tick.seq === 2) throw new Error("disk full");
      },
    };
    const clock = new SimulatedClock();
    const run = new Counts({ clock, journal: () => full }).run();
    await assert.rejects(Promise.resolve(run), /disk full/);
  });

  it("that cannot be closed makes the run fail, and nothing hangs", async () => {
    const close = (): void => {
      throw new Error("the disk is gone");
    };
    const flow = new Counts({ journal: () => ({ append: () => undefined, close }) });
    const run = flow.run();
    for await (const event of run.streamEvents()) {
      if (event.$type === "InputRequiredEvent") run.sendEvent(new HumanResponseEvent({ response: "yes" }));
    }
    await assert.rejects(Promise.resolve(run), /the journal of run .* cannot be closed: the disk is gone/);
    assert.equal(run.done, true);
  });

  describe("on disk", () => {
    it("is a line of JSON for the header and each tick, written before anything follows, for its owner only", async () => {
      const path = join(folder, "run.jsonl");
      await leftAt(path);
      const lines = readFileSync(path, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      assert.equal(lines[0].stepwright, "journal");
      assert.equal(lines[0].version, 1);
      assert.deepEqual(
        lines.slice(1).map((line) => line.kind),
        ["start", "stored", "returned", "waiting"],
      );
      if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o077, 0);
    });

    for (const fsync of ["never", "tick"] as const) {
      it(`is resumed in a new process's place with fsync: "${fsync}"; finished steps do not run again`, async () => {
        const path = join(folder, "run.jsonl");
        const clock = new SimulatedClock();
        const lost = new Counts({ clock, journal: () => new FileJournal(path, { fsync }) }).run();
        await clock.settle();
        const flow = new Counts({ clock, journal: () => new FileJournal(path, { fsync }) });
        const resumed = flow.resume(readJournal(path, { classOf: flow.eventClass }));
        await clock.settle();
        assert.equal(resumed.id, lost.id);
        assert.deepEqual(flow.ran, ["ask"]);
        resumed.sendEvent(new HumanResponseEvent({ response: "yes" }), { prompt: "1" });
        assert.equal(await resumed, "yes 5 7 2");
        const whole = readJournal(path, { classOf: flow.eventClass });
        assert.deepEqual(
          whole.ticks.map((tick) => tick.seq),
          whole.ticks.map((_tick, index) => index + 1),
        );
        assert.equal(flow.replay(whole).status, "completed");
      });
    }

    it("loses a torn last line, says so, and goes on behind the one before", async () => {
      const path = join(folder, "run.jsonl");
      await leftAt(path);
      const whole = readFileSync(path, "utf8");
      appendFileSync(path, '{"kind":"event","eve');
      const journal = readJournal(path);
      assert.match(journal.warning ?? "", /run\.jsonl: the last line was torn \(20 bytes/);
      assert.equal(journal.ticks.length, 4);
      assert.equal(readFileSync(path, "utf8"), whole);
    });

    it("that cannot be read names the file, the line and the reason", async () => {
      const path = join(folder, "run.jsonl");
      await leftAt(path);
      const lines = readFileSync(path, "utf8").split("\n");
      writeFileSync(path, [lines[0], "{ broken", ...lines.slice(2)].join("\n"));
      assert.throws(() => readJournal(path), /run\.jsonl, line 2: /);
      writeFileSync(path, '{"some":"thing"}\n');
      assert.throws(() => readJournal(path), /is not a journal of a run/);
      writeFileSync(path, (lines[0] ?? "").replace('"version":1', '"version":9').concat("\n"));
      assert.throws(() => readJournal(path), /version 9; this library reads version 1/);
    });

    it("of a process that ended before its run began is written anew", async () => {
      const path = join(folder, "run.jsonl");
      assert.equal(hasJournal(path), false);
      await leftAt(path);
      assert.equal(hasJournal(path), true);
      const [header = ""] = readFileSync(path, "utf8").split("\n");
      for (const left of ["", header.slice(0, 9), header, `${header}\n`, `${header}\n{"kind":"sta`]) {
        writeFileSync(path, left);
        assert.equal(hasJournal(path), false);
        await leftAt(path);
        assert.equal(readJournal(path).ticks.length, 4);
      }
      writeFileSync(path, "my notes");
      assert.throws(() => hasJournal(path), /is not a journal of a run/);
      assert.throws(() => new Counts({ journal: () => new FileJournal(path) }).run(), /is not a journal of a run/);
      assert.equal(readFileSync(path, "utf8"), "my notes");
    });

    it("is never overwritten by another run", async () => {
      const path = join(folder, "run.jsonl");
      await leftAt(path);
      const whole = readFileSync(path, "utf8");
      assert.throws(() => new Counts({ journal: () => new FileJournal(path) }).run(), /exists\. Resume its run/);
      assert.equal(readFileSync(path, "utf8"), whole);
    });
  });
});
