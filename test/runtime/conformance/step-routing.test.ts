import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Task extends Event.with("Task", { n: z.number() }) {}
class Urgent extends Task.with("Urgent", { by: z.string() }) {}
class Done extends Event.with("Done", { by: z.string() }) {}

describe("@step: routing", () => {
  it("brings an event to every step that takes it", async () => {
    class Broadcast extends Workflow {
      @step(StartEvent) begin(): Task {
        return new Task({ n: 1 });
      }
      @step(Task) left(): Done {
        return new Done({ by: "left" });
      }
      @step(Task) right(): Done {
        return new Done({ by: "right" });
      }
      @step(Done) gather(ev: Done, ctx: Context): StopEvent<string[]> | undefined {
        const both = ctx.collectEvents(ev, [Done, Done]);
        return both ? new StopEvent({ result: both.map((done) => done.by).sort() }) : undefined;
      }
    }
    assert.deepEqual(await new Broadcast().run(), ["left", "right"]);
  });

  it("goes by the exact type, and by base types only where the step opted in", async () => {
    const taken: string[] = [];
    class Exact extends Workflow {
      @step(StartEvent) begin(): (Task | Urgent)[] {
        return [new Task({ n: 1 }), new Urgent({ n: 2, by: "now" })];
      }
      @step(Task) task(ev: Task): void {
        taken.push(`task ${ev.$type}`);
      }
      @step(Urgent) urgent(ev: Urgent): void {
        taken.push(`urgent ${ev.$type}`);
      }
      @step(Task, { acceptSubclasses: true }) any(ev: Task, ctx: Context): StopEvent | undefined {
        taken.push(`any ${ev.$type}`);
        return ctx.collectEvents(ev, [Task, Urgent]) ? new StopEvent() : undefined;
      }
    }
    await new Exact().run();
    assert.deepEqual(taken.sort(), ["any Task", "any Urgent", "task Task", "urgent Urgent"]);
  });

  it("may take several types in one step, and tells them apart", async () => {
    class Either extends Workflow<{ urgent: boolean }, string> {
      @step(StartEvent) begin(ev: StartEvent<{ urgent: boolean }>): Task | Urgent {
        return ev.urgent ? new Urgent({ n: 1, by: "noon" }) : new Task({ n: 1 });
      }
      @step(Task, Urgent) work(ev: Task | Urgent): StopEvent<string> {
        return new StopEvent({ result: ev.$type === "Urgent" ? (ev as Urgent).by : "some day" });
      }
    }
    assert.equal(await new Either().run({ urgent: true }), "noon");
    assert.equal(await new Either().run({ urgent: false }), "some day");
  });

  it("follows branches and loops", async () => {
    class Draft extends Event.with("Draft", { text: z.string(), round: z.number() }) {}
    class Refine extends Workflow<{ rounds: number }, string> {
      @step(StartEvent) begin(): Draft {
        return new Draft({ text: "a", round: 1 });
      }
      @step(Draft) async judge(ev: Draft, ctx: Context): Promise<Draft | StopEvent<string>> {
        const rounds = await ctx.get("rounds", 4);
        return ev.round < rounds
          ? new Draft({ text: `${ev.text}a`, round: ev.round + 1 })
          : new StopEvent({ result: ev.text });
      }
    }
    assert.equal(await new Refine().run({ rounds: 4 }), "aaaa");
  });

  it("takes a synchronous method, and a null or undefined result as the end of a branch", async () => {
    class DeadBranches extends Workflow {
      @step(StartEvent) begin(): Task[] {
        return [1, 2, 3].map((n) => new Task({ n }));
      }
      @step(Task) keep(ev: Task): StopEvent<number> | null | undefined {
        if (ev.n === 1) return null;
        return ev.n === 2 ? undefined : new StopEvent({ result: ev.n });
      }
    }
    assert.equal(await new DeadBranches().run(), 3);
  });

  it("takes any thenable that a method returns, also one that breaks the rules", async () => {
    class Odd extends Workflow<{ how: string }, string> {
      @step(StartEvent) begin(ev: StartEvent<{ how: string }>): Promise<StopEvent<string>> {
        const then = (resolve: (event: StopEvent<string>) => void): void => {
          if (ev.how === "throws") throw new Error("in then");
          resolve(new StopEvent({ result: "first" }));
          resolve(new StopEvent({ result: "second" }));
        };
        return { then } as unknown as Promise<StopEvent<string>>;
      }
    }
    assert.equal(await new Odd().run({ how: "twice" }), "first");
    await assert.rejects(Promise.resolve(new Odd().run({ how: "throws" })), /in then/);
  });

  it("keeps instance attributes for the steps and between runs", async () => {
    class Counter extends Workflow<Record<never, never>, number> {
      count = 0;
      readonly #step = 2;
      @step(StartEvent) begin(): StopEvent<number> {
        this.count += this.#step;
        return new StopEvent({ result: this.count });
      }
    }
    const flow = new Counter();
    assert.equal(await flow.run(), 2);
    assert.equal(await flow.run(), 4);
    assert.equal(flow.count, 4);
    assert.equal(await new Counter().run(), 2);
  });

  it("may be added to a class without a decorator, as in plain JavaScript (add_step)", async () => {
    class Plain extends Workflow<Record<never, never>, string> {
      begin(): StopEvent<string> {
        return new StopEvent({ result: "begun" });
      }
    }
    const method = Object.getOwnPropertyDescriptor(Plain.prototype, "begin");
    assert.ok(method);
    step(StartEvent)(Plain.prototype, "begin", method);
    assert.equal(await new Plain().run(), "begun");
    assert.deepEqual(new Plain().steps, [{ name: "begin", accepts: ["StartEvent"] }]);
  });

  it("inherits steps; an override without a decorator stays the step", async () => {
    class Base extends Workflow<Record<never, never>, string> {
      @step(StartEvent) begin(): Task {
        return new Task({ n: 1 });
      }
      @step(Task) work(_ev: Task): StopEvent<string> {
        return new StopEvent({ result: "base" });
      }
    }
    class Derived extends Base {
      override work(ev: Task): StopEvent<string> {
        return new StopEvent({ result: `derived, not ${super.work(ev).result}` });
      }
    }
    assert.equal(await new Base().run(), "base");
    assert.equal(await new Derived().run(), "derived, not base");
    assert.deepEqual(new Derived().steps, [
      { name: "begin", accepts: ["StartEvent"] },
      { name: "work", accepts: ["Task"] },
    ]);
  });
});
