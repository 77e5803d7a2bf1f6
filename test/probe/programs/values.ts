/** One event and one state with every kind of value. */
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
  get length(): number {
    reads++;
    return Math.hypot(this.x, this.y);
  }
  get broken(): number {
    throw new Error("this getter throws");
  }
}

let reads = 0;

class Values extends Event.with("Values", {
  all: z.record(z.string(), z.unknown()),
  n: z.number(),
  tags: z.array(z.string()),
}) {}

function values(): Record<string, unknown> {
  const cyclic: Record<string, unknown> = { name: "cycle" };
  cyclic["self"] = cyclic;
  return {
    text: "a 'quoted'\ntext",
    huge: "x".repeat(100_000_000),
    big: 12345678901234567890n,
    nothing: null,
    missing: undefined,
    negativeZero: -0,
    date: new Date(Date.UTC(2026, 0, 2)),
    map: new Map<unknown, unknown>([
      ["a", 1],
      [{ key: true }, [1, 2]],
    ]),
    set: new Set([1, "two"]),
    bytes: new Uint8Array([1, 2, 255]),
    error: new RangeError("out of range", { cause: new Error("inner") }),
    point: new Point(3, 4),
    cyclic,
    list: Array.from({ length: 100_000 }, (_, i) => i),
    sparse: Object.assign(new Array(3), { 0: 1, 2: 3 }),
    wide: Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`key${i}`, i])),
    proxy: new Proxy({}, { get: () => reads++, ownKeys: () => [`read${reads++}`] }),
    call: function callMe() {},
    symbol: Symbol("s"),
    pattern: /a+b/g,
  };
}

class Showcase extends Workflow<object, string> {
  readonly settings = { depth: 3 };

  @step(StartEvent)
  async begin(_: StartEvent, ctx: Context): Promise<Values> {
    await ctx.set("user", { name: "Ada", roles: ["admin", "editor"] });
    await ctx.set("count", 1);
    return new Values({ all: values(), n: 1, tags: ["red"] });
  }

  @step(Values)
  async finish(ev: Values, ctx: Context): Promise<StopEvent<string>> {
    const result = { n: ev.n, tags: ev.tags, count: await ctx.get("count"), user: await ctx.get("user"), reads };
    return new StopEvent({ result: JSON.stringify(result) });
  }
}

console.log(await new Showcase({ timeout: 60 }).run({}));
