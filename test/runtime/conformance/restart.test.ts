import assert from "node:assert/strict";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  type Inspector,
  type RecordedJournal,
  type Snapshot,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  type WorkflowRun,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { deferred } from "../support/deferred.ts";
import { readAll, typesOf } from "../support/reading.ts";

class Item extends Event.with("Item", { n: z.number() }) {}
class Done extends Event.with("Done", { n: z.number(), at: z.date() }) {}

/** As another process would get it. */
function saved(run: WorkflowRun): Snapshot {
  return JSON.parse(JSON.stringify(run.snapshot()));
}

/** A run as it is restored: from its snapshot, or from its journal. */
const WAYS: ReadonlyArray<readonly [name: string, save: (run: WorkflowRun) => Snapshot | RecordedJournal]> = [
  ["a snapshot", saved],
  ["the journal", (run) => ({ header: run.journal?.header, ticks: [...(run.journal?.ticks ?? [])] })],
];

describe("a step that starts again after a restart", () => {
  it("does what a step did through its context once only, when the step starts again", async () => {
    const clock = new SimulatedClock();
    class Effects extends Workflow<Record<never, never>, unknown> {
      taken = 0;
      gate = deferred();
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<Done> {
        ctx.sendEvent(new Item({ n: 1 }));
        ctx.writeEventToStream(new Item({ n: 2 }));
        await ctx.set("list", [1]);
        await ctx.store.edit((draft) => void draft.list.push(2));
        await this.gate.promise;
        return new Done({ n: 1, at: new Date(0) });
      }
      @step(Item) async item(_ev: Item): Promise<void> {
        this.taken++;
      }
      @step(Done) end(_ev: Done, ctx: Context): StopEvent<unknown> {
        return new StopEvent({ result: ctx.store.state });
      }
    }
    const run = new Effects({ clock }).run();
    await clock.settle();
    const flow = new Effects({ clock });
    const resumed = flow.resume(saved(run));
    const streamed: string[] = [];
    const reading = (async () => {
      for await (const event of resumed.streamEvents()) streamed.push(event.$type);
    })();
    await clock.settle();
    flow.gate.resolve();
    assert.deepEqual(await resumed, { list: [1, 2] });
    await reading;
    assert.equal(flow.taken, 0);
    assert.deepEqual(streamed, ["StopEvent"]);
    run.cancel();
  });

  it("tells clearly where a step that starts again does something else", async () => {
    const clock = new SimulatedClock();
    class Changes extends Workflow {
      other = false;
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        if (this.other) await ctx.set("other", 1);
        await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
        return new StopEvent();
      }
    }
    const run = new Changes({ clock }).run();
    await clock.settle();
    const flow = new Changes({ clock });
    flow.other = true;
    await assert.rejects(
      Promise.resolve(flow.resume(saved(run))),
      /operation 1 was "waiting .*" and is "stored other"/,
    );
    run.cancel();
  });

  for (const [way, save] of WAYS) {
    it(`reads what it had read, as far as something followed from it, from ${way}`, async () => {
      const clock = new SimulatedClock();
      class Reads extends Workflow<Record<never, never>, unknown[]> {
        gate = deferred();
        readonly seen: unknown[] = [];
        @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<unknown[]>> {
          this.seen.push(await ctx.get("mode", "none"));
          await ctx.set("mode", "first");
          this.seen.push(await ctx.get("mode"), ctx.store.state);
          ctx.writeEventToStream(new Item({ n: 1 }));
          await ctx.set("mode", "second");
          this.seen.push(await ctx.get("list.1", "no such"));
          // Nothing in the journal follows from this one.
          await this.gate.promise;
          this.seen.push(await ctx.get("mode"));
          return new StopEvent({ result: this.seen });
        }
      }
      const run = new Reads({ clock, timeout: null }).run();
      await clock.settle();
      await run.context.set("mode", "third");
      await run.context.set("list", [1, 2]);
      const flow = new Reads({ clock, timeout: null });
      const resumed = flow.resume(save(run));
      await clock.settle();
      flow.gate.resolve();
      assert.deepEqual(await resumed, ["none", "first", { mode: "first" }, 2, "third"]);
      run.cancel();
    });

    it(`gets from store.edit what it got, and the function is not called again, from ${way}`, async () => {
      const clock = new SimulatedClock();
      class Edits extends Workflow<Record<never, never>, unknown> {
        gate = deferred();
        edits = 0;
        @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<unknown>> {
          const refused = await ctx.store
            .edit((draft) => {
              if (!draft.ticket) throw new Error("none yet");
            })
            .catch((error: Error) => error.message);
          const ticket = await ctx.store.edit((draft) => {
            this.edits++;
            draft.ticket = (draft.ticket ?? 0) + 1;
            return { number: draft.ticket };
          });
          await this.gate.promise;
          return new StopEvent({ result: { refused, ticket, state: ctx.store.state } });
        }
      }
      const run = new Edits({ clock }).run();
      await clock.settle();
      const flow = new Edits({ clock });
      const resumed = flow.resume(save(run));
      await clock.settle();
      flow.gate.resolve();
      assert.deepEqual(await resumed, { refused: "none yet", ticket: { number: 1 }, state: { ticket: 1 } });
      assert.equal(flow.edits, 0);
      run.cancel();
    });

    it(`gets the error of a write that was refused, from ${way}`, async () => {
      const clock = new SimulatedClock();
      class Refused extends Workflow.with({ state: { count: z.number().default(0) } }) {
        gate = deferred();
        @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<unknown>> {
          const nameOf = (error: Error): string => error.name;
          const errors = [
            await ctx.set("count", "three").catch(nameOf),
            await ctx.store.edit((draft) => Object.assign(draft, { count: "four" })).catch(nameOf),
          ];
          await ctx.set("count", 5);
          await this.gate.promise;
          return new StopEvent({ result: errors });
        }
      }
      const run = new Refused({ clock }).run({});
      await clock.settle();
      const flow = new Refused({ clock });
      const resumed = flow.resume(save(run));
      await clock.settle();
      flow.gate.resolve();
      assert.deepEqual(await resumed, ["EventValidationError", "EventValidationError"]);
      assert.deepEqual(resumed.context.state, { count: 5 });
      run.cancel();
    });

    it(`gets the result or the error of a child run that had ended, and the child does not run again, from ${way}`, async () => {
      const clock = new SimulatedClock();
      let children = 0;
      class Child extends Workflow<{ n: number }, number> {
        @step(StartEvent) async begin(ev: StartEvent<{ n: number }>): Promise<StopEvent<number>> {
          children++;
          if (ev.n < 0) throw new RangeError("negative");
          return new StopEvent({ result: ev.n * 2 });
        }
      }
      class Parent extends Workflow<Record<never, never>, unknown> {
        gate = deferred();
        @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<unknown>> {
          const run = (n: number): Promise<unknown> =>
            ctx.runChild(new Child({ clock }), { n }).catch((error: Error) => error.message);
          const results = await Promise.all([run(1), run(-1), run(3)]);
          await ctx.set("results", results);
          await this.gate.promise;
          return new StopEvent({ result: results });
        }
      }
      const run = new Parent({ clock }).run();
      await clock.settle();
      assert.equal(children, 3);
      const flow = new Parent({ clock });
      const resumed = flow.resume(save(run));
      await clock.settle();
      flow.gate.resolve();
      assert.deepEqual(await resumed, [2, "negative", 6]);
      assert.equal(children, 3);
      run.cancel();
    });

    it(`still waits for the person whom its child run asked, who is not asked twice, from ${way}`, async () => {
      const clock = new SimulatedClock();
      class Child extends Workflow<Record<never, never>, string> {
        @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
          const ask = async (prefix: string): Promise<string> =>
            (await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix }) })).response;
          return new StopEvent({ result: `${await ask("Name?")} ${await ask("Surname?")}` });
        }
      }
      class Parent extends Workflow<Record<never, never>, string> {
        @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
          await ctx.set("before", 1);
          const name = await ctx.runChild(new Child({ clock }), {});
          await ctx.set("after", 1);
          return new StopEvent({ result: name });
        }
      }
      const run = new Parent({ clock }).run();
      await clock.settle();
      run.sendEvent(new HumanResponseEvent({ response: "Ada" }), { prompt: run.prompts[0]?.id ?? "" });
      await clock.settle();
      const opened: string[] = [];
      const heard: Inspector = {
        promptOpened: (_run, { event }) => void opened.push((event as InputRequiredEvent).prefix),
      };
      const resumed = new Parent({ clock, inspectors: [heard] }).resume(save(run));
      const events = readAll(resumed.streamEvents());
      await clock.settle();
      const [prompt, ...others] = resumed.prompts;
      assert.deepEqual(others, []);
      assert.deepEqual(prompt?.event, new InputRequiredEvent({ prefix: "Surname?" }));
      assert.deepEqual(opened, []);
      resumed.sendEvent(new HumanResponseEvent({ response: "Lovelace" }), { prompt: prompt?.id ?? "" });
      assert.equal(await resumed, "Ada Lovelace");
      assert.deepEqual(typesOf(await events), ["InputRequiredEvent", "StopEvent"]);
      run.cancel();
    });
  }
});
