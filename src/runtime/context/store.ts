import type { StoreRead } from "../engine/tick.ts";
import { ContextStateError } from "../errors.ts";
import { isEncodable } from "../events/codec.ts";
import { keysOf } from "./path.ts";
import { draftOf, frozenCopy, readable, sameData } from "./values.ts";

/** A write as it comes to the journal. */
export interface StoreChange {
  /** The writing step's dispatch; 0 from outside. */
  readonly dispatch: number;
  readonly changes: ReadonlyArray<readonly [path: string, value: unknown]>;
  readonly clear?: boolean;
  readonly edit?: boolean;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly opaque?: boolean;
  readonly reads?: readonly StoreRead[];
}

/** What the function of an edit returned, or threw. */
export type EditOutcome = Pick<StoreChange, "result" | "error">;

/** What a store reads from and writes to: a run. */
export interface StoreBackend {
  /** Tells who watches that the path is about to be read. A promise where a debugger holds the reader. */
  reading(path: string, dispatch: number): void | Promise<void>;
  /** @param path `""` for the whole state. */
  read(path: string): unknown;
  /** The whole state, for an edit: not read by the step itself. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Journals and applies the changes. A promise where a debugger holds the writer. */
  write(change: StoreChange): Promise<void> | undefined;
  /** What an edit before a restart returned or threw; undefined where it is to be done. */
  repeatedEdit?(): EditOutcome | undefined;
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
    return readable(this.#backend.read("")) as Readonly<State>;
  }

  /** The value at a key or dotted path; `fallback` (undefined unless given) where there is none. */
  get<K extends Key<State>>(key: K): Promise<State[K]>;
  get<K extends Key<State>, F>(key: K, fallback: F): Promise<NonNullable<State[K]> | F>;
  // biome-ignore lint/suspicious/noExplicitAny: what lies behind a dotted path is the caller's knowledge
  get<T = any>(path: Path<State>, fallback?: T): Promise<T>;
  async get(path: string, fallback?: unknown): Promise<unknown> {
    this.#guard();
    keysOf(path);
    const held = this.#backend.reading(path, this.#dispatch);
    if (held) await held;
    const value = this.#backend.read(path);
    return value === undefined ? fallback : readable(value);
  }

  /** Writes a key or dotted path; missing levels are made. @throws ContextStateError for what is not plain data. */
  set<K extends Key<State>>(key: K, value: State[K]): Promise<void>;
  set(path: Path<State>, value: unknown): Promise<void>;
  async set(path: string, value: unknown): Promise<void> {
    keysOf(path);
    const frozen = frozenCopy(value, path);
    await this.#write({ dispatch: this.#dispatch, changes: [[path, frozen]] });
  }

  /** Empties the state. */
  async clear(): Promise<void> {
    await this.#write({ dispatch: this.#dispatch, changes: [], clear: true });
  }

  /**
   * A transaction: the function changes a draft of the state, and all of it or, where it throws, nothing is written.
   * Nobody else writes meanwhile; inside it, only the draft may be written.
   */
  async edit<T>(change: (draft: State) => T | Promise<T>): Promise<T> {
    this.#guard();
    this.#refuseNested("store.edit");
    const past = this.#backend.repeatedEdit?.();
    if (past?.error !== undefined) throw past.error;
    if (past) return readable(past.result) as T;
    const release = await this.#backend.lock.take();
    this.#editing = true;
    try {
      const before = this.#backend.state;
      const draft = draftOf(before) as Record<string, unknown>;
      const result = await this.#call(change, draft as State);
      this.#guard();
      await this.#commit(before, draft, result);
      return result;
    } finally {
      this.#editing = false;
      release();
    }
  }

  /** Nothing is written where the function throws, but the journal has it: another start of the step gets the same error. */
  async #call<T>(change: (draft: State) => T | Promise<T>, draft: State): Promise<T> {
    try {
      return await change(draft);
    } catch (error) {
      await this.#noteThrown(error);
      throw error;
    }
  }

  async #noteThrown(error: unknown): Promise<void> {
    try {
      this.#guard();
      await this.#backend.write({ dispatch: this.#dispatch, changes: [], edit: true, ...keptError(error) });
    } catch {
      // The attempt or its run has ended: it does not start again.
    }
  }

  async #commit(
    before: Readonly<Record<string, unknown>>,
    draft: Record<string, unknown>,
    result: unknown,
  ): Promise<void> {
    const removed = Object.keys(before).some((key) => !Object.hasOwn(draft, key));
    const changed = Object.entries(draft).filter(([key, value]) => removed || !sameData(before[key], value));
    const changes = changed.map(([key, value]) => {
      if (key.includes(".")) keysOf(key);
      return [key, frozenCopy(value, key)] as const;
    });
    await this.#backend.write({
      dispatch: this.#dispatch,
      changes,
      ...(removed && { clear: true }),
      edit: true,
      ...kept(result),
    });
  }

  async #write(change: StoreChange): Promise<void> {
    this.#guard();
    this.#refuseNested("store.set");
    if (!this.#backend.lock.taken) {
      await this.#backend.write(change);
      return;
    }
    const release = await this.#backend.lock.take();
    try {
      this.#guard();
      await this.#backend.write(change);
    } finally {
      release();
    }
  }

  #refuseNested(what: string): void {
    if (!this.#editing) return;
    throw new ContextStateError(`${what} inside store.edit: change the draft that the function was given instead.`);
  }
}

/** What an edit returned, for a start of its step after a restart: a copy where it is data. */
function kept(result: unknown): Pick<StoreChange, "result" | "opaque"> {
  if (result === undefined) return {};
  try {
    return { result: frozenCopy(result, "") };
  } catch {
    return { opaque: true };
  }
}

function keptError(error: unknown): Pick<StoreChange, "error" | "opaque"> {
  return error !== undefined && isEncodable(error) ? { error } : { opaque: true };
}
