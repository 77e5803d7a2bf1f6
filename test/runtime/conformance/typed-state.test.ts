import assert from "node:assert/strict";
import { type Context, EventValidationError, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

const state = {
  tries: z.number().int().default(0),
  tags: z.array(z.object({ name: z.string() })).default([]),
  owner: z.string().optional(),
  /** What is kept is a number, what is read a text. */
  budget: z.string().transform(Number).default(10),
};
type State = { tries: number; tags: { name: string }[]; owner?: string | undefined; budget: number };

/** Runs a body as the only step of a workflow with a typed state. */
function inStep<T>(body: (ctx: Context<State>) => Promise<T>) {
  class Typed extends Workflow.with({ state }) {
    @step(StartEvent) async begin(_ev: StartEvent, ctx: Context<State>): Promise<StopEvent<T>> {
      return new StopEvent({ result: await body(ctx) });
    }
  }
  return new Typed().run();
}

/** As a program in plain JavaScript, or with data from elsewhere, would. */
const loose = (ctx: Context<State>): Context => ctx as Context;

const rejects = (write: Promise<unknown>, message: RegExp) =>
  assert.rejects(write, (error) => error instanceof EventValidationError && message.test(error.message));

describe("The state of Workflow.with", () => {
  it("begins with its defaults", async () => {
    const run = inStep(async (ctx) => ctx.store.state);
    assert.deepEqual(await run, { tries: 0, tags: [], budget: 10 });
  });

  it("refuses a value of another type, naming workflow and field, and stays as it was", async () => {
    await inStep(async (ctx) => {
      await rejects(loose(ctx).set("tries", "many"), /^Workflow Typed, state: tries: .*expected number/);
      await rejects(loose(ctx).set("tags.0.name", 7), /tags\[0\]\.name: .*expected string/);
      assert.deepEqual(ctx.store.state, { tries: 0, tags: [], budget: 10 });
      await ctx.set("tags.0.name", "new");
      assert.deepEqual(await ctx.get("tags"), [{ name: "new" }]);
    });
  });

  it("refuses a field it does not have, and names those it has", async () => {
    await inStep(async (ctx) => {
      await rejects(
        loose(ctx).set("trise", 1),
        /trise: the state has no such field\. Fields: tries, tags, owner, budget/,
      );
    });
  });

  it("refuses a transaction as a whole", async () => {
    await inStep(async (ctx) => {
      const wrong = ctx.store.edit((draft) => {
        draft.tries = 5;
        draft.owner = 3 as unknown as string;
      });
      await rejects(wrong, /owner: .*expected string/);
      assert.equal(await ctx.get("tries"), 0);
      await ctx.store.edit((draft) => {
        draft.owner = "Ada";
      });
      await ctx.store.edit((draft) => {
        delete draft.owner;
      });
      assert.equal("owner" in ctx.store.state, false);
    });
  });

  it("cleared is its defaults again", async () => {
    await inStep(async (ctx) => {
      await ctx.set("tries", 4);
      await ctx.store.clear();
      assert.deepEqual(ctx.store.state, { tries: 0, tags: [], budget: 10 });
    });
  });

  it("keeps what a transform made; such a field is not held against what it reads", async () => {
    await inStep(async (ctx) => {
      await ctx.set("budget", 12);
      assert.equal(await ctx.get("budget"), 12);
    });
  });

  it("that a run ended with begins another one as it is: transforms do not run twice", async () => {
    class Spending extends Workflow.with({ state }) {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context<State>): Promise<StopEvent<number>> {
        await ctx.set("budget", (await ctx.get("budget")) - 1);
        return new StopEvent({ result: await ctx.get("budget") });
      }
    }
    const first = new Spending().run();
    await first;
    assert.equal(await new Spending().run({}, { context: first.context }), 8);
    assert.equal(await new Spending().run({}, { context: { state: { budget: "5" } as unknown as State } }), 4);
  });
});

describe("A path of the store", () => {
  const run = (value: unknown, path: string) => {
    class Single extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        await ctx.set("kept", value);
        await ctx.set(path, 1);
        return new StopEvent();
      }
    }
    return new Single().run();
  };

  it("through something that has no fields is refused, and what is there is kept", async () => {
    const message = (what: string) => new RegExp(`"kept\\.a\\.b" cannot be written: "kept" is ${what}`);
    await assert.rejects(Promise.resolve(run(5, "kept.a.b")), message("a number"));
    await assert.rejects(Promise.resolve(run("text", "kept.a.b")), message("a string"));
    await assert.rejects(Promise.resolve(run(new Map(), "kept.a.b")), message("a Map"));
    await run(null, "kept.a.b");
    await run({}, "kept.a.b");
  });

  it("into a list wants a position", async () => {
    await assert.rejects(
      Promise.resolve(run([1], "kept.first")),
      /"kept\.first" cannot be written: "kept" is a list.*"first"/,
    );
    await run([1], "kept.1");
  });
});
