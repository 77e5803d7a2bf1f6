import { type Read, readStore, toStoreRead } from "../engine/reads.ts";
import type { StoreRead } from "../engine/tick.ts";

type Store = Readonly<Record<string, unknown>>;

/**
 * What a body reads: a body that starts again after a restart first gets what it got before, path by path, as far as an
 * operation in the journal followed from it; then what the store holds.
 */
export class BodyReads {
  readonly #recorded: Map<string, { times: number; readonly value: unknown }[]> | undefined;
  #fresh: { path: string; times: number; value: unknown }[] = [];

  constructor(recorded: readonly Read[] | undefined) {
    if (!recorded) return;
    this.#recorded = new Map();
    for (const { path, times, value } of recorded) {
      const ofPath = this.#recorded.get(path);
      if (ofPath) ofPath.push({ times, value });
      else this.#recorded.set(path, [{ times, value }]);
    }
  }

  read(store: Store, path: string): unknown {
    const recorded = this.#recorded?.get(path);
    const first = recorded?.[0];
    if (first) {
      if (--first.times === 0) recorded.shift();
      return first.value;
    }
    const value = readStore(store, path);
    const last = this.#fresh.at(-1);
    if (last && last.path === path && last.value === value) last.times++;
    else this.#fresh.push({ path, times: 1, value });
    return value;
  }

  /** What was read since the last call, for the tick of the operation that follows; undefined where nothing was. */
  take(store: Store): readonly StoreRead[] | undefined {
    if (this.#fresh.length === 0) return undefined;
    const reads = this.#fresh.map((read) => toStoreRead(read, store));
    this.#fresh = [];
    return reads;
  }
}
