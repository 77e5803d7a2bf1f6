import assert from "node:assert/strict";
import {
  type Context,
  collect,
  Event,
  type EventClass,
  join,
  StartEvent,
  type StepOptions,
  StopEvent,
  step,
  take,
  Workflow,
  WorkflowConfigurationError,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";

class Query extends Event.with("Query", { n: z.number() }) {}
class Answer extends Event.with("Answer", { n: z.number() }) {}
class Failure extends Event.with("Failure", { n: z.number() }) {}
class Prices extends Event.with("Prices", { item: z.string() }) {}
class Stock extends Event.with("Stock", { item: z.string() }) {}

type Numbers = { numbers: number[] };

describe("@step(collect(A))", () => {
  class Squares extends Workflow<Numbers, number[]> {
    fired = 0;
    @step(StartEvent) begin(ev: StartEvent<Numbers>): Query[] {
      return ev.numbers.map((n) => new Query({ n }));
    }
    @step(Query) async square(ev: Query): Promise<Answer | undefined> {
      for (let i = 0; i < 10 - ev.n; i++) await Promise.resolve();
      return ev.n % 2 === 0 ? undefined : new Answer({ n: ev.n });
    }
    @step(collect(Answer)) merge(answers: Answer[]): StopEvent<number[]> {
      this.fired++;
      return new StopEvent({ result: answers.map((one) => one.n) });
    }
  }

  it("takes all of a list at once, in completion order; dropped branches are left out (§3 #14)", async () => {
    const flow = new Squares();
    const result = await flow.run({ numbers: [0, 1, 2, 3, 4, 5] });
    assert.deepEqual([...result].sort(), [1, 3, 5]);
    assert.equal(flow.fired, 1);
    assert.deepEqual(await new Squares().run({ numbers: [1, 9] }), [9, 1]);
  });

  it("takes an empty list once (§3 #14)", async () => {
    const flow = new Squares();
    assert.deepEqual(await flow.run({ numbers: [] }), []);
    assert.equal(flow.fired, 1);
    assert.deepEqual(await new Squares().run({ numbers: [2, 4] }), []);
  });

  it("of several classes takes them together", async () => {
    class Both extends Workflow<Numbers, string> {
      @step(StartEvent) begin(ev: StartEvent<Numbers>): Query[] {
        return ev.numbers.map((n) => new Query({ n }));
      }
      @step(Query) ask(ev: Query): Answer | Failure {
        return ev.n > 2 ? new Failure({ n: ev.n }) : new Answer({ n: ev.n });
      }
      @step(collect(Answer, Failure)) merge(all: (Answer | Failure)[]): StopEvent<string> {
        return new StopEvent({ result: all.map((one) => `${one.$type} ${one.n}`).join(", ") });
      }
    }
    assert.equal(await new Both().run({ numbers: [1, 3, 2] }), "Answer 1, Failure 3, Answer 2");
  });

  it("nests: each inner list is collected by itself, its outcome belongs to the outer one (§3 #14)", async () => {
    class Inner extends Event.with("Inner", { outer: z.number(), n: z.number() }) {}
    class InnerDone extends Event.with("InnerDone", { outer: z.number(), n: z.number() }) {}
    class OuterDone extends Event.with("OuterDone", { outer: z.number(), count: z.number() }) {}
    class Nested extends Workflow<Record<never, never>, [number, number][]> {
      @step(StartEvent) begin(): Query[] {
        return [0, 1, 2].map((n) => new Query({ n }));
      }
      @step(Query) fan(ev: Query): Inner[] {
        return [0, 1].map((n) => new Inner({ outer: ev.n, n }));
      }
      @step(Inner) async work(ev: Inner): Promise<InnerDone> {
        return new InnerDone({ outer: ev.outer, n: ev.n });
      }
      @step(collect(InnerDone)) inner(all: InnerDone[]): OuterDone {
        assert.equal(new Set(all.map((one) => one.outer)).size, 1);
        return new OuterDone({ outer: all[0]?.outer ?? -1, count: all.length });
      }
      @step(collect(OuterDone)) outer(all: OuterDone[]): StopEvent<[number, number][]> {
        return new StopEvent({ result: all.map((one): [number, number] => [one.outer, one.count]) });
      }
    }
    assert.deepEqual((await new Nested().run()).sort(), [
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
  });

  describe("an empty list inside another one", () => {
    class Inner extends Event.with("Inner", { n: z.number() }) {}
    class Group extends Event.with("Group", { size: z.number() }) {}
    const outcome = (fan: Pick<StepOptions, "emits">, rest: (...emits: EventClass[]) => Pick<StepOptions, "emits">) => {
      class Groups extends Workflow<Numbers, number[]> {
        @step(StartEvent) begin(ev: StartEvent<Numbers>): Query[] {
          return ev.numbers.map((n) => new Query({ n }));
        }
        @step(Query, fan as object) fan(ev: Query): Inner[] {
          return Array.from({ length: ev.n }, () => new Inner({ n: ev.n }));
        }
        @step(collect(Inner), rest(Group) as object) inner(all: Inner[]): Group {
          return new Group({ size: all.length });
        }
        @step(collect(Group), rest(StopEvent) as object) outer(all: Group[]): StopEvent<number[]> {
          return new StopEvent({ result: all.map((one) => one.size).sort() });
        }
      }
      return new Groups().run({ numbers: [2, 0, 1] });
    };

    it("goes to the collecting step that emits leads to", async () => {
      const emits = (...classes: EventClass[]) => ({ emits: classes });
      assert.deepEqual(await outcome(emits(Inner), emits), [0, 1, 2]);
    });

    it("fails the run where nothing tells which step is to get it: it is not lost in silence", async () => {
      await assert.rejects(
        Promise.resolve(outcome({}, () => ({}))),
        /Groups: .*list that step fan returned.*steps inner and outer.*emits/,
      );
    });
  });

  it("take(n) starts with the first n, once; a short list gives what arrived", async () => {
    class Firsts extends Workflow<Numbers, number[]> {
      fired = 0;
      @step(StartEvent) begin(ev: StartEvent<Numbers>): Query[] {
        return ev.numbers.map((n) => new Query({ n }));
      }
      @step(Query, { workers: 10 }) async ask(ev: Query): Promise<Answer> {
        for (let i = 0; i < ev.n * 10; i++) await Promise.resolve();
        return new Answer({ n: ev.n });
      }
      @step(collect(Answer, take(2))) merge(all: Answer[]): StopEvent<number[]> {
        this.fired++;
        return new StopEvent({ result: all.map((one) => one.n) });
      }
    }
    const flow = new Firsts();
    assert.deepEqual(await flow.run({ numbers: [5, 1, 3] }), [1, 3]);
    assert.equal(flow.fired, 1);
    assert.deepEqual(await new Firsts().run({ numbers: [7] }), [7]);
  });

  it("waits for what a branch waits for, retries and questions included", async () => {
    const clock = new SimulatedClock();
    class Slow extends Workflow<Record<never, never>, number[]> {
      @step(StartEvent) begin(): Query[] {
        return [1, 2, 3].map((n) => new Query({ n }));
      }
      @step(Query, { retry: ({ attempt }) => (attempt < 3 ? 10 : undefined) }) async ask(
        ev: Query,
        ctx: Context,
      ): Promise<Answer> {
        if (ev.n === 1 && ctx.retry.attempt < 3) throw new Error("not yet");
        if (ev.n === 2) await new Promise<void>((resolve) => clock.setTimer(resolve, 5000));
        return new Answer({ n: ev.n });
      }
      @step(collect(Answer)) merge(all: Answer[]): StopEvent<number[]> {
        return new StopEvent({ result: all.map((one) => one.n) });
      }
    }
    const run = new Slow({ clock }).run();
    await clock.advance(19_999);
    assert.equal(run.done, false);
    await clock.advance(1);
    assert.deepEqual(await run, [3, 2, 1]);
  });
});

describe("@step(join(A, B))", () => {
  it("starts once one of each has arrived, in the parameters' order", async () => {
    class Offer extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): (Stock | Prices)[] {
        return [new Stock({ item: "lamp" }), new Prices({ item: "chair" })];
      }
      @step(join(Prices, Stock)) offer(prices: Prices, stock: Stock, ctx: Context): StopEvent<string> {
        assert.ok(ctx.runId);
        return new StopEvent({ result: `${prices.item} ${stock.item}` });
      }
    }
    assert.equal(await new Offer().run(), "chair lamp");
  });

  it("pairs them one to one, in the order of arrival", async () => {
    const pairs: string[] = [];
    class Pairs extends Workflow {
      @step(StartEvent) begin(): (Stock | Prices)[] {
        return [
          new Prices({ item: "p1" }),
          new Prices({ item: "p2" }),
          new Stock({ item: "s1" }),
          new Stock({ item: "s2" }),
        ];
      }
      @step(join(Prices, Stock), { workers: 1 }) pair(prices: Prices, stock: Stock): StopEvent | undefined {
        pairs.push(`${prices.item}${stock.item}`);
        return pairs.length === 2 ? new StopEvent() : undefined;
      }
    }
    await new Pairs().run();
    assert.deepEqual(pairs, ["p1s1", "p2s2"]);
  });

  it("left half full is named by a run that can never end", async () => {
    class Half extends Workflow {
      @step(StartEvent) begin(): Prices {
        return new Prices({ item: "lamp" });
      }
      @step(join(Prices, Stock)) offer(_prices: Prices, _stock: Stock): StopEvent {
        return new StopEvent();
      }
    }
    await assert.rejects(Promise.resolve(new Half().run()), /can never end: .*step offer .*Prices/);
  });

  it("and collect are checked at decoration", () => {
    assert.throws(() => (join as unknown as (cls: unknown) => void)(Prices), WorkflowConfigurationError);
    assert.throws(() => (collect as unknown as () => void)(), WorkflowConfigurationError);
    assert.throws(() => take(0), WorkflowConfigurationError);
    const loose = step as unknown as (...args: readonly unknown[]) => (method: unknown, context: unknown) => void;
    const context = { kind: "method", name: "work", static: false, private: false };
    assert.throws(() => loose(collect(Prices), Stock)(() => undefined, context), /collect.* must be the only one/);
  });
});
