import assert from "node:assert/strict";
import {
  type Context,
  ContextStateError,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  WaitTimeoutError,
  Workflow,
  WorkflowRuntimeError,
} from "stepwright";
import { assertEventTypes, SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { firstOf, readAll, typesOf } from "../support/reading.ts";

class Ticket extends Event.with("Ticket", { n: z.number() }) {}
class Verdict extends HumanResponseEvent.with("Verdict", { ticket: z.number(), ok: z.boolean() }) {}

const ask = (prefix: string): InputRequiredEvent => new InputRequiredEvent({ prefix });
const answer = (response: string): HumanResponseEvent => new HumanResponseEvent({ response });

class Asks extends Workflow<Record<never, never>, string> {
  bodies = 0;
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
    this.bodies++;
    const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: ask("Name?") });
    return new StopEvent({ result: `Hello ${reply.response}` });
  }
}

describe("ctx.waitForEvent", () => {
  it("publishes the prompt once and goes on in place: the body runs once", async () => {
    const flow = new Asks();
    const run = flow.run();
    const events = readAll(run.streamEvents());
    await firstOf(run.streamEvents(), "InputRequiredEvent");
    run.sendEvent(answer("Ada"));
    assert.equal(await run, "Hello Ada");
    assert.equal(flow.bodies, 1);
    assertEventTypes(await events, ["InputRequiredEvent", "StopEvent"]);
  });

  it("takes only what `where` requires, as an object", async () => {
    class Where extends Workflow<Record<never, never>, boolean> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<boolean>> {
        const verdict = await ctx.waitForEvent(Verdict, { where: { ticket: 7 }, prompt: ask("ok?") });
        return new StopEvent({ result: verdict.ok });
      }
    }
    const run = new Where().run();
    await firstOf(run.streamEvents(), "InputRequiredEvent");
    run.sendEvent(new Verdict({ ticket: 6, ok: false }));
    run.sendEvent(new Verdict({ ticket: 7, ok: true }));
    assert.equal(await run, true);
  });

  it("takes only what `where` requires, as a predicate", async () => {
    class Where extends Workflow<Record<never, never>, number> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<number>> {
        const verdict = await ctx.waitForEvent(Verdict, { where: (ev) => ev.ok && ev.ticket > 2, prompt: ask("ok?") });
        return new StopEvent({ result: verdict.ticket });
      }
    }
    const run = new Where().run();
    await firstOf(run.streamEvents(), "InputRequiredEvent");
    run.sendEvent(new Verdict({ ticket: 1, ok: true }));
    run.sendEvent(new Verdict({ ticket: 3, ok: false }));
    run.sendEvent(new Verdict({ ticket: 4, ok: true }));
    assert.equal(await run, 4);
  });

  it("compares what `where` requires as data, however deep", async () => {
    class Assigned extends HumanResponseEvent.with("Assigned", {
      to: z.object({ name: z.string(), since: z.date() }),
      tags: z.array(z.string()),
    }) {}
    class Where extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const where = { to: { name: "Ada", since: new Date(1) }, tags: ["a"] };
        const assigned = await ctx.waitForEvent(Assigned, { where, prompt: ask("who?") });
        return new StopEvent({ result: assigned.to.name });
      }
    }
    const run = new Where().run();
    await firstOf(run.streamEvents(), "InputRequiredEvent");
    run.sendEvent(new Assigned({ to: { name: "Ada", since: new Date(2) }, tags: ["a"] }));
    assert.equal(run.prompts.length, 1);
    run.sendEvent(new Assigned({ to: { name: "Ada", since: new Date(1) }, tags: ["a"] }));
    assert.equal(await run, "Ada");
  });

  it("refuses what is no event class, no question, or no time", async () => {
    class Wrong extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        const refused: [Promise<unknown>, RegExp][] = [
          [ctx.waitForEvent(undefined as never), /in step begin: the first argument is not an event class/],
          [ctx.waitForEvent(Ticket, { timeout: 0 }), /timeout must be a number of seconds above 0, not 0/],
          [ctx.waitForEvent(Ticket, { timeout: Number.NaN }), /not NaN/],
          [
            ctx.waitForEvent(Ticket, { prompt: { prefix: "?" } as never }),
            /prompt.* expected an Event instance, got object/,
          ],
        ];
        for (const [wait, message] of refused) await assert.rejects(wait, message);
        return new StopEvent();
      }
    }
    await new Wrong().run();
  });

  it("throws into the body what its predicate throws", async () => {
    class Where extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const wrong = (): boolean => {
          throw new Error("in the predicate");
        };
        const caught = await ctx
          .waitForEvent(Verdict, { where: wrong, prompt: ask("ok?") })
          .catch((error: unknown) => error as Error);
        return new StopEvent({ result: (caught as Error).message });
      }
    }
    const run = new Where().run();
    await firstOf(run.streamEvents(), "InputRequiredEvent");
    run.sendEvent(new Verdict({ ticket: 1, ok: true }));
    assert.equal(await run, "in the predicate");
  });

  it("rejects after its timeout, which the step may handle", async () => {
    const clock = new SimulatedClock();
    class Impatient extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        try {
          await ctx.waitForEvent(HumanResponseEvent, { prompt: ask("?"), timeout: 30 });
          return new StopEvent({ result: "answered" });
        } catch (error) {
          assert.ok(error instanceof WaitTimeoutError);
          assert.equal(error.code, "WAIT_TIMEOUT");
          return new StopEvent({ result: error.message });
        }
      }
    }
    const run = new Impatient({ clock, timeout: 10 }).run();
    await clock.advance(29_999);
    assert.equal(run.done, false);
    await clock.advance(1);
    assert.match(await run, /HumanResponseEvent/);
  });

  it("takes an early response: what nobody took is kept until a wait wants it", async () => {
    class Late extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): Ticket {
        return new Ticket({ n: 1 });
      }
      @step(Ticket) async work(_ev: Ticket, ctx: Context): Promise<StopEvent<string>> {
        const first = await ctx.waitForEvent(Verdict, { where: { ticket: 1 } });
        const second = await ctx.waitForEvent(Verdict, { where: { ticket: 2 } });
        return new StopEvent({ result: `${first.ok} ${second.ok}` });
      }
    }
    const run = new Late().run();
    run.sendEvent(new Verdict({ ticket: 2, ok: true }));
    run.sendEvent(new Verdict({ ticket: 1, ok: false }));
    assert.equal(await run, "false true");
  });

  it("takes an early response once only", async () => {
    const clock = new SimulatedClock();
    class Twice extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const first = await ctx.waitForEvent(HumanResponseEvent);
        const second = await ctx.waitForEvent(HumanResponseEvent, { timeout: 5 }).catch(() => answer("nobody"));
        return new StopEvent({ result: `${first.response}, ${second.response}` });
      }
    }
    const run = new Twice({ clock }).run();
    run.sendEvent(answer("early"));
    await clock.advance(5000);
    assert.equal(await run, "early, nobody");
  });

  it("asked three times in parallel: three prompts, and one response answers all three (§3 #9)", async () => {
    class Three extends Workflow<Record<never, never>, string[]> {
      @step(StartEvent) begin(): Ticket[] {
        return [1, 2, 3].map((n) => new Ticket({ n }));
      }
      @step(Ticket) async work(_ev: Ticket, ctx: Context): Promise<Verdict> {
        const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: ask("same?") });
        return new Verdict({ ticket: 0, ok: reply.response === "yes" });
      }
      @step(Verdict) end(ev: Verdict, ctx: Context): StopEvent<string[]> | undefined {
        const all = ctx.collectEvents(ev, [Verdict, Verdict, Verdict]);
        return all ? new StopEvent({ result: all.map((one) => String(one.ok)) }) : undefined;
      }
    }
    const clock = new SimulatedClock();
    const run = new Three({ clock }).run();
    const events = readAll(run.streamEvents());
    await clock.settle();
    assert.equal(run.prompts.length, 3);
    run.sendEvent(answer("yes"));
    assert.deepEqual(await run, ["true", "true", "true"]);
    assert.equal(typesOf(await events).filter((type) => type === "InputRequiredEvent").length, 3);
  });

  it("answers exactly the question that the response names, and rejects a stale one", async () => {
    class Two extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        const [a, b] = await Promise.all([
          ctx.waitForEvent(HumanResponseEvent, { prompt: ask("first?") }),
          ctx.waitForEvent(HumanResponseEvent, { prompt: ask("second?") }),
        ]);
        return new StopEvent({ result: `${a.response} ${b.response}` });
      }
    }
    const clock = new SimulatedClock();
    const run = new Two({ clock }).run();
    await clock.settle();
    const [first, second] = run.prompts;
    assert.ok(first && second);
    assert.deepEqual([first.step, first.answer], ["begin", "HumanResponseEvent"]);
    run.sendEvent(answer("two"), { prompt: second.id });
    assert.throws(
      () => run.sendEvent(answer("again"), { prompt: second.id }),
      (error: unknown) => {
        assert.ok(error instanceof WorkflowRuntimeError);
        assert.match(error.message, /question 2 is not open \(any more\)\. Open questions: 1\./);
        return true;
      },
    );
    assert.throws(() => run.sendEvent(new Ticket({ n: 1 }), { prompt: first.id }), /Ticket does not answer question 1/);
    run.sendEvent(answer("one"), { prompt: first.id });
    assert.equal(await run, "one two");
  });

  it("holds no worker while it waits", async () => {
    const order: string[] = [];
    class OneWorker extends Workflow {
      @step(StartEvent) begin(): Ticket[] {
        return [1, 2, 3].map((n) => new Ticket({ n }));
      }
      @step(Ticket, { workers: 1 }) async work(ev: Ticket, ctx: Context): Promise<Verdict> {
        order.push(`asks ${ev.n}`);
        await ctx.waitForEvent(Verdict, { where: { ticket: ev.n } });
        order.push(`got ${ev.n}`);
        return new Verdict({ ticket: -ev.n, ok: true });
      }
      @step(Verdict) end(ev: Verdict, ctx: Context): StopEvent | undefined {
        return ev.ticket < 0 && ctx.collectEvents(ev, [Verdict, Verdict, Verdict]) ? new StopEvent() : undefined;
      }
    }
    const clock = new SimulatedClock();
    const run = new OneWorker({ clock }).run();
    await clock.settle();
    assert.deepEqual(order, ["asks 1", "asks 2", "asks 3"]);
    for (const ticket of [3, 1, 2]) {
      run.sendEvent(new Verdict({ ticket, ok: true }));
      await clock.settle();
    }
    await run;
    assert.deepEqual(order.slice(3), ["got 3", "got 1", "got 2"]);
  });

  it("takes a worker again before it goes on", async () => {
    let atWork = 0;
    let most = 0;
    class OneWorker extends Workflow {
      @step(StartEvent) begin(): Ticket[] {
        return [1, 2, 3, 4].map((n) => new Ticket({ n }));
      }
      @step(Ticket, { workers: 2 }) async work(_ev: Ticket, ctx: Context): Promise<Verdict> {
        await ctx.waitForEvent(HumanResponseEvent, { prompt: ask("go?") });
        most = Math.max(most, ++atWork);
        for (let i = 0; i < 5; i++) await Promise.resolve();
        atWork--;
        return new Verdict({ ticket: 1, ok: true });
      }
      @step(Verdict) end(ev: Verdict, ctx: Context): StopEvent | undefined {
        return ctx.collectEvents(ev, [Verdict, Verdict, Verdict, Verdict]) ? new StopEvent() : undefined;
      }
    }
    const clock = new SimulatedClock();
    const run = new OneWorker({ clock }).run();
    await clock.settle();
    run.sendEvent(answer("go"));
    await run;
    assert.equal(most, 2);
  });

  it("inside a step that fails once after it: 2 attempts, 1 prompt (§3 #10)", async () => {
    let attempts = 0;
    class FailsOnce extends Workflow<Record<never, never>, string> {
      @step(StartEvent, { retry: retryPolicy() }) async begin(
        _ev: StartEvent,
        ctx: Context,
      ): Promise<StopEvent<string>> {
        attempts++;
        const reply = await ctx.waitForEvent(HumanResponseEvent, { prompt: ask("name?") });
        if (attempts === 1) throw new Error("once");
        return new StopEvent({ result: reply.response });
      }
    }
    const clock = new SimulatedClock();
    const run = new FailsOnce({ clock }).run();
    const events = readAll(run.streamEvents());
    await clock.settle();
    run.sendEvent(answer("Ada"));
    await clock.advance(0);
    assert.equal(run.done, true);
    assert.equal(await run, "Ada");
    assert.equal(attempts, 2);
    assertEventTypes(await events, ["InputRequiredEvent", "StopEvent"]);
  });

  it("is answered by an event that a step returns or sends, too", async () => {
    class Inner extends Workflow<Record<never, never>, number> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<number>> {
        ctx.sendEvent(new Ticket({ n: 3 }));
        const verdict = await ctx.waitForEvent(Verdict);
        return new StopEvent({ result: verdict.ticket });
      }
      @step(Ticket) work(ev: Ticket): Verdict {
        return new Verdict({ ticket: ev.n * 2, ok: true });
      }
    }
    assert.equal(await new Inner().run(), 6);
  });

  it("inside store.edit is refused", async () => {
    class Wrong extends Workflow<Record<never, never>, boolean> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent<boolean>> {
        await assert.rejects(
          ctx.store.edit(async () => void (await ctx.waitForEvent(HumanResponseEvent))),
          ContextStateError,
        );
        return new StopEvent({ result: true });
      }
    }
    assert.equal(await new Wrong().run(), true);
  });

  it("that its step gives up closes its question", async () => {
    class Gives extends Workflow<Record<never, never>, string> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<Ticket> {
        const wait = ctx.waitForEvent(HumanResponseEvent, { prompt: ask("?") });
        await Promise.race([wait, Promise.resolve()]);
        return new Ticket({ n: 1 });
      }
      @step(Ticket) nothing(): void {}
    }
    const clock = new SimulatedClock();
    const run = new Gives({ clock }).run();
    await clock.settle();
    assert.deepEqual(run.prompts, []);
    await assert.rejects(Promise.resolve(run), /can never end/);
  });
});
