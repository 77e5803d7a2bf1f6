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
  | {
      readonly kind: "sent";
      readonly dispatch: number;
      readonly event: Event;
      readonly step?: string;
      readonly matches?: Matches;
    }
  | { readonly kind: "streamed"; readonly dispatch: number; readonly event: Event }
  /** A store write: `changes` maps paths to new values; `clear` empties the store first. `dispatch` 0 = from outside. */
  | {
      readonly kind: "stored";
      readonly dispatch: number;
      readonly changes: ReadonlyArray<readonly [path: string, value: unknown]>;
      readonly clear?: boolean;
      /** True for `store.edit`: what it changes may differ when a step starts again. */
      readonly edit?: boolean;
    }
  /** `ctx.collectEvents`: `expected` as [name, how many] in the order of the call. */
  | {
      readonly kind: "collected";
      readonly dispatch: number;
      readonly event: Event;
      /** Set where the event is an input of the dispatch: which one. */
      readonly input?: number;
      readonly buffer: string;
      readonly expected: ReadonlyArray<readonly [name: string, count: number]>;
    }
  /** `ctx.waitForEvent`: `taken` is the id of an early response that answers it at once. */
  | {
      readonly kind: "waiting";
      readonly dispatch: number;
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
