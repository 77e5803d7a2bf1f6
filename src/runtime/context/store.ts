import { ContextStateError } from "../errors.ts";
import { atPath, keysOf } from "./path.ts";
import { draftOf, frozenCopy, readable, sameData } from "./values.ts";

/** What a store reads from and writes to: a run. */
export interface StoreBackend {
  read(): Readonly<Record<string, unknown>>;
  /** Journals and applies the changes. A promise where a debugger holds the writer. */
  write(
    changes: ReadonlyArray<readonly [path: string, value: unknown]>,
    clear: boolean,
    dispatch: number,
    edit: boolean,
  ): Promise<void> | undefined;
  /** One writer at a time. */
  readonly lock: Lock;
}

/** Lets one holder in at a time, in the order they came. */
export class Lock {
  #tail: Promise<void> | undefined;

  get taken(): boolean {
    return this.#tail !== undefined;
  }

  /** Resolves with the way to let go. */
  async take(): Promise<() => void> {
    const before = this.#tail;
    let release = (): void => {};
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#tail = mine;
    await before;
    return () => {
      if (this.#tail === mine) this.#tail = undefined;
      release();
    };
  }
}

/** A key of the state. */
type Key<State> = keyof State & string;
/** A dotted path that begins with a key of the state; any text where the state has no type. */
type Path<State> = string extends Key<State> ? string : `${Key<State>}.${string}`;

/**
 * The state of a run: plain data, shared by its steps. Values are copied in and frozen out; every write is in the
 * run's journal.
 */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its state
export class Store<State = any> {
  readonly #backend: StoreBackend;
  readonly #dispatch: number;
  readonly #guard: () => void;
  #editing = false;

  constructor(backend: StoreBackend, dispatch: number, guard: () => void) {
    this.#backend = backend;
    this.#dispatch = dispatch;
    this.#guard = guard;
  }

  /** True inside `edit`. */
  get editing(): boolean {
    return this.#editing;
  }

  /** The whole state, frozen. */
  get state(): Readonly<State> {
    return readable(this.#backend.read()) as Readonly<State>;
  }

  /** The value at a key or dotted path; `fallback` (undefined unless given) where there is none. */
  get<K extends Key<State>>(key: K): Promise<State[K]>;
  get<K extends Key<State>, F>(key: K, fallback: F): Promise<NonNullable<State[K]> | F>;
  // biome-ignore lint/suspicious/noExplicitAny: what lies behind a dotted path is the caller's knowledge
  get<T = any>(path: Path<State>, fallback?: T): Promise<T>;
  async get(path: string, fallback?: unknown): Promise<unknown> {
    this.#guard();
    const value = atPath(this.#backend.read(), path);
    return value === undefined ? fallback : readable(value);
  }

  /** Writes a key or dotted path; missing levels are made. @throws ContextStateError for what is not plain data. */
  set<K extends Key<State>>(key: K, value: State[K]): Promise<void>;
  set(path: Path<State>, value: unknown): Promise<void>;
  async set(path: string, value: unknown): Promise<void> {
    keysOf(path);
    const frozen = frozenCopy(value, path);
    await this.#write([[path, frozen]], false);
  }

  /** Empties the state. */
  async clear(): Promise<void> {
    await this.#write([], true);
  }

  /**
   * A transaction: the function changes a draft of the state, and all of it or, where it throws, nothing is written.
   * Nobody else writes meanwhile; inside it, only the draft may be written.
   */
  async edit<T>(change: (draft: State) => T | Promise<T>): Promise<T> {
    this.#guard();
    this.#refuseNested("store.edit");
    const release = await this.#backend.lock.take();
    this.#editing = true;
    try {
      const before = this.#backend.read();
      const draft = draftOf(before) as Record<string, unknown>;
      const result = await change(draft as State);
      this.#guard();
      await this.#commit(before, draft);
      return result;
    } finally {
      this.#editing = false;
      release();
    }
  }

  async #commit(before: Readonly<Record<string, unknown>>, draft: Record<string, unknown>): Promise<void> {
    const removed = Object.keys(before).some((key) => !Object.hasOwn(draft, key));
    const changed = Object.entries(draft).filter(([key, value]) => removed || !sameData(before[key], value));
    const changes = changed.map(([key, value]) => {
      if (key.includes(".")) keysOf(key);
      return [key, frozenCopy(value, key)] as const;
    });
    await this.#backend.write(changes, removed, this.#dispatch, true);
  }

  async #write(changes: ReadonlyArray<readonly [path: string, value: unknown]>, clear: boolean): Promise<void> {
    this.#guard();
    this.#refuseNested("store.set");
    if (!this.#backend.lock.taken) {
      await this.#backend.write(changes, clear, this.#dispatch, false);
      return;
    }
    const release = await this.#backend.lock.take();
    try {
      this.#guard();
      await this.#backend.write(changes, clear, this.#dispatch, false);
    } finally {
      release();
    }
  }

  #refuseNested(what: string): void {
    if (!this.#editing) return;
    throw new ContextStateError(`${what} inside store.edit: change the draft that the function was given instead.`);
  }
}
