import type { InspectedRun } from "../../runtime/inspector.ts";
import type { ProbeEvents } from "../protocol/probe.ts";
import type { Breakpoints } from "./breakpoints.ts";
import type { DispatchNode } from "./causal-chain.ts";
import type { Emit } from "./connection.ts";
import { prefer } from "./held-dispatches.ts";
import { PauseRequest } from "./pause.ts";
import type { RunRecord, RunTable } from "./runs.ts";
import { Stepping } from "./step-plan.ts";
import { type Decision, describe, type Stop, type Top, topOf } from "./stop.ts";

export type ResumeKind = "continue" | "next" | "stepOut";

/**
 * Lets dispatches pass or holds them. A stop closes the gates of all runs (of one, where it ends a step of that run
 * alone); bodies at work go on to their end, and what they cause queues up here in the order it came.
 */
export class Gate {
  readonly #runs: RunTable;
  readonly #breakpoints: Breakpoints;
  readonly #emit: Emit;
  /** Called when the first run is held, and when the last is released. */
  readonly #onHolding: (holding: boolean) => void;
  /** Called with the runs that go on, before they do. */
  readonly #onResume: (records: readonly RunRecord[]) => void;
  /** Nothing to stop for: the way past the gate is one comparison. */
  #idle = true;
  #worldClosed = false;
  #stopOnEntry = false;
  #disabled = false;
  readonly #stepping: Stepping;
  readonly #pause: PauseRequest;
  #order = 0;
  #closedCount = 0;
  #stops = 0;
  readonly #startsClosed = new WeakSet<InspectedRun>();

