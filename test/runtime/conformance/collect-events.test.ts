import assert from "node:assert/strict";
import {
  type Context,
  Event,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  WorkflowRuntimeError,
} from "stepwright";
import { z } from "zod";

class A extends Event.with("A", { n: z.number() }) {}
class B extends Event.with("B", { n: z.number() }) {}

describe("ctx.collectEvents", () => {
  it("fed A, B, A, B returns [A, B, A, B] in the expected order, once (§3 #2)", async () => {
    const answers: (string | null)[] = [];
    class Collect extends Workflow {
      @step(StartEvent) begin(): (A | B)[] {
        return [new A({ n: 1 }), new B({ n: 2 }), new A({ n: 3 }), new B({ n: 4 })];
      }
      @step(A, B, { workers: 1 }) gather(ev: A | B, ctx: Context): StopEvent<number[]> | undefined {
        const all = ctx.collectEvents(ev, [A, B, A, B]);
        answers.push(all ? all.map((one) => one.$type).join("") : null);
        return all ? new StopEvent({ result: all.map((one) => one.n) }) : undefined;
      }
    }
    assert.deepEqual(await new Collect().run(), [1, 2, 3, 4]);
    assert.deepEqual(answers, [null, null, null, "ABAB"]);
  });

  it("returns them in the expected order whatever the order of arrival", async () => {
    class Collect extends Workflow {
      @step(StartEvent) begin(): (A | B)[] {
        return [new B({ n: 1 }), new B({ n: 2 }), new A({ n: 3 })];
      }
      @step(A, B) gather(ev: A | B, ctx: Context): StopEvent<number[]> | undefined {
        const all = ctx.collectEvents(ev, [A, B, B]);
        return all ? new StopEvent({ result: all.map((one) => one.n) }) : undefined;
      }
    }
    assert.deepEqual(await new Collect().run(), [3, 1, 2]);
  });

  it("with two racing workers gives [[1, 2], [3, 4]]: none lost, none twice (§3 #3)", async () => {
    const collected: number[][] = [];
    class Race extends Workflow {
      @step(StartEvent) begin(): A[] {
        return [1, 2, 3, 4].map((n) => new A({ n }));
      }
      @step(A, { workers: 2 }) async gather(ev: A, ctx: Context): Promise<StopEvent | undefined> {
        await Promise.resolve();
        const pair = ctx.collectEvents(ev, [A, A]);
        if (!pair) return undefined;
        collected.push(pair.map((one) => one.n));
        return collected.length === 2 ? new StopEvent() : undefined;
      }
    }
    await new Race().run();
    assert.deepEqual(collected, [
      [1, 2],
      [3, 4],
    ]);
  });

  it("keeps what comes beyond the expected for the next round", async () => {
    const collected: string[] = [];
    class Surplus extends Workflow {
      @step(StartEvent) begin(): (A | B)[] {
        return [new A({ n: 1 }), new A({ n: 2 }), new A({ n: 3 }), new B({ n: 4 }), new B({ n: 5 }), new B({ n: 6 })];
      }
      @step(A, B, { workers: 1 }) gather(ev: A | B, ctx: Context): StopEvent | undefined {
        const pair = ctx.collectEvents(ev, [A, B]);
        if (pair) collected.push(`${pair[0].n}${pair[1].n}`);
        return collected.length === 3 ? new StopEvent() : undefined;
      }
    }
    await new Surplus().run();
    assert.deepEqual(collected, ["14", "25", "36"]);
  });

  it("keeps a buffer per step and per buffer id", async () => {
    const collected: string[] = [];
    class Buffers extends Workflow {
      @step(StartEvent) begin(): A[] {
        return [1, 2, 3, 4].map((n) => new A({ n }));
      }
      @step(A) odd(ev: A, ctx: Context): void {
        const pair = ctx.collectEvents(ev, [A, A], { buffer: ev.n % 2 === 0 ? "even" : "odd" });
        if (pair) collected.push(`parity ${pair[0].n}${pair[1].n}`);
      }
      @step(A) all(ev: A, ctx: Context): StopEvent | undefined {
        const four = ctx.collectEvents(ev, [A, A, A, A]);
        if (four) collected.push(`all ${four.map((one) => one.n).join("")}`);
        return collected.length === 3 ? new StopEvent() : undefined;
      }
      @step(A, { workers: 1 }) async last(ev: A): Promise<StopEvent | undefined> {
        return ev.n === 4 ? new StopEvent() : undefined;
      }
    }
    await new Buffers().run();
    assert.deepEqual(collected.sort(), ["all 1234", "parity 13", "parity 24"]);
  });

  it("counts an event once, however often its step is tried again; no body runs twice for it", async () => {
    let bodies = 0;
    let failures = 0;
    class Retried extends Workflow {
      @step(StartEvent) begin(): A[] {
        return [1, 2, 3].map((n) => new A({ n }));
      }
      @step(A, { workers: 1, retry: retryPolicy() }) gather(ev: A, ctx: Context): StopEvent<number[]> | undefined {
        bodies++;
        const all = ctx.collectEvents(ev, [A, A, A]);
        if (ev.n === 1 && failures === 0) {
          failures++;
          throw new Error("while one is held");
        }
        if (all && failures < 3) {
          failures++;
          throw new Error("while all are there");
        }
        return all ? new StopEvent({ result: all.map((one) => one.n) }) : undefined;
      }
    }
    assert.deepEqual(await new Retried().run(), [1, 2, 3]);
    assert.equal(bodies, 3 + failures);
  });

  it("refuses an empty list and what is no event", async () => {
    class Wrong extends Workflow {
      @step(StartEvent) begin(ev: StartEvent, ctx: Context): StopEvent {
        assert.throws(() => ctx.collectEvents(ev, []), WorkflowRuntimeError);
        assert.throws(() => ctx.collectEvents({ n: 1 } as never, [A]), /expected an Event instance, got object/);
        return new StopEvent();
      }
    }
    await new Wrong().run();
  });

  it("reads a list that is made anew for each call only where it may be complete", async () => {
    const [size, pairs] = [400, 200];
    let reads = 0;
    const counting = (classes: readonly (typeof A | typeof B)[]): readonly (typeof A | typeof B)[] =>
      new Proxy(classes, {
        get(target, key) {
          if (typeof key === "string" && /^\d+$/.test(key)) reads++;
          return Reflect.get(target, key);
        },
      });
    class Many extends Workflow<Record<never, never>, number> {
      @step(StartEvent) begin(): (A | B)[] {
        return Array.from({ length: size }, (_, n) => (n % 2 ? new A({ n }) : new B({ n })));
      }
      @step(A, B) gather(ev: A | B, ctx: Context): StopEvent<number> | undefined {
        const all = ctx.collectEvents(ev, counting(new Array(pairs).fill([A, B]).flat()));
        return all ? new StopEvent({ result: all.length }) : undefined;
      }
    }
    assert.equal(await new Many({ timeout: null }).run(), size);
    assert.ok(reads <= 3 * size, `${reads} reads`);
  });

  it("takes another list of the same length for what it is", async () => {
    class Changes extends Workflow<Record<never, never>, string[]> {
      @step(StartEvent) begin(): (A | B)[] {
        return [new A({ n: 1 }), new B({ n: 2 }), new B({ n: 3 })];
      }
      @step(A, B) gather(ev: A | B, ctx: Context): StopEvent<string[]> | undefined {
        const all = ctx.collectEvents(ev, ev.n === 1 ? [A, A, A] : [B, A, B]);
        return all ? new StopEvent({ result: all.map((one) => `${one.$type}${one.n}`) }) : undefined;
      }
    }
    assert.deepEqual(await new Changes({ timeout: null }).run(), ["B2", "A1", "B3"]);
  });

  it("collects very many", async () => {
    const expected = Object.freeze(new Array<typeof A>(200_000).fill(A));
    class Many extends Workflow<Record<never, never>, number> {
      @step(StartEvent) begin(): A[] {
        return expected.map((_cls, n) => new A({ n }));
      }
      @step(A) gather(ev: A, ctx: Context): StopEvent<number> | undefined {
        const all = ctx.collectEvents(ev, expected);
        return all ? new StopEvent({ result: all.length }) : undefined;
      }
    }
    assert.equal(await new Many({ timeout: null }).run(), 200_000);
  });
});
