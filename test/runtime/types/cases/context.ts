import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { z } from "zod";
import { expectType, type Same } from "./expect.ts";

class A extends Event.with("A", { a: z.string() }) {}
class B extends Event.with("B", { b: z.number() }) {}
class Verdict extends HumanResponseEvent.with("Verdict", { ok: z.boolean(), ticket: z.number() }) {}

interface State {
  count: number;
  user: { name: string; tags: string[] };
  note?: string;
}

class Child extends Workflow<{ n: number }, boolean> {
  @step(StartEvent) begin(): StopEvent<boolean> {
    return new StopEvent({ result: true });
  }
}

export async function typedState(ctx: Context<State>): Promise<void> {
  const count = await ctx.get("count");
  expectType<Same<typeof count, number>>();
  const note = await ctx.get("note", "none");
  expectType<Same<typeof note, string>>();
  const user = await ctx.store.get("user");
  expectType<Same<typeof user, State["user"]>>();
  await ctx.set("count", 2);
  await ctx.set("user.name", "Ada");
  const name = await ctx.get<string>("user.name");
  expectType<Same<typeof name, string>>();
  const total = await ctx.store.edit((draft) => {
    draft.count += 1;
    draft.user.tags.push("new");
    return draft.count;
  });
  expectType<Same<typeof total, number>>();
  expectType<Same<typeof ctx.store.state.count, number>>();
  // @ts-expect-error the key has another type
  await ctx.set("count", "two");
  // @ts-expect-error there is no such key to write
  await ctx.set("cuont", 1);
  // @ts-expect-error there is no such key to read
  await ctx.get("cuont");
  // @ts-expect-error the draft has no such key
  await ctx.store.edit((draft) => void draft.nothing);
  // @ts-expect-error the state is readonly
  ctx.store.state.count = 3;
}

export async function untypedState(ctx: Context): Promise<void> {
  await ctx.set("anything.at.all", 1);
  const anything = await ctx.get<number>("anything");
  expectType<Same<typeof anything, number>>();
  (await ctx.get("other")).whatever;
}

export async function events(ctx: Context, ev: A | B): Promise<void> {
  const pair = ctx.collectEvents(ev, [A, B]);
  if (pair) {
    expectType<Same<typeof pair, [A, B]>>();
    const [a, b] = pair;
    expectType<Same<typeof a.a, string>>();
    expectType<Same<typeof b.b, number>>();
  }
  // @ts-expect-error it may be null
  pair.length;
  const many = ctx.collectEvents(ev, new Array<typeof A>(3).fill(A));
  many?.map((one) => one.a);

  const answer = await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
  expectType<Same<typeof answer.response, string>>();
  const verdict = await ctx.waitForEvent(Verdict, { where: { ticket: 7 }, timeout: 5, id: "verdict" });
  expectType<Same<typeof verdict, Verdict>>();
  await ctx.waitForEvent(Verdict, { where: (one) => one.ok && one.ticket > 1 });
  // @ts-expect-error the event has no such field
  await ctx.waitForEvent(Verdict, { where: { id: 7 } });
  // @ts-expect-error the predicate is given the event
  await ctx.waitForEvent(Verdict, { where: (one: B) => one.b > 1 });

  ctx.sendEvent(ev, { step: "next" });
  ctx.writeEventToStream(ev);
  // @ts-expect-error only events can be sent
  ctx.sendEvent("text");
  const signal: AbortSignal = ctx.signal;
  signal.throwIfAborted();
  const done = await ctx.runChild(new Child(), { n: 1 });
  expectType<Same<typeof done, boolean>>();
  // @ts-expect-error the child's input
  await ctx.runChild(new Child(), { text: "" });
}
