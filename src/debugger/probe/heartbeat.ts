/** ms between beats. */
const BEAT = 100;
/** A longer gap of the event loop counts as frozen. */
const GAP = 300;

/**
 * Measures for how long the process stood still, as it does at a line breakpoint of the JavaScript debugger. A body that
 * computes for that long without a pause counts too: the two look the same from inside.
 */
export class Heartbeat {
  #frozen = 0;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Without a run to keep time for, it rests. */
  set active(active: boolean) {
    if (active === (this.#timer !== undefined)) return;
    if (active) {
      this.#last = Date.now();
      this.#timer = setInterval(() => this.frozenMs(), BEAT).unref();
    } else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** ms so far. Exact to one beat, and right after a freeze already complete: whoever asks first finds the gap. */
  frozenMs(): number {
    // The clock that the runtime reads, and the cheaper one: this is asked twice for every dispatch.
    const now = Date.now();
    const gap = now - this.#last;
    this.#last = now;
    if (this.#timer !== undefined && gap > GAP) this.#frozen += gap;
    return this.#frozen;
  }
}
