import { Event } from "../events/event.ts";
import type { Tick } from "./tick.ts";

/** Bumped when a reader of an older journal would misread a newer one. */
export const JOURNAL_VERSION = 1;

/** What a journal begins with. */
export interface JournalHeader {
  readonly version: number;
  readonly workflow: string;
  readonly runId: string;
  readonly parentId: string | undefined;
  /** ms since the epoch. */
  readonly at: number;
  /** The store before the first tick. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** Where a run's ticks go, one after the other, before anything follows from them. */
export interface Journal {
  /** Called once, before the first tick; not for a run that goes on with a journal. */
  open?(header: JournalHeader): void;
  append(tick: Tick): void;
  /** The run has ended. */
  close?(): void;
}

/**
 * Keeps all ticks in memory: what a run has unless it is told otherwise. By far the most ticks say that a step returned
 * one event; of these it keeps the event and three numbers, since an object each would keep the garbage collector busy
 * in long runs.
 */
export class MemoryJournal implements Journal {
  header: JournalHeader | undefined;
  /** The event of a tick of that kind; any other tick as it is. */
  readonly #payloads: (Event | Tick)[] = [];
  readonly #dispatches: number[] = [];
  readonly #times: number[] = [];
  readonly #causes: number[] = [];
  #firstSeq = 1;
  readonly #read: Tick[] = [];

  open(header: JournalHeader): void {
    this.header = header;
  }

  append(tick: Tick): void {
    if (this.#payloads.length === 0) this.#firstSeq = tick.seq;
    const compact = tick.kind === "returned" && tick.events.length === 1 && !tick.list && !tick.matches;
    this.#payloads.push(compact ? (tick.events[0] as Event) : tick);
    this.#dispatches.push(compact ? tick.dispatch : 0);
    this.#times.push(compact ? tick.at : 0);
    this.#causes.push(compact ? tick.cause : 0);
  }

  /** All ticks so far, in their order. */
  get ticks(): readonly Tick[] {
    for (let index = this.#read.length; index < this.#payloads.length; index++) this.#read.push(this.#tickAt(index));
    return this.#read;
  }

  #tickAt(index: number): Tick {
    const payload = this.#payloads[index] as Event | Tick;
    if (!(payload instanceof Event)) return payload;
    return {
      kind: "returned",
      dispatch: this.#dispatches[index] as number,
      events: [payload],
      list: false,
      seq: this.#firstSeq + index,
      at: this.#times[index] as number,
      cause: this.#causes[index] as number,
    };
  }
}
