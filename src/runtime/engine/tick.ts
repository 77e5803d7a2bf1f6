import type { Event } from "../events/event.ts";

/** An event on its way, with where it came from. */
export interface EventRecord {
  /** Unique within the run, counting up from 1. */
  readonly id: number;
  readonly event: Event;
  /** The tick that brought it. */
  readonly seq: number;
  /** The dispatch whose step produced it; 0 where it came from outside. */
  readonly producer: number;
}

/** A step that is to be called, or runs, with these events. */
export interface PendingDispatch {
  /** Unique within the run, counting up from 1. A retry is a new dispatch. */
  readonly id: number;
  readonly step: string;
  /** What the step takes: one, or several where it joins or collects. */
  readonly inputs: readonly EventRecord[];
  /** Counts from 1. */
  readonly attempt: number;
  /** Index of the worker slot, from 0. */
  readonly worker: number;
  /** When it got its worker: ms since the epoch, by the run's clock. */
  readonly startedAt: number;
}

/** A read of the store that an operation of the same body followed. */
export interface StoreRead {
  /** `""` for the whole state. */
  readonly path: string;
  /** So many times in a row. */
  readonly times: number;
  /** What was read; left out where the store holds just that when the tick is applied. */
  readonly value?: unknown;
}

/** A tick that a step's body caused through its context. */
interface Operated {
  readonly dispatch: number;
  /** What the body has read since its operation before. */
  readonly reads?: readonly StoreRead[];
}

export type ChildOutcome = { readonly result: unknown } | { readonly error: unknown };

/** Ids of the waiters that an event answers: found by the runner, since predicates are user code. */
export type Matches = readonly string[];

/**
 * Everything that can happen to a run. A tick is in the journal before anything follows from it, and any prefix of the
 * journal rebuilds the run's state. Clock readings, random delays and the outcomes of user predicates arrive in ticks.
 */
export type TickBody =
  | { readonly kind: "start"; readonly event: Event }
  /** An event from outside. */
  | {
      readonly kind: "event";
      readonly event: Event;
      readonly step?: string;
      readonly prompt?: string;
      readonly matches?: Matches;
    }
  /** A step's attempt returned. `list` where it returned an array. */
  | {
      readonly kind: "returned";
      readonly dispatch: number;
      readonly events: readonly Event[];
      readonly list: boolean;
      readonly matches?: readonly Matches[];
    }
  /** A step's attempt threw. `retryIn` (ms) where the policy grants another one. */
  | { readonly kind: "failed"; readonly dispatch: number; readonly error: unknown; readonly retryIn?: number }
  | (Operated & {
      readonly kind: "sent";
      readonly event: Event;
      readonly step?: string;
      readonly matches?: Matches;
    })
  | (Operated & { readonly kind: "streamed"; readonly event: Event })
  /** A store write: `changes` maps paths to new values; `clear` empties the store first. `dispatch` 0 = from outside. */
  | (Operated & {
      readonly kind: "stored";
      readonly changes: ReadonlyArray<readonly [path: string, value: unknown]>;
      readonly clear?: boolean;
      /** True for `store.edit`. */
      readonly edit?: boolean;
      /** Set where the write was refused with `error`: what it would have been. */
      readonly refused?: string;
      /** What the function given to `store.edit` returned or threw; both left out where it returned undefined. */
      readonly result?: unknown;
      readonly error?: unknown;
      /** True where that is no data, so that nobody can keep it. */
      readonly opaque?: boolean;
    })
  /** `ctx.collectEvents`: `expected` as [name, how many] in the order of the call. */
  | (Operated & {
      readonly kind: "collected";
      readonly event: Event;
      /** Set where the event is an input of the dispatch: which one. */
      readonly input?: number;
      readonly buffer: string;
      readonly expected: ReadonlyArray<readonly [name: string, count: number]>;
    })
  /** `ctx.waitForEvent`: `taken` is the id of an early response that answers it at once. */
  | (Operated & {
      readonly kind: "waiting";
      readonly waiter: string;
      readonly event: string;
      readonly human: boolean;
      readonly where?: Readonly<Record<string, unknown>>;
      readonly predicate?: boolean;
      readonly child?: boolean;
      readonly prompt?: Event;
      /** ms from `at`. */
      readonly timeout?: number;
      readonly taken?: number;
    })
  /** `ctx.runChild`: a run of that workflow began. */
  | (Operated & { readonly kind: "child"; readonly workflow: string; readonly run: string })
  /** The child that the dispatch's operation with that index (from 0) began has ended: with its result, or an error. */
  | {
      readonly kind: "childEnded";
      readonly dispatch: number;
      readonly operation: number;
      readonly outcome: ChildOutcome;
    }
  /** A timer of the reducer's is due. */
  | { readonly kind: "due"; readonly timer: string }
  | { readonly kind: "timeout"; readonly seconds: number }
  /** The run goes on after it was saved: the time in between does not count, steps that were at work start again. */
  | { readonly kind: "resumed" }
  | { readonly kind: "cancel"; readonly reason: string }
  /** The journal refused a tick: the run cannot go on, since nobody could tell later what happened. Never in a journal. */
  | { readonly kind: "broken"; readonly error: unknown }
  /** A debugger replaced the event of a dispatch that has not started. */
  | { readonly kind: "replaced"; readonly dispatch: number; readonly event: Event; readonly index: number };

/** One entry of the journal. */
export type Tick = TickBody & {
  /** Counts up from 1 within the run. */
  readonly seq: number;
  /** ms since the epoch. */
  readonly at: number;
  /** The tick that led to this one; 0 where it came from outside. */
  readonly cause: number;
};
