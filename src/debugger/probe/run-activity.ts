import type { Event } from "../../runtime/events/event.ts";

/** How often one edge was taken. */
export interface EdgeCount {
  readonly event: string;
  readonly step: string;
  readonly count: number;
}

type Counter = { -readonly [K in keyof EdgeCount]: EdgeCount[K] };

/** Counts of one edge's end by step, then by event name. */
export class EdgeCounts {
  readonly #steps = new Map<string, Map<string, Counter>>();
  /** The last one: loops and fans go over the same edge again and again. */
  #last: Counter | undefined;

  add(step: string, event: Event): void {
    const last = this.#last;
    if (last !== undefined && last.step === step && last.event === event.$type) {
      last.count++;
      return;
    }
    let events = this.#steps.get(step);
    if (events === undefined) {
      events = new Map();
      this.#steps.set(step, events);
    }
    let counter = events.get(event.$type);
    if (counter === undefined) {
      counter = { event: event.$type, step, count: 0 };
      events.set(event.$type, counter);
    }
    counter.count++;
    this.#last = counter;
  }

  list(): EdgeCount[] {
    const list: EdgeCount[] = [];
    for (const events of this.#steps.values()) for (const counter of events.values()) list.push({ ...counter });
    return list;
  }
}

/** What a run has done so far, counted as it happens. */
export class RunActivity {
  /** Deliveries, event → step. */
  readonly delivered = new EdgeCounts();
  /** Productions, step → event. */
  readonly produced = new EdgeCounts();
  /** Steps whose last attempt failed. */
  readonly failed = new Map<string, { message: string; retrying: boolean }>();
  /** Something changed since the last sample. */
  changed = true;
}