  constructor(
    runs: RunTable,
    breakpoints: Breakpoints,
    emit: Emit,
    onHolding: (holding: boolean) => void,
    onResume: (records: readonly RunRecord[]) => void,
  ) {
    this.#runs = runs;
    this.#breakpoints = breakpoints;
    this.#emit = emit;
    this.#onHolding = onHolding;
    this.#onResume = onResume;
    this.#stepping = new Stepping((kept) => {
      kept.shown = true;
      this.stop(kept.record, stepStop(kept.top as Top));
    });
    this.#pause = new PauseRequest(runs, (record) =>
      this.stop(record, { reason: "pause", hit: [], description: "Paused between dispatches", top: topOf(record) }),
    );
  }

  /** Called after the breakpoints have changed. */
  configure(options: { stopOnEntry?: boolean; noDebug: boolean }): void {
    if (options.stopOnEntry !== undefined) this.#stopOnEntry = options.stopOnEntry;
    this.#disabled = options.noDebug;
    this.#update();
  }

  get disabled(): boolean {
    return this.#disabled;
  }

  /** How many stops the adapter has been told of. */
  get stops(): number {
    return this.#stops;
  }

  /** A run that the debugger starts stands still from the beginning. */
  closeFor(run: InspectedRun): void {
    this.#startsClosed.add(run);
  }

  /** A run that starts while all are stopped waits too, unless somebody who goes on started it. */
  runStarted(record: RunRecord): void {
    if (this.#startsClosed.has(record.run)) this.#close(record);
    if (this.#worldClosed && (record.parent === undefined || record.parent.closed)) this.#close(record);
  }

  /** Undefined where the dispatch may pass at once. */
  dispatch(record: RunRecord, node: DispatchNode): Promise<void> | undefined {
    if (this.#idle && !record.closed) return undefined;
    const top: Top = { node, past: false };
    return this.#ask(record, top, this.#decider(record, top));
  }

  /** Holds what is not a dispatch: a settled attempt, the end of a run, an unhandled event. `decide` is asked when the gate is open. */
  hold(record: RunRecord, decide: () => Stop | undefined): Promise<void> | undefined {
    return this.#disabled ? undefined : this.#ask(record, undefined, decide);
  }

  #ask(record: RunRecord, top: Top | undefined, decide: () => Decision): Promise<void> | undefined {
    const decision = record.closed ? undefined : decide();
    if (decision === undefined && !record.closed) return undefined;
    const stop = decision === "keep" ? undefined : decision;
    const held = new Promise<void>((release) => {
      record.held.push({
        record,
        order: ++this.#order,
        top: stop?.top ?? top,
        isDispatch: top !== undefined,
        decide,
        shown: stop !== undefined,
        release,
      });
    });
    if (stop !== undefined) this.stop(record, stop);
    else if (decision === "keep") this.#stepping.check();
    return held;
  }

  /** Stops the run now, for a reason that holds nothing of its own. */
  stop(record: RunRecord, stop: Stop): void {
    const single = stop.reason === "step" && this.#stepping.of(record)?.single === true;
    this.#stepping.drop();
    this.#pause.drop();
    record.stop = stop;
    if (single) this.#close(record);
    else {
      this.#worldClosed = true;
      for (const other of this.#runs) this.#close(other);
    }
    record.activity.changed = true;
    this.#update();
    this.#tell({
      thread: record.thread,
      reason: stop.reason,
      hit: [...stop.hit],
      description: stop.description,
      ...(stop.text === undefined ? {} : { text: stop.text }),
      allThreads: !single,
    });
  }

  #tell(stop: ProbeEvents["stopped"]): void {
    this.#stops++;
    this.#emit("stopped", stop);
  }

  /** Asks breakpoints, steps and pauses, in this order. It may be asked again: hits count once a dispatch. */
  #decider(record: RunRecord, top: Top): () => Decision {
    const { node } = top;
    let hit: readonly number[] | undefined;
    return () => {
      if (this.#disabled) return undefined;
      const plan = this.#stepping.of(record);
      if (hit === undefined) {
        hit = this.#breakpoints.isEmpty ? [] : this.#breakpoints.hits(record, node);
        if (hit.length > 0) return { reason: "breakpoint", hit, description: "Paused on breakpoint", top };
      }
      if (this.#stopOnEntry) {
        this.#stopOnEntry = false;
        return { reason: "entry", hit: [], description: "Paused on entry", top };
      }
      if (plan?.kind === "next") return stepStop(top);
      if (this.#pause.covers(record)) return { reason: "pause", hit: [], description: "Paused", top };
      return plan !== undefined && node.family !== plan.family ? "keep" : undefined;
    };
  }

  /** Something happened in the run: a step out may be over. */
  changed(record: RunRecord): void {
    this.#stepping.changed(record);
  }

  /** Lets a run go on: alone with the runs it started, or with all others. What was held passes in the order it came. */
  resume(record: RunRecord, kind: ResumeKind, single: boolean): void {
    if (!record.closed) return;
    record.takeUp();
    const top = topOf(record);
    // What the user sees on top of this run passes without another question.
    for (const held of record.held) if (held.top !== undefined && held.top === top) held.shown = true;
    this.#goOn(record, kind, single, top);
  }

  #goOn(record: RunRecord, kind: ResumeKind, single: boolean, top?: Top): void {
    const resumed = [...this.#runs].filter((other) => other.closed && (single ? other.isOf(record) : !other.isAside));
    if (kind === "next") this.#stepping.next(record, single);
    else if (kind === "stepOut" && top !== undefined) this.#stepping.out(record, single, top.node);
    else this.#stepping.drop();
    if (!single) this.#worldClosed = false;
    this.#onResume(resumed);
    for (const other of resumed) {
      other.stop = undefined;
      other.activity.changed = true;
    }
    // The answer to the request goes out first: another stop may follow at once.
    queueMicrotask(() => this.#open(resumed));
  }

  #open(records: readonly RunRecord[]): void {
    for (const record of records) this.#reopen(record);
    const waiting = records.flatMap((record) => record.held.splice(0)).sort((a, b) => a.order - b.order);
    this.#update();
    for (const held of waiting) {
      const { record } = held;
      if (!held.shown) {
        if (record.closed) {
          record.held.push(held);
          continue;
        }
        const decision = held.decide();
        if (decision === "keep") {
          record.held.push(held);
          this.#stepping.check();
          continue;
        }
        if (decision !== undefined) {
          record.held.push({ ...held, top: decision.top, shown: true });
          this.stop(record, decision);
          continue;
        }
      }
      held.release();
    }
    this.#update();
  }

  /** The dispatch goes first; the run stops anew to show it. */
  goTo(record: RunRecord, dispatchId: number): void {
    const top = prefer(record, dispatchId);
    this.#tell({
      thread: record.thread,
      reason: "goto",
      hit: [],
      description: "Paused after a jump",
      text: describe(top.node),
      allThreads: this.#worldClosed,
    });
  }

  /** Holds every dispatch without a stop of its own: another process has stopped, or the configuration is on its way. */
  holdAll(): void {
    if (this.#disabled) return;
    this.#worldClosed = true;
    for (const record of this.#runs) this.#close(record);
    this.#update();
  }

  /** Lets go what {@link holdAll} held, and any stop with it. Nobody saw what was held: breakpoints are asked of it. */
  releaseAll(): void {
    this.#worldClosed = false;
    const first = [...this.#runs].find(({ closed, isAside }) => closed && !isAside);
    if (first !== undefined) this.#goOn(first, "continue", false);
  }

  /** Stops at the next dispatch, or after a moment without one, between dispatches. */
  pause(record: RunRecord | undefined): void {
    if (this.#disabled) throw new Error("The program runs without debugging.");
    if (record?.closed || (this.#runs.size > 0 && [...this.#runs].every(({ closed }) => closed))) return;
    this.#pause.ask(record);
    this.#update();
  }

  /** Releases what a run that has ended held, and the other runs where they were held because of it. */
  runEnded(record: RunRecord): void {
    const stood = record.stop !== undefined;
    record.ended = true;
    record.stop = undefined;
    if (this.#stepping.of(record) !== undefined) this.#stepping.drop();
    this.#pause.runEnded(record);
    const wasClosed = record.closed;
    for (const held of record.held.splice(0)) held.release();
    this.#reopen(record);
    const left = [...this.#runs].filter((other) => other !== record);
    if (stood && !left.some((other) => other.stop !== undefined && !other.isAside)) {
      const all = this.#worldClosed;
      this.#worldClosed = false;
      const others = all ? left.filter((other) => other.closed && !other.isAside) : [];
      this.#emit("continued", { thread: record.thread, allThreads: all });
      this.#onResume([record, ...others]);
      this.#open(others);
    } else if (wasClosed) this.#onResume([record]);
    this.#update();
    if (left.some(({ isAside }) => isAside)) queueMicrotask(() => this.#comeBack(record));
  }

  /** Nothing but what a fork left aside, and who waits for it, is there any more: the debugger stops at that again. */
  #comeBack(ended: RunRecord): void {
    const aside = [...this.#runs].filter((record) => record.isAside && record.closed);
    const isWaiting = (other: RunRecord): boolean => aside.some((record) => record.isOf(other));
    const record = aside.find(({ thread }) => thread === ended.fork?.of) ?? aside.at(-1);
    if (record === undefined || ![...this.#runs].every(isWaiting)) return;
    const description = "Paused where it was: the line forked from it has ended";
    this.stop(record, { reason: "pause", hit: [], description, top: topOf(record) });
  }

  /** Lets everything go and holds nothing any more: the debugger ends the program. */
  dismiss(): void {
    this.#disabled = true;
    this.#worldClosed = false;
    this.#stepping.drop();
    this.#pause.drop();
    for (const record of this.#runs) {
      record.stop = undefined;
      this.#reopen(record);
      for (const held of record.held.splice(0)) held.release();
    }
    this.#update();
  }

  #close(record: RunRecord): void {
    if (record.closed || record.ended) return;
    record.closed = true;
    record.releaseClock = record.run.holdClock();
    if (++this.#closedCount === 1) this.#onHolding(true);
  }

  #reopen(record: RunRecord): void {
    if (!record.closed) return;
    record.closed = false;
    record.releaseClock?.();
    record.releaseClock = undefined;
    if (--this.#closedCount === 0) this.#onHolding(false);
  }

  #update(): void {
    this.#idle =
      this.#disabled ||
      (this.#breakpoints.isEmpty && !this.#stopOnEntry && !this.#stepping.isUnderWay && !this.#pause.isAsked);
  }
}

function stepStop(top: Top): Stop {
  return { reason: "step", hit: [], description: "Paused on step", top };
}
