import { url } from "node:inspector";

/** ms between beats. */
const BEAT = 100;
/** A longer gap of the event loop may be a freeze. */
const GAP = 300;
/** Whoever kept the event loop for longer at a time has a breakpoint that was set meanwhile read before the next dispatch. */
const KEPT = 20;
/** So long may many keep it, one right after the other: each turn of it costs speed. */
const UNREAD = 300;
/** Below this share of a processor a gap was a freeze: looking at variables costs a little, and a busy machine gives a body that computes far less than a whole one. */
const FROZEN_SHARE = 0.1;

/** Microseconds: of this thread where Node can tell (from 23.9 on), else of the process. */
const usage: (() => { user: number; system: number }) | undefined = (
  process as { threadCpuUsage?: () => { user: number; system: number } }
).threadCpuUsage?.bind(process);

/**
 * Measures for how long the JavaScript debugger held the process still, as it does at a line breakpoint. From inside that
 * looks as a body does that computes without a pause; the difference is that a frozen thread uses no processor.
 */
export class Heartbeat {
  #frozen = 0;
  #last = 0;
  /** When the event loop had last read what came in. */
  #lastRead = 0;
  #wasKept = false;
  /** Processor time at the last beat. */
  #cpu = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Without a run to keep time for, it rests. */
  set active(active: boolean) {
    if (active === (this.#timer !== undefined)) return;
    if (active) {
      this.#last = this.#lastRead = Date.now();
      this.#wasKept = false;
      this.#cpu = cpuMs();
      this.#timer = setInterval(() => {
        this.frozenMs();
        this.#cpu = cpuMs();
        // A timer comes before what lies on the sockets is read, an immediate after it.
        setImmediate(() => this.hasRead()).unref();
      }, BEAT).unref();
    } else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** Whether a message may lie unread. As of the last look at the clock: this is asked for every dispatch. */
  get isStarved(): boolean {
    return this.#timer !== undefined && (this.#wasKept || this.#last - this.#lastRead > UNREAD);
  }

  /** What had come in until now is read. */
  hasRead(): void {
    this.frozenMs();
    this.#lastRead = this.#last;
    this.#wasKept = false;
  }

  /** ms so far. Exact to one beat, and right after a freeze already complete: whoever asks first finds the gap. */
  frozenMs(): number {
    // The clock that the runtime reads, and the cheaper one: this is asked twice for every dispatch.
    const now = Date.now();
    const gap = now - this.#last;
    this.#last = now;
    if (gap > KEPT) {
      this.#wasKept = true;
      if (this.#timer !== undefined && gap > GAP) this.#count(gap);
    }
    return this.#frozen;
  }

  #count(gap: number): void {
    // Without an inspector there is no debugger that could freeze anything.
    if (url() === undefined) return;
    const cpu = cpuMs();
    const used = cpu - this.#cpu;
    this.#cpu = cpu;
    if (used < gap * FROZEN_SHARE) this.#frozen += gap;
  }
}

/** Processor time in ms. */
function cpuMs(): number {
  const { user, system } = usage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}
