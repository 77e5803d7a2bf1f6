import type { Event } from "../../runtime/events/event.ts";

interface Counter {
  readonly event: string;
  readonly step: string;
  count: number;
}

/** Counts of one edge's end by step, then by event name. */
class EdgeCounts {
  readonly #steps = new Map<string, Map<string, Counter>>();

  add(step: string, event: Event): void {
    let events = this.#steps.get(step);
    if (events === undefined) {
      events = new Map();
      this.#steps.set(step, events);
    }
    const counter = events.get(event.$type);
    if (counter === undefined) events.set(event.$type, { event: event.$type, step, count: 1 });
    else counter.count++;
  }

  list(): Counter[] {
    const list: Counter[] = [];
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
