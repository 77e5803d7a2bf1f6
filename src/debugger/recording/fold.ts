/**
 * A recording's lines folded into what each run holds, and unfolded again: every line leaves behind how it is undone, so
 * that a step back costs what the line touched. It holds ids and plain JSON only: a checkpoint is its text.
 */
import type {
  EndLine,
  Line,
  Recorded,
  RecordedBuffer,
  RecordedPrompt,
  RecordedRetry,
  RecordedWaiter,
  RunLine,
  TickLine,
} from "./format.ts";
import { withPath } from "./store-path.ts";

export interface FoldedWork {
  readonly inputs: readonly number[];
  readonly attempt: number;
}

export interface FoldedDispatch extends FoldedWork {
  readonly step: number;
  readonly worker: number;
  /** The line that started it. */
  readonly line: number;
  /** ms since the epoch. */
  readonly at: number;
}

export interface FoldedBuffer {
  readonly step: string;
  readonly expected: ReadonlyArray<readonly [name: string, count: number]>;
  readonly missing: number;
  readonly held: Readonly<Record<string, readonly number[]>>;
}

export interface FoldedFailure {
  readonly message: string;
  readonly retrying: boolean;
}

/** What a run holds at one point of the recording. */
export interface FoldedRun {
  readonly run: number;
  status: string;
  seq: number;
  at: number;
  startedAt: number;
  readonly queues: FoldedWork[][];
  readonly running: Map<number, FoldedDispatch>;
  readonly waiters: Map<string, RecordedWaiter>;
  readonly prompts: Map<string, RecordedPrompt>;
  /** By `scope/step`. */
  readonly parked: Map<string, readonly number[]>;
  readonly buffers: Map<string, FoldedBuffer>;
  readonly retries: Map<string, RecordedRetry>;
  /** How often an event was delivered to a step, and produced by one: by {@link edgeKey}. */
  readonly delivered: Map<string, number>;
  readonly produced: Map<string, number>;
  /** Steps (by index) whose last attempt failed. */
  readonly failed: Map<number, FoldedFailure>;
  store: Readonly<Record<string, Recorded>>;
}

/** Which parts of a run are maps. */
const MAPS = [
  "running",
  "waiters",
  "prompts",
  "parked",
  "buffers",
  "retries",
  "delivered",
  "produced",
  "failed",
] as const satisfies readonly (keyof FoldedRun)[];

type Undo = () => void;

/** The name of a run's event. */
export type EventNames = (run: number, event: number) => string;

const UNNAMED: EventNames = () => "?";

/** An event's name and a step's index in one key. */
export function edgeKey(event: string, step: number): string {
  return `${step} ${event}`;
}

export function edgeOf(key: string): { readonly event: string; readonly step: number } {
  const space = key.indexOf(" ");
  return { event: key.slice(space + 1), step: Number(key.slice(0, space)) };
}

export class Fold {
  /** Runs that have begun and not ended, by number. */
  readonly runs = new Map<number, FoldedRun>();
  readonly #names: EventNames;
  #undo: Undo[] = [];

  constructor(names: EventNames = UNNAMED) {
    this.#names = names;
  }

  /** Applies a line; the result undoes it. `number` is the line's place in the recording. */
  apply(line: Line, number: number): readonly Undo[] {
    this.#undo = [];
    if (!("type" in line)) return this.#undo;
    // A part of a recording begins with what the runs hold: whoever has read the part before knows that.
    if (line.type === "run") {
      if (!this.runs.has(line.run)) this.#begin(line);
    } else if (line.type === "end") this.#end(line);
    else if (line.type === "tick") {
      const run = this.runs.get(line.run);
      if (run !== undefined && line.seq > run.seq) this.#tick(run, line, number);
    }
    return this.#undo;
  }

