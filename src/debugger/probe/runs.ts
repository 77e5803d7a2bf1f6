import type { Event } from "../../runtime/events/event.ts";
import type { InspectedRun } from "../../runtime/inspector.ts";
import type { RuntimeHandle } from "../../runtime/registry.ts";
import type { Fork } from "../recording/recorder.ts";
import { lineage } from "./breakpoints.ts";
import { CausalChain } from "./causal-chain.ts";
import { RunActivity } from "./run-activity.ts";
import type { Held, Stop } from "./stop.ts";

/** A run as the debugger knows it: a thread. */
export class RunRecord {
  readonly chain: CausalChain;
  readonly activity: RunActivity;
  /** Names of the workflow: its own and those of the classes it extends. */
  readonly names: readonly string[];
  /** While closed, no dispatch of the run passes. */
  closed = false;
  /** Why it stands, where the stop is its own. */
  stop: Stop | undefined;
  /** Dispatches (and other things) that wait at the gate, oldest first. */
  readonly held: Held[] = [];
  releaseClock: (() => void) | undefined;
  /** The error of the last exception stop: the run that fails of it does not stop once more. */
  shownFailure: unknown;
  ended = false;
  /** A run was forked from it: it stays where it is until somebody continues it itself. */
  aside = false;
  /** Set where it was forked: from which run, before which dispatch. */
  fork: Fork | undefined;
  readonly #taken = new Map<unknown, boolean>();

  constructor(
    readonly thread: number,
    readonly run: InspectedRun,
    readonly runtime: RuntimeHandle,
    readonly parent: RunRecord | undefined,
    /** What a recording knows of a run without its objects. */
    recorded?: { readonly chain: CausalChain; readonly names: readonly string[]; readonly activity: RunActivity },
  ) {
    this.chain = recorded?.chain ?? new CausalChain(run.state);
    this.activity = recorded?.activity ?? new RunActivity();
    this.names = recorded?.names ?? workflowNames(run);
  }

  /** For the list of threads: a child is named under its parent. */
  get name(): string {
    const fork = this.fork === undefined ? "" : ` (forked at ${this.fork.dispatch})`;
    const own = `${this.run.workflowName} #${this.thread}${fork}`;
    return this.parent === undefined ? own : `${this.parent.name} › ${own}`;
  }

  /** True where a step of the workflow takes such an event. */
  isTaken(event: Event): boolean {
    const known = this.#taken.get(event.constructor);
    if (known !== undefined) return known;
    const names = lineage(event);
    const taken = this.run.steps.some(({ accepts, acceptSubclasses }) =>
      accepts.some((name) => name === event.$type || (acceptSubclasses === true && names.has(name))),
    );
    this.#taken.set(event.constructor, taken);
    return taken;
  }

  /** True where it, or a run that started it, stays aside. */
  get isAside(): boolean {
    return this.aside || (this.parent?.isAside ?? false);
  }

  /** It goes on, and what waits for it may, too. */
  takeUp(): void {
    this.aside = false;
    this.parent?.takeUp();
  }

  /** True for itself and the runs it started, over any number of levels. */
  isOf(ancestor: RunRecord): boolean {
    for (let record: RunRecord | undefined = this; record; record = record.parent) if (record === ancestor) return true;
    return false;
  }
}

/** What a fork needs of a run. */
export type Forkable = Pick<RunRecord, "run" | "thread" | "runtime">;

/** How many runs that have ended are kept, and how many ticks their journals may have together. */
const ENDED_RUNS = 50;
const ENDED_TICKS = 200_000;

/** The runs that have not ended, in the order they started. Threads are numbered from 1 and never again. */
export class RunTable implements Iterable<RunRecord> {
  readonly #byRun = new Map<InspectedRun, RunRecord>();
  readonly #byThread = new Map<number, RunRecord>();
  /** What the debugger forked and has not begun yet. */
  readonly forks = new Map<InspectedRun, Fork>();
  /** The last ones that have ended: a person who looks back at them may fork them. */
  #ended: Forkable[] = [];
  #lastThread = 0;

  add(run: InspectedRun, runtime: RuntimeHandle): RunRecord {
    const parent = run.parentId === undefined ? undefined : this.byId(run.parentId);
    const record = new RunRecord(++this.#lastThread, run, runtime, parent);
    record.fork = this.forks.get(run);
    this.forks.delete(run);
    this.#byRun.set(run, record);
    this.#byThread.set(record.thread, record);
    return record;
  }

  remove(record: RunRecord): void {
    const { run, thread, runtime } = record;
    this.#byRun.delete(run);
    this.#byThread.delete(thread);
    this.#ended.push({ run, thread, runtime });
    let ticks = 0;
    const first = this.#ended.findLastIndex((ended) => {
      ticks += ended.run.state.seq;
      return ticks > ENDED_TICKS;
    });
    this.#ended = this.#ended.slice(Math.max(first + 1, this.#ended.length - ENDED_RUNS));
  }

  /** The run of that thread, also where it has ended. Throws where that is too long ago. */
  forkable(thread: number): Forkable {
    const run = this.#byThread.get(thread) ?? this.#ended.find((ended) => ended.thread === thread);
    if (run !== undefined) return run;
    throw new Error(
      `Run #${thread} cannot be forked any more: of the runs that have ended, only the last ${ENDED_RUNS} are kept for that, and no longer ones than ${ENDED_TICKS.toLocaleString("en")} ticks.`,
    );
  }

  of(run: InspectedRun): RunRecord | undefined {
    return this.#byRun.get(run);
  }

  byId(runId: string): RunRecord | undefined {
    for (const record of this.#byRun.values()) if (record.run.id === runId) return record;
    return undefined;
  }

  /** Throws for a thread that is not, or no longer, a run. */
  byThread(thread: number): RunRecord {
    const record = this.#byThread.get(thread);
    if (record === undefined) throw new Error(`Run #${thread} has ended.`);
    return record;
  }

  get size(): number {
    return this.#byRun.size;
  }

  [Symbol.iterator](): IterableIterator<RunRecord> {
    return this.#byRun.values();
  }
}

/** The runtime's own class at the top is nobody's name for it. */
function workflowNames(run: InspectedRun): string[] {
  const names = [run.workflowName];
  for (let p = Object.getPrototypeOf(run.workflow); !isTopmost(p); p = Object.getPrototypeOf(p)) {
    const name = (p.constructor as { name?: unknown } | undefined)?.name;
    if (typeof name === "string" && name !== "" && !names.includes(name)) names.push(name);
  }
  return names;
}

function isTopmost(prototype: object | null): boolean {
  const above: unknown = prototype === null ? null : Object.getPrototypeOf(prototype);
  return above === null || above === Object.prototype;
}
