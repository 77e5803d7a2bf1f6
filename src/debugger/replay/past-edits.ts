import type { Event } from "../../runtime/events/event.ts";
import { encodeValue } from "../recording/encode.ts";
import type { Recorded } from "../recording/format.ts";
import { withPath } from "../recording/store-path.ts";
import type { Edits } from "./recorded-run.ts";

/** What a person changed of the past, as the program's probe takes it: values as a recording holds them. */
export interface ForkEdits {
  /** Changed fields of the dispatch's events. */
  readonly events: { index: number; fields: Record<string, Recorded> }[];
  readonly writes: { path: string; value: Recorded }[];
}

/** Edits of the past. Nothing happens until the run is forked there. */
export class PastEdits implements Edits {
  /** Why nothing can come of an edit. */
  refusal: string | undefined;
  readonly #fields = new Map<number, Map<string, unknown>>();
  #writes: { readonly path: string; readonly value: unknown }[] = [];
  #store: { readonly run: number; readonly state: Readonly<Record<string, unknown>> } | undefined;

  /** Throws where nothing can come of an edit. */
  check(): void {
    if (this.refusal !== undefined) throw new Error(this.refusal);
  }

  event(_dispatch: number, event: Event, index: number, before: Event): void {
    this.check();
    const changed = this.#fields.get(index) ?? new Map<string, unknown>();
    this.#fields.set(index, changed);
    for (const [key, value] of Object.entries(event)) {
      if (value !== (before as unknown as Record<string, unknown>)[key]) changed.set(key, value);
    }
  }

  state(run: number, path: string, value: unknown, before: Readonly<Record<string, unknown>>): void {
    this.check();
    this.#writes.push({ path, value });
    this.#store = { run, state: withPath(before, path, value) };
  }

  storeOf(run: number): Readonly<Record<string, unknown>> | undefined {
    return this.#store?.run === run ? this.#store.state : undefined;
  }

  get isEmpty(): boolean {
    return this.#fields.size === 0 && this.#writes.length === 0;
  }

  get list(): ForkEdits {
    return {
      events: [...this.#fields].map(([index, fields]) => ({
        index,
        fields: Object.fromEntries([...fields].map(([key, value]) => [key, encodeValue(value)])),
      })),
      writes: this.#writes.map(({ path, value }) => ({ path, value: encodeValue(value) })),
    };
  }

  clear(): void {
    this.#fields.clear();
    this.#writes = [];
    this.#store = undefined;
  }
}
