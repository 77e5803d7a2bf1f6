import type { Tick } from "./tick.ts";

/** Where a run's ticks go, one after the other, before anything follows from them. */
export interface Journal {
  append(tick: Tick): void;
}

/** Keeps all ticks in memory: what a run has unless it is told otherwise. */
export class MemoryJournal implements Journal {
  readonly ticks: Tick[] = [];

  append(tick: Tick): void {
    this.ticks.push(tick);
  }
}
