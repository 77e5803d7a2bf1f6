import { atPath } from "../context/path.ts";
import type { Running, RunState } from "./state.ts";
import type { StoreRead } from "./tick.ts";

/** What a body read from the store, so many times in a row. `path` is `""` for the whole state. */
export interface Read {
  readonly path: string;
  readonly times: number;
  readonly value: unknown;
}

type Store = Readonly<Record<string, unknown>>;

export function readStore(store: Store, path: string): unknown {
  return path === "" ? store : atPath(store, path);
}

/** As a tick or a snapshot carries it: without the value where the store still holds it. */
export function toStoreRead({ path, times, value }: Read, store: Store): StoreRead {
  return readStore(store, path) === value ? { path, times } : { path, times, value };
}

export function toRead(read: StoreRead, store: Store): Read {
  return { path: read.path, times: read.times, value: "value" in read ? read.value : readStore(store, read.path) };
}

/** Notes what a body had read before the operation that this tick brings; called before the tick changes the store. */
export function recordReads(state: RunState, running: Running | undefined, reads: readonly StoreRead[]): void {
  if (!running) return;
  running.reads ??= [];
  for (const read of reads) running.reads.push(toRead(read, state.store));
}
