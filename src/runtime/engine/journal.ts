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

/** Keeps all ticks in memory: what a run has unless it is told otherwise. */
export class MemoryJournal implements Journal {
  header: JournalHeader | undefined;
  readonly ticks: Tick[] = [];

  open(header: JournalHeader): void {
    this.header = header;
  }

  append(tick: Tick): void {
    this.ticks.push(tick);
  }
}
