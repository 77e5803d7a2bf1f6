import { ContextStateError } from "../errors.ts";
import { InternalEvent } from "../events/builtin.ts";
import type { Event } from "../events/event.ts";

export interface StreamOptions {
  /** Also internal events (StepStateChanged, …). They exist from the first such reader on. */
  readonly internal?: boolean;
  /** Start behind this position: -1 (default) the beginning, `"now"` only what comes. */
  readonly after?: number | "now";
}

/** How many events a run's stream keeps for readers that come late or are slow. */
export const STREAM_RETENTION = 10_000;

/** What a run publishes: any number of readers, each at its own pace; a slow one blocks nobody. */
export class EventStream {
  readonly #retention: number;
  #events: Event[] = [];
  /** Position of the first event kept. */
  #first = 0;
  #closed = false;
  #internalReaders = 0;
  #wake: (() => void)[] = [];

  constructor(retention = STREAM_RETENTION) {
    this.#retention = retention;
  }

  publish(event: Event): void {
    if (this.#closed) return;
    this.#events.push(event);
    if (this.#events.length > this.#retention * 2) {
      const gone = this.#events.length - this.#retention;
      this.#events = this.#events.slice(gone);
      this.#first += gone;
    }
    this.#wakeReaders();
  }

  /** Makes and publishes an internal event, if anybody reads those. */
  publishInternal(make: () => Event): void {
    if (this.#internalReaders > 0) this.publish(make());
  }

  close(): void {
    this.#closed = true;
    this.#wakeReaders();
  }

  /** Reads from the given position to the end of the run. @throws ContextStateError where that position is no longer kept. */
  read(options: StreamOptions = {}): AsyncIterableIterator<Event> {
    const { internal = false, after = -1 } = options;
    if (internal) this.#internalReaders++;
    const start = after === "now" ? this.#first + this.#events.length : after + 1;
    return this.#iterate(start, internal);
  }

  async *#iterate(start: number, internal: boolean): AsyncIterableIterator<Event> {
    let position = start;
    try {
      while (true) {
        if (position < this.#first) {
          throw new ContextStateError(
            `The stream's events from ${position} to ${this.#first - 1} are gone: it keeps the last ${this.#retention}. Read faster, or start with { after: "now" }.`,
          );
        }
        const event = this.#events[position - this.#first];
        if (event) {
          position++;
          if (internal || !(event instanceof InternalEvent)) yield event;
        } else if (this.#closed) {
          return;
        } else {
          await new Promise<void>((resolve) => this.#wake.push(resolve));
        }
      }
    } finally {
      if (internal) this.#internalReaders--;
    }
  }

  #wakeReaders(): void {
    if (this.#wake.length === 0) return;
    const waking = this.#wake;
    this.#wake = [];
    for (const wake of waking) wake();
  }
}
