import { sameData } from "../context/values.ts";
import { ContextStateError } from "../errors.ts";
import { asInstance, type Event, type EventClass, lineageOf, nameOf } from "../events/event.ts";
import { waitKey } from "./operations.ts";
import type { Running, RunState, Waiter } from "./state.ts";
import type { Matches, StoreRead, TickBody } from "./tick.ts";
import { timedOut } from "./timed-out.ts";

type Predicate = (event: Event) => boolean;

/** What a step body waits for, as the context hands it over. */
export interface WaitRequest {
  readonly id: string;
  readonly cls: EventClass;
  readonly where?: Readonly<Record<string, unknown>> | undefined;
  readonly predicate?: Predicate | undefined;
  readonly prompt?: Event | undefined;
  /** ms */
  readonly timeout?: number | undefined;
  readonly reads?: readonly StoreRead[] | undefined;
  /** The question is a child run's: the child has told inspectors of it already. */
  readonly child?: boolean;
}

interface Wait {
  readonly cls: EventClass;
  readonly predicate: Predicate | undefined;
  readonly resolve: (event: Event) => void;
  readonly reject: (error: unknown) => void;
}

/** The live side of the state's waiters: the promises that bodies await, and the functions that decide what answers. */
export class Waits {
  readonly #state: RunState;
  readonly #open = new Map<string, Wait>();

  constructor(state: RunState) {
    this.#state = state;
  }

  /** The class that an open wait of this name is for. */
  classNamed(name: string): EventClass | undefined {
    for (const wait of this.#open.values()) if (nameOf(wait.cls) === name) return wait.cls;
    return undefined;
  }

  /** Ids of the waiters that the event answers. `prompt` restricts it to the wait that asked that question. */
  matches(event: Event, prompt?: string): Matches | undefined {
    let matched: string[] | undefined;
    for (const waiter of this.#state.waiters.values()) {
      if (prompt !== undefined && waiter.prompt !== prompt) continue;
      if (this.#isAnswer(event, waiter)) matched = [...(matched ?? []), waiter.id];
    }
    return matched;
  }

  /** A predicate is user code: what it throws is thrown where its wait is awaited. */
  #isAnswer(event: Event, waiter: Waiter): boolean {
    const wait = this.#open.get(waiter.id);
    // After a restart, until the step has come to its wait again, only data can decide.
    if (!wait) return !waiter.predicate && answers(event, waiter.event, waiter.where, undefined);
    try {
      return answers(event, waiter.event, waiter.where, wait.predicate);
    } catch (error) {
      this.#open.delete(waiter.id);
      wait.reject(error);
      return false;
    }
  }

  /**
   * Opens a wait: the promise that its body awaits, and the tick to apply; none where the wait was open before a restart
   * and goes on. @throws ContextStateError where this attempt has a wait of that id already.
   */
  open(running: Running, request: WaitRequest): { answered: Promise<Event>; tick: TickBody | undefined } {
    const { id, cls, where, predicate, prompt, timeout, reads, child } = request;
    if (this.#open.has(id)) {
      throw new ContextStateError(
        `ctx.waitForEvent in step ${running.step}: this attempt waits under the id "${waitKey(id)}" already. Give each wait an id of its own.`,
      );
    }
    const name = nameOf(cls);
    const early = child ? undefined : this.#state.inbox.find((record) => answers(record.event, name, where, predicate));
    const answered = new Promise<Event>((resolve, reject) => {
      this.#open.set(id, { cls, predicate, resolve, reject });
    });
    // A body that has ended without its wait leaves nobody to catch what becomes of it.
    answered.catch(() => undefined);
    if (this.#state.waiters.has(id) && !early) return { answered, tick: undefined };
    const tick: TickBody = {
      kind: "waiting",
      dispatch: running.id,
      waiter: id,
      event: name,
      human: cls.kind === "humanResponse" || prompt !== undefined,
      ...(reads && { reads }),
      ...(where && { where }),
      ...(predicate && { predicate: true }),
      ...(child && { child }),
      ...(prompt && { prompt }),
      ...(timeout !== undefined && { timeout }),
      ...(early && { taken: early.id }),
    };
    return { answered, tick };
  }

  /** Lets the body go on: with the event, or without one where the time is over. */
  settle(id: string, event: Event | undefined): void {
    const wait = this.#open.get(id);
    if (!wait) return;
    this.#open.delete(id);
    if (event) wait.resolve(asInstance(event, wait.cls));
    else wait.reject(timedOut(nameOf(wait.cls)));
  }

  /** What a body still waits for when it ends is not awaited any more. */
  forget(running: Running): void {
    if (running.waits === 0) return;
    for (const id of this.#open.keys()) if (id.startsWith(`${running.id}:`)) this.#open.delete(id);
  }

  /** The run has ended. */
  rejectAll(reason: unknown): void {
    for (const wait of this.#open.values()) wait.reject(reason);
    this.#open.clear();
  }
}

function answers(
  event: Event,
  name: string,
  where: Readonly<Record<string, unknown>> | undefined,
  predicate: Predicate | undefined,
): boolean {
  if (event.$type !== name && !lineageOf(event.constructor as unknown as EventClass).includes(name)) return false;
  const fields = event as unknown as Record<string, unknown>;
  if (where && !Object.entries(where).every(([key, value]) => sameData(fields[key], value))) return false;
  return predicate ? predicate(event) : true;
}
