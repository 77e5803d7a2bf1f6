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
}