  #begin(line: RunLine): void {
    this.#set(this.runs, line.run, {
      run: line.run,
      status: "running",
      seq: 0,
      at: line.at,
      startedAt: line.startedAt ?? 0,
      queues: line.steps.map(() => []),
      running: new Map(),
      waiters: new Map(),
      prompts: new Map(),
      parked: new Map(),
      buffers: new Map(),
      retries: new Map(),
      delivered: new Map(),
      produced: new Map(),
      failed: new Map(),
      store: line.store,
    });
  }

  #end({ run }: EndLine): void {
    this.#delete(this.runs, run);
  }

  #tick(run: FoldedRun, line: TickLine, number: number): void {
    const { status, seq, at, startedAt, store } = run;
    this.#undo.push(() => {
      Object.assign(run, { status, seq, at, startedAt, store });
    });
    run.seq = line.seq;
    run.at = line.at;
    if (run.startedAt === 0) run.startedAt = line.at;
    if (line.status !== undefined) run.status = line.status;
    this.#count(run, line);
    if (line.kind === "returned" || line.kind === "failed") this.#delete(run.running, line.dispatch ?? 0);
    if (line.retryOver !== undefined) this.#delete(run.retries, line.retryOver);
    for (const retry of line.retries ?? []) this.#set(run.retries, retry.timer, retry);
    this.#dispatches(run, line, number);
    for (const id of line.waitsOver ?? []) this.#delete(run.waiters, id);
    for (const waiter of line.waits ?? []) this.#set(run.waiters, waiter.id, waiter);
    for (const id of line.promptsOver ?? []) this.#delete(run.prompts, id);
    for (const prompt of line.prompts ?? []) this.#set(run.prompts, prompt.id, prompt);
    for (const [change, scope, step, events] of line.parked ?? []) {
      const key = `${scope}/${step}`;
      const all = change === "+" ? [...(run.parked.get(key) ?? []), ...events] : events;
      if (all.length === 0) this.#delete(run.parked, key);
      else this.#set(run.parked, key, all);
    }
    for (const buffer of line.buffers ?? []) this.#buffer(run, buffer);
    if (line.clear) run.store = {};
    for (const [path, value] of line.store ?? []) run.store = withPath(run.store, path, value);
  }

  /** What the graph shows of it: which way events went, and which steps failed last. */
  #count(run: FoldedRun, line: TickLine): void {
    const { kind, dispatch = 0, events, prompts, started, waiting, error, retryIn } = line;
    for (const [id, step, inputs] of started ?? []) {
      if (kind === "found" && !waiting?.includes(id)) continue;
      for (const input of inputs) this.#increase(run.delivered, edgeKey(this.#names(run.run, input), step));
    }
    const step = run.running.get(dispatch)?.step;
    if (step === undefined) return;
    // What a failed step lets out is what its handler gets.
    if (kind === "returned" || kind === "sent" || kind === "failed") {
      for (const [name] of events ?? []) this.#increase(run.produced, edgeKey(name, step));
    } else if (kind === "waiting") {
      for (const { event } of prompts ?? []) this.#increase(run.produced, edgeKey(event[0], step));
    }
    if (kind === "returned") this.#delete(run.failed, step);
    else if (kind === "failed") {
      const { message = String(error) } = (error ?? {}) as { message?: string };
      this.#set(run.failed, step, { message, retrying: retryIn !== undefined });
    }
  }

  #increase(counts: Map<string, number>, key: string): void {
    this.#set(counts, key, (counts.get(key) ?? 0) + 1);
  }

  /** Work that waited goes first; what starts at once was never in the queue. */
  #dispatches(run: FoldedRun, line: TickLine, number: number): void {
    for (const [id, step, inputs, attempt, worker] of line.started ?? []) {
      const queue = run.queues[step];
      const work = queue?.shift();
      if (queue && work) this.#undo.push(() => queue.unshift(work));
      this.#set(run.running, id, { step, inputs, attempt, worker, line: number, at: line.at });
    }
    for (const [step, inputs, attempt] of line.queued ?? []) {
      const queue = run.queues[step];
      if (queue === undefined) continue;
      queue.push({ inputs, attempt });
      this.#undo.push(() => queue.pop());
    }
  }

  #buffer(run: FoldedRun, change: RecordedBuffer): void {
    const { key, step, missing, add, name = "" } = change;
    const before = run.buffers.get(key);
    const expected = change.expected ?? before?.expected ?? [];
    if (change.held !== undefined) {
      const isEmpty = Object.values(change.held).every((held) => held.length === 0);
      if (isEmpty && missing === 0) this.#delete(run.buffers, key);
      else this.#set(run.buffers, key, { step, expected, missing, held: change.held });
      return;
    }
    if (add === undefined) return;
    const held = { ...before?.held, [name]: [...(before?.held[name] ?? []), add] };
    this.#set(run.buffers, key, { step, expected, missing, held });
  }

  #set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key);
    map.set(key, value);
    this.#undo.push(() => {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    });
  }

  #delete<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key);
    if (before === undefined) return;
    map.delete(key);
    this.#undo.push(() => map.set(key, before));
  }

  toText(): string {
    return JSON.stringify([...this.runs.values()], (_, value: unknown) =>
      value instanceof Map ? { entries: [...value] } : value,
    );
  }

  static fromText(text: string, names?: EventNames): Fold {
    const fold = new Fold(names);
    for (const plain of JSON.parse(text) as Record<string, unknown>[]) {
      const run = { ...plain } as Record<string, unknown>;
      for (const name of MAPS) {
        run[name] = new Map((plain[name] as { entries: [unknown, unknown][] }).entries);
      }
      fold.runs.set(run["run"] as number, run as unknown as FoldedRun);
    }
    return fold;
  }
}
