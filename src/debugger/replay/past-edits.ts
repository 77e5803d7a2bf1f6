import type { Event } from "../../runtime/events/event.ts";
import type { Recorded } from "../recording/format.ts";
import { withPath } from "../recording/store-path.ts";
import { type Difference, differences, sendable } from "./differences.ts";
import type { Edits } from "./recorded-run.ts";

/** What a person changed of the past, as the program's probe takes it: values as a recording holds them. */
export interface ForkEdits {
  /** What is different in the dispatch's events. */
  readonly events: (Difference & { index: number })[];
  readonly writes: { path: string; value: Recorded }[];
}

/** Edits of the past. Nothing happens until the run is forked there. */
export class PastEdits implements Edits {
  /** Why nothing can come of an edit. */
  refusal: string | undefined;
  readonly #events = new Map<number, readonly Difference[]>();
  #writes: { readonly path: string; readonly value: Recorded }[] = [];
  #store: { readonly run: number; readonly state: Readonly<Record<string, unknown>> } | undefined;

  /** Throws where nothing can come of an edit. */
  check(): void {
    if (this.refusal !== undefined) throw new Error(this.refusal);
  }

  event(_dispatch: number, event: Event, index: number, before: Event): void {
    this.check();
    this.#events.set(index, differences({ ...before }, { ...event }));
  }

  state(run: number, path: string, value: unknown, before: Readonly<Record<string, unknown>>): void {
    this.check();
    this.#writes.push({ path, value: sendable(value) });
    this.#store = { run, state: withPath(before, path, value) };
  }

  storeOf(run: number): Readonly<Record<string, unknown>> | undefined {
    return this.#store?.run === run ? this.#store.state : undefined;
  }

  get isEmpty(): boolean {
    return this.#events.size === 0 && this.#writes.length === 0;
  }

  get list(): ForkEdits {
    return {
      events: [...this.#events].flatMap(([index, found]) => found.map((difference) => ({ index, ...difference }))),
      writes: [...this.#writes],
    };
  }

  clear(): void {
    this.#events.clear();
    this.#writes = [];
    this.#store = undefined;
  }
}
