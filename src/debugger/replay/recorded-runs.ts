import type { EventClass } from "../../runtime/events/event.ts";
import type { RuntimeHandle } from "../../runtime/registry.ts";
import { RunRecord } from "../probe/runs.ts";
import type { Stop, Top } from "../probe/stop.ts";
import type { Line } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";
import { RecordedActivity } from "./recorded-activity.ts";
import { RecordedChain } from "./recorded-chain.ts";
import { type Edits, RecordedRun, RecordedValues } from "./recorded-run.ts";

/** A run of the recording as the debugger's other parts know runs. */
export interface Recorded {
  readonly record: RunRecord;
  readonly chain: RecordedChain;
  readonly activity: RecordedActivity;
  readonly index: RunIndex;
}

/** All a recorded run needs of a runtime: an event that a person edits. Its schema is asked where the edit is carried out. */
const runtime = {
  createEvent: (cls: EventClass, fields: Record<string, unknown>) =>
    Object.freeze(Object.assign(Object.create(cls.prototype) as object, fields)),
} as unknown as RuntimeHandle;

/** The runs of a recording, and those that live at its point. */
export class RecordedRuns {
  readonly #recording: Recording;
  readonly values: RecordedValues;
  readonly #edits: Edits;
  readonly #runs = new Map<number, Recorded>();

  constructor(recording: Recording, edits: Edits) {
    this.#recording = recording;
    this.values = new RecordedValues(recording);
    this.#edits = edits;
  }

  /** Throws for a thread that is no run at this point. */
  get(run: number): Recorded {
    if (!this.#recording.fold.runs.has(run))
      throw new Error(`Run #${run} does not run at this point of the recording.`);
    return this.#of(run);
  }

  /** Runs that live at this point. */
  get alive(): Recorded[] {
    return [...this.#recording.fold.runs.keys()].sort((a, b) => a - b).map((run) => this.#of(run));
  }

  /** True for that run and those it started, over any number of levels. */
  isOf(run: number, ancestor: number): boolean {
    return this.#of(run).record.isOf(this.#of(ancestor).record);
  }

  line(number: number): Line {
    return this.#recording.line(number);
  }

  indexOf(run: number): RunIndex {
    return this.#recording.runs.get(run) as RunIndex;
  }

  /** Makes the runs look as they do where this stop is: `waiting` are the dispatches of its run that have not started. */
  show(run: number, stop: Stop, waiting: readonly number[]): void {
    for (const { record, chain, index } of this.alive) {
      chain.forget();
      record.stop = undefined;
      record.held.length = 0;
      chain.last = chain.get(lastBefore(index, this.#recording.position));
    }
    const { record, chain } = this.get(run);
    const top = stop.top && { ...stop.top, node: chain.get(stop.top.node.id) ?? stop.top.node };
    record.stop = top === undefined ? stop : { ...stop, top };
    for (const [order, dispatch] of waiting.entries()) {
      const node = chain.get(dispatch);
      if (node === undefined) continue;
      const held: Top = top?.node === node ? top : { node, past: false };
      record.held.push({ record, order, top: held, isDispatch: true, decide: nothing, shown: false, release: nothing });
    }
    for (const { record: each, activity, index } of this.alive) {
      const atGate = each.held.flatMap(({ top: at }) => (at === undefined ? [] : [at.node]));
      activity.show(this.#recording.fold.runs.get(each.thread), index.head.steps, atGate);
    }
  }

  /** The state of a run at this point. */
  storeOf(run: number): unknown {
    return this.values.decoder.value(this.#recording.fold.runs.get(run)?.store ?? {});
  }

  #of(run: number): Recorded {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    const index = this.indexOf(run);
    const { parent: started } = index.head;
    // It may have ended before the recording begins.
    const parent = started !== undefined && this.#recording.runs.has(started) ? this.#of(started) : undefined;
    const recorded = new RecordedRun(this.#recording, index, this.values, this.#edits, parent?.index.head.id);
    const chain = new RecordedChain(recorded.state, this.#recording, index, this.values);
    const activity = new RecordedActivity();
    const { names } = index.head;
    const record = new RunRecord(run, recorded, runtime, parent?.record, { chain, names, activity });
    record.closed = true;
    const made = { record, chain, activity, index };
    this.#runs.set(run, made);
    return made;
  }
}

function nothing(): undefined {
  return undefined;
}

/** The last dispatch that started in the first so many lines: ids count up with the lines. */
export function lastBefore(index: RunIndex, lines: number): number {
  let low = 0;
  let high = index.lastDispatch;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (index.dispatchLine.get(middle) < lines) low = middle;
    else high = middle - 1;
  }
  return low;
}
