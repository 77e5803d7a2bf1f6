import type { RunLine, TickLine } from "./format.ts";
import type { NameTable } from "./name-table.ts";
import { NumberList } from "./number-list.ts";

/** Where the lines of one run's events and dispatches stand. Numbers only: it stays in memory. */
export class RunIndex {
  /** The run's line, without its state. */
  readonly head: Omit<RunLine, "store">;
  /** The line that begins it, and the one that ends it (-1: none yet). */
  readonly firstLine: number;
  lastLine = -1;
  /** By event id: its line, and the dispatch that produced it (of an answer: the one that asked). */
  readonly eventLine = new NumberList();
  /** By event id: its name's number. */
  readonly #eventNames = new NumberList();
  readonly #names: NameTable;
  readonly producer = new NumberList();
  /** By dispatch id: the line that started it, and the dispatch that led to it. */
  readonly dispatchLine = new NumberList();
  readonly parent = new NumberList();
  /** Lines in which a debugger gave a dispatch another event. */
  readonly replaced = new Map<number, number[]>();
  lastDispatch = 0;
  /** The line that says what it held where its recording begins in the middle (-1: it begins with the run). */
  foundLine = -1;
  #lastSeq = 0;
  /** When its first tick came: ms since the epoch. */
  startedAt: number;

  constructor({ store: _, ...head }: RunLine, line: number, names: NameTable) {
    this.#names = names;
    this.head = head;
    this.firstLine = line;
    this.startedAt = head.startedAt ?? 0;
  }

  /** Undefined for an event that is not in the recording. */
  nameOf(event: number): string | undefined {
    return this.#names.name(this.#eventNames.get(event));
  }

  note(tick: TickLine, line: number): void {
    // Told again where a part of the recording begins.
    if (tick.seq <= this.#lastSeq) return;
    this.#lastSeq = tick.seq;
    if (tick.kind === "found") this.foundLine = line;
    if (this.startedAt === 0) this.startedAt = tick.at;
    const count = tick.events?.length ?? 0;
    for (let i = 0; i < count; i++) {
      const id = tick.ids?.[i] ?? (tick.first === undefined ? 0 : tick.first + i);
      if (id === 0) continue;
      this.eventLine.set(id, line);
      this.#eventNames.set(id, this.#names.number(tick.events?.[i]?.[0] ?? "?"));
      this.producer.set(id, tick.producers?.[i] ?? tick.answers ?? tick.dispatch ?? 0);
    }
    for (const [id, , inputs] of tick.started ?? []) {
      this.dispatchLine.set(id, line);
      this.lastDispatch = id;
      let parent = 0;
      // The newest input is the one that completed the set.
      for (const input of inputs) parent = this.producer.get(input) || parent;
      this.parent.set(id, parent);
    }
    if (tick.replaced && tick.dispatch !== undefined) {
      this.replaced.set(tick.dispatch, [...(this.replaced.get(tick.dispatch) ?? []), line]);
    }
  }
}
