/** Where time comes from: the system's, or a simulated one in tests. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** The longest delay a system timer takes (about 24.8 days); longer ones are armed again. */
const LONGEST_DELAY = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (callback, ms) => setTimeout(callback, Math.min(ms, LONGEST_DELAY)),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

interface Alarm {
  readonly due: number;
  readonly callback: () => void;
  timer: unknown;
}

/**
 * A run's own time: the clock's, without the time for which the run was held or the process frozen by a debugger.
 * Timers never fire early: one that the clock fires while time stood still is armed again.
 */
export class RunClock {
  readonly #clock: Clock;
  readonly #frozenMs: () => number;
  readonly #alarms = new Map<string, Alarm>();
  #holds = 0;
  #heldSince = 0;
  #lost = 0;

  constructor(clock: Clock, frozenMs: () => number) {
    this.#clock = clock;
    this.#frozenMs = frozenMs;
  }

  now(): number {
    const now = this.#holds > 0 ? this.#heldSince : this.#clock.now() - this.#frozenMs();
    return now - this.#lost;
  }

  /** Stops time until the returned function is called. Holds nest. */
  hold(): () => void {
    if (this.#holds === 0) {
      this.#heldSince = this.#clock.now() - this.#frozenMs();
      for (const alarm of this.#alarms.values()) this.#clock.clearTimer(alarm.timer);
    }
    this.#holds++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      if (--this.#holds > 0) return;
      this.#lost += this.#clock.now() - this.#frozenMs() - this.#heldSince;
      for (const [id, alarm] of this.#alarms) this.#arm(id, alarm);
    };
  }

  /** Calls back once `now()` has reached `due`. An id that is set already is replaced. */
  set(id: string, due: number, callback: () => void): void {
    this.clear(id);
    const alarm: Alarm = { due, callback, timer: undefined };
    this.#alarms.set(id, alarm);
    if (this.#holds === 0) this.#arm(id, alarm);
  }

  clear(id: string): void {
    const alarm = this.#alarms.get(id);
    if (!alarm) return;
    this.#alarms.delete(id);
    this.#clock.clearTimer(alarm.timer);
  }

  clearAll(): void {
    for (const id of [...this.#alarms.keys()]) this.clear(id);
  }

  #arm(id: string, alarm: Alarm): void {
    alarm.timer = this.#clock.setTimer(
      () => {
        if (this.#alarms.get(id) !== alarm) return;
        if (this.now() < alarm.due) {
          this.#arm(id, alarm);
          return;
        }
        this.#alarms.delete(id);
        alarm.callback();
      },
      Math.max(0, alarm.due - this.now()),
    );
  }
}

/** A countdown that can be stopped and go on, on a run's clock. */
export class Countdown {
  readonly #clock: RunClock;
  readonly #id: string;
  readonly #callback: () => void;
  #left: number;
  #runningSince: number | undefined;

  /** @param ms how long it runs before it calls back. It starts stopped. */
  constructor(clock: RunClock, id: string, ms: number, callback: () => void) {
    this.#clock = clock;
    this.#id = id;
    this.#left = ms;
    this.#callback = callback;
  }

  /** ms left. */
  get left(): number {
    return this.#runningSince === undefined ? this.#left : this.#left - (this.#clock.now() - this.#runningSince);
  }

  start(): void {
    if (this.#runningSince !== undefined) return;
    this.#runningSince = this.#clock.now();
    this.#clock.set(this.#id, this.#runningSince + this.#left, this.#callback);
  }

  stop(): void {
    if (this.#runningSince === undefined) return;
    this.#left = Math.max(0, this.left);
    this.#runningSince = undefined;
    this.#clock.clear(this.#id);
  }
}
