import {
  type Clock,
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  stopAfterAttempt,
  Workflow,
  type WorkflowOptions,
} from "stepwright";
import { z } from "zod";
import type { Program } from "./program.ts";

const shape = { id: z.string(), program: z.custom<Program>() };
export class Work extends Event.with("Work", shape) {}
export class Work0 extends Event.with("Work0", shape) {}
export class Work1 extends Event.with("Work1", shape) {}
export class Work2 extends Event.with("Work2", shape) {}
/** A leaf, or the end of a dead branch (`leaf: false`), so that the run knows when all is done. */
export class Arrived extends Event.with("Arrived", { id: z.string(), leaf: z.boolean() }) {}

type AnyWork = Work | Work0 | Work1 | Work2;
const BRANCH_CLASSES = [Work0, Work1, Work2] as const;

export interface Input {
  readonly program: Program;
  /** How many events the collecting step expects. */
  readonly arrivals: number;
  /** Ids of arrivals for which the collecting step fails once after it has collected. */
  readonly failing: readonly string[];
}

export interface Outcome {
  readonly leaves: readonly string[];
}

/** Runs programs: what the events carry decides what the steps do. */
export class Interpreter extends Workflow<Input, Outcome> {
  /** How often each body ran, by the id of its work. */
  readonly bodies = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock, options: WorkflowOptions = {}) {
    super({
      clock,
      timeout: null,
      retry: (state) => retryPolicy({ stop: stopAfterAttempt(5), wait: () => state.attempt / 100 })(state),
      ...options,
    });
    this.#clock = clock;
  }

  @step(StartEvent) async begin(ev: StartEvent<Input>, ctx: Context): Promise<Work> {
    await ctx.set("input", { arrivals: ev.arrivals, failing: ev.failing });
    return new Work({ id: "", program: ev.program });
  }

  @step(Work) work(ev: Work, ctx: Context): Promise<Event | Event[]> {
    return this.#interpret(ev, ctx);
  }
  @step(Work0, { workers: 1 }) work0(ev: Work0, ctx: Context): Promise<Event | Event[]> {
    return this.#interpret(ev, ctx);
  }
  @step(Work1, { workers: 2 }) work1(ev: Work1, ctx: Context): Promise<Event | Event[]> {
    return this.#interpret(ev, ctx);
  }
  @step(Work2, { workers: 100 }) work2(ev: Work2, ctx: Context): Promise<Event | Event[]> {
    return this.#interpret(ev, ctx);
  }

  @step(Arrived, { workers: 2 }) async gather(ev: Arrived, ctx: Context): Promise<StopEvent<Outcome> | undefined> {
    const { arrivals, failing } = await ctx.get<{ arrivals: number; failing: string[] }>("input");
    const all = ctx.collectEvents(ev, new Array<typeof Arrived>(arrivals).fill(Arrived));
    if (failing.includes(ev.id) && ctx.retry.attempt === 1) throw new Error(`gather fails once for ${ev.id}`);
    if (!all) return undefined;
    return new StopEvent({ result: { leaves: all.filter((one) => one.leaf).map((one) => one.id) } });
  }

  async #interpret(ev: AnyWork, ctx: Context): Promise<Event | Event[]> {
    const { id, program: node } = ev;
    this.bodies.set(id, (this.bodies.get(id) ?? 0) + 1);
    switch (node.kind) {
      case "leaf":
        return new Arrived({ id, leaf: true });
      case "drop":
        return new Arrived({ id, leaf: false });
      case "fanOut":
        // An empty list arrives as one, for the count.
        if (node.children.length === 0) return new Arrived({ id, leaf: false });
        return node.children.map((program, index) => new Work({ id: `${id}.${index}`, program }));
      case "send":
        for (const [index, program] of node.children.entries())
          ctx.sendEvent(new Work({ id: `${id}.${index}`, program }));
        break;
      case "sleep":
        await this.#sleep(node.ms);
        break;
      case "wait":
        await this.#ask(id, ctx);
        break;
      case "fail":
        if (node.asks) await this.#ask(id, ctx);
        if (ctx.retry.attempt <= node.times) throw new Error(`${id} fails, attempt ${ctx.retry.attempt}`);
        break;
      case "store":
        await this.#count(id, node.edit, ctx);
        break;
      case "branch":
        return new BRANCH_CLASSES[node.step as 0 | 1 | 2]({ id: `${id}>`, program: node.next });
      case "loop":
        return this.#again(id, node);
    }
    return new Work({ id: `${id}>`, program: node.next });
  }

  #again(id: string, node: Program & { kind: "loop" }): Work {
    const [start, round] = splitRound(id);
    const coming = round + 1;
    if (coming >= node.rounds) return new Work({ id: `${start}>`, program: node.next });
    return new Work({ id: `${start}~${coming}`, program: node });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.setTimer(resolve, ms));
  }

  async #ask(id: string, ctx: Context): Promise<void> {
    const prompt = new InputRequiredEvent({ prefix: id });
    const answer = await ctx.waitForEvent(HumanResponseEvent, { prompt, where: { response: id } });
    if (answer.response !== id) throw new Error(`the answer for ${answer.response} came to ${id}`);
  }

  async #count(id: string, edit: boolean, ctx: Context): Promise<void> {
    if (!edit) {
      await ctx.set(`places.${encodeId(id)}`, true);
      return;
    }
    await ctx.store.edit(async (draft) => {
      const before: number = draft.count ?? 0;
      await Promise.resolve();
      draft.count = before + 1;
    });
  }
}

/** `work~2` as ["work", 2], `work` as ["work", 0]. */
function splitRound(id: string): [start: string, round: number] {
  const [, start = id, round = "0"] = /^(.*)~(\d+)$/.exec(id) ?? [];
  return [start, Number(round)];
}

/** Ids as keys of the store, which are joined by dots. */
export function encodeId(id: string): string {
  return `i${id.replaceAll(".", "_")}`;
}
