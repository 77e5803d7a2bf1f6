import type { Clock } from "../engine/clock.ts";

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** What `new SimulatedClock()` shows first: 2020-01-01T00:00:00Z. */
const DEFAULT_START = Date.UTC(2020, 0, 1);

/**
 * A clock that stands still until it is told to go on, so that a test of hours takes milliseconds:
 *
 *     const clock = new SimulatedClock();
 *     const run = new Flow({ clock, timeout: 60 }).run();
 *     await clock.advance(60_000);
 *     await assert.rejects(run, WorkflowTimeoutError);
 */
export class SimulatedClock implements Clock {
  #now: number;
  /** In the order they were set, which is the order among those of one time. */
  readonly #timers = new Set<Timer>();

  /** @param start ms since the epoch. */
  constructor(start: number = DEFAULT_START) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, ms: number): unknown {
    const timer: Timer = { due: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  /** ms from now until each timer that is set is due, the next one first. */
  get pending(): readonly number[] {
    return [...this.#timers].map((timer) => timer.due - this.#now).sort((a, b) => a - b);
  }

  /**
   * Lets that much time pass: fires what falls due, in order, each at its own time, and lets everything that follows
   * from it settle before the next, timers set meanwhile included.
   * @param ms 0 fires what is due now.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.due);
      timer.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Resolves once all that can happen without time passing has happened; real I/O is not waited for. */
  async settle(): Promise<void> {
    // The second turn is for what the engine itself put off to a later turn of the event loop.
    await turn();
    await turn();
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.due <= end && (!next || timer.due < next.due)) next = timer;
    return next;
  }
}

/** One turn of the event loop: all promises that can settle have then settled. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
