import type { RunState } from "../../runtime/engine/state.ts";
import type { EventRecord, Tick } from "../../runtime/engine/tick.ts";
import type { Event } from "../../runtime/events/event.ts";
import type { InspectedRun } from "../../runtime/inspector.ts";
import type { Encoder } from "./encoder.ts";
import type { LineDraft, RecordedEvent, RecordedRetry, RecordedStart, RecordedWork, TickLine } from "./format.ts";
import { handedOver } from "./handed-over.ts";
import { JoinLines } from "./join-lines.ts";
import { WaitLines } from "./wait-lines.ts";

/**
 * Turns the ticks of one run into lines. It remembers how large the parts of the state were, so that a line costs what
 * the tick touched and not what the run holds.
 */
export class RunRecorder {
  readonly #run: InspectedRun;
  readonly #number: number;
  readonly #encoder: Encoder;
  readonly #fansIn: boolean;
  readonly #queueLengths: number[];
  readonly #waits: WaitLines;
  readonly #joins = new JoinLines();
  #lastEvent = 0;
  #lastDispatch = 0;
  #status = "running";

  /** `before` is what recorded the run until now, where it was recorded: it knows who asked the open questions. */
  constructor(run: InspectedRun, number: number, encoder: Encoder, before?: RunRecorder) {
    this.#run = run;
    this.#number = number;
    this.#encoder = encoder;
    this.#fansIn = run.steps.some((step) => step.fanIn !== undefined);
    this.#queueLengths = run.steps.map(() => 0);
    this.#waits = new WaitLines(run, encoder, before === undefined ? undefined : before.#waits);
  }

  /** The line of a run that was found running: all it holds. `waiting` are dispatches that have not begun. */
  found(waiting: readonly number[] = []): TickLine {
    const { state } = this.#run;
    const records = new Map<number, EventRecord>();
    const ids = (list: readonly EventRecord[]): number[] => {
      for (const record of list) records.set(record.id, record);
      return list.map((record) => record.id);
    };
    const queued = state.steps.flatMap(({ queue }, step) =>
      [...queue].map(({ inputs, attempt }) => [step, ids(inputs), attempt] as const),
    );
    const started = [...state.running.values()].map(
      (each) => [each.id, each.stepIndex, ids(each.inputs), each.attempt, each.worker] as const,
    );
    for (const scope of state.scopes.values()) for (const parked of scope.parked.values()) ids(parked);
    for (const buffer of state.buffers.values()) for (const held of buffer.held.values()) ids(held);
    for (const retry of state.retries.values()) ids(retry.work.inputs);
    const all = [...records.values()].sort((a, b) => a.id - b.id);
    this.#lastEvent = state.lastEventId;
    this.#lastDispatch = state.lastDispatchId;
    for (const [step, { queue }] of state.steps.entries()) this.#queueLengths[step] = queue.length;
    const line: LineDraft = {
      ...this.#lineFor({ kind: "found", seq: state.seq, at: state.lastAt, cause: 0 }),
      events: all.map(({ event }) => this.#event(event)),
      ids: all.map(({ id }) => id),
      producers: all.map(({ producer }) => producer),
      queued,
      started,
      ...(waiting.length > 0 && { waiting }),
    };
    if (state.status !== "running") line.status = this.#status = state.status;
    const retries = [...state.retries.keys()].flatMap((timer) => this.#retry(state, timer) ?? []);
    if (retries.length > 0) line.retries = retries;
    const buffers = [...state.buffers.keys()].flatMap((key) => this.#joins.buffer(state, key) ?? []);
    if (buffers.length > 0) line.buffers = buffers;
    this.#waits.found(line, state);
    this.#joins.noteParked(line, state);
    return line;
  }

  /** The line of a tick that was applied. */
  tick(tick: Tick): TickLine {
    const { state } = this.#run;
    const line = this.#lineFor(tick);
    switch (tick.kind) {
      case "start":
      case "event":
        line.events = [this.#event(tick.event)];
        break;
      case "returned":
        line.dispatch = tick.dispatch;
        if (tick.events.length > 0) line.events = tick.events.map((event) => this.#event(event));
        break;
      case "sent":
      case "streamed":
        line.dispatch = tick.dispatch;
        line.events = [this.#event(tick.event)];
        break;
      case "failed":
        line.dispatch = tick.dispatch;
        line.error = this.#encoder.value(this.#run, tick.error);
        if (tick.retryIn !== undefined) {
          line.retryIn = tick.retryIn;
          const retry = this.#retry(state, `retry:${tick.dispatch}`);
          if (retry) line.retries = [retry];
        }
        break;
      case "stored":
        line.dispatch = tick.dispatch;
        if (tick.clear) line.clear = true;
        line.store = tick.changes.map(([path, value]) => [path, this.#encoder.stored(this.#run, path, value)]);
        break;
      case "collected":
        line.dispatch = tick.dispatch;
        if (tick.input === undefined && state.lastEventId > this.#lastEvent) line.events = [this.#event(tick.event)];
        {
          const step = state.running.get(tick.dispatch)?.step;
          const buffer = this.#joins.buffer(state, `${step}/${tick.buffer}`, tick.event.$type);
          if (buffer) line.buffers = [buffer];
        }
        break;
      case "waiting":
        line.dispatch = tick.dispatch;
        break;
      case "due":
        if (tick.timer.startsWith("retry:")) line.retryOver = tick.timer;
        break;
      case "broken":
        line.error = this.#encoder.value(this.#run, tick.error);
        break;
      case "replaced":
        line.dispatch = tick.dispatch;
        line.replaced = { index: tick.index, event: this.#event(tick.event) };
        break;
      default:
    }
    this.#noteDispatches(line, state);
    this.#waits.note(line, state, tick);
    if (this.#fansIn) this.#joins.noteParked(line, state);
    this.#noteEvents(line, state, tick);
    if (state.status !== this.#status) line.status = this.#status = state.status;
    return line;
  }

  #lineFor({ kind, seq, at, cause }: { kind: string; seq: number; at: number; cause: number }): LineDraft {
    // What most lines have is there from the beginning: an object that grows key by key is made and read more slowly.
    return {
      type: "tick",
      run: this.#number,
      seq,
      at,
      cause,
      kind,
      dispatch: undefined,
      events: undefined,
      started: undefined,
      first: undefined,
    };
  }

  #event(event: Event): RecordedEvent {
    return this.#encoder.event(this.#run, event);
  }

  /** Ids of the new events, and which of them nobody took. */
  #noteEvents(line: LineDraft, state: RunState, tick: Tick): void {
    const first = this.#lastEvent + 1;
    const count = state.lastEventId - this.#lastEvent;
    this.#lastEvent = state.lastEventId;
    if (count === 0) return;
    line.first = first;
    const handed = tick.kind === "failed" ? handedOver(state, tick.seq) : undefined;
    if (handed) {
      line.events = [this.#event(handed.record.event)];
      line.handler = handed.step;
    }
    const unhandled: number[] = [];
    for (let i = state.inbox.length - 1; i >= 0 && (state.inbox[i] as EventRecord).id >= first; i--) {
      unhandled.unshift((state.inbox[i] as EventRecord).id);
    }
    if (unhandled.length > 0) line.unhandled = unhandled;
  }

  /** What got a worker, and what has to wait for one. */
  #noteDispatches(line: LineDraft, state: RunState): void {
    const started: RecordedStart[] = [];
    const startedOf: number[] = [];
    for (let id = this.#lastDispatch + 1; id <= state.lastDispatchId; id++) {
      const running = state.running.get(id);
      if (running === undefined) continue;
      const { stepIndex, inputs, attempt, worker } = running;
      startedOf[stepIndex] = (startedOf[stepIndex] ?? 0) + 1;
      started.push([id, stepIndex, inputs.map(idOf), attempt, worker]);
    }
    this.#lastDispatch = state.lastDispatchId;
    let queued: RecordedWork[] | undefined;
    for (let step = 0; step < this.#queueLengths.length; step++) {
      const before = this.#queueLengths[step] as number;
      const queue = state.steps[step]?.queue;
      const now = queue?.length ?? 0;
      const left = Math.max(0, before - (startedOf[step] ?? 0));
      if (queue && now > left) {
        queued ??= [];
        for (const work of queue.last(now - left)) queued.push([step, work.inputs.map(idOf), work.attempt]);
      }
      this.#queueLengths[step] = now;
    }
    if (started.length > 0) line.started = started;
    if (queued) line.queued = queued;
  }

  #retry(state: RunState, timer: string): RecordedRetry | undefined {
    const retry = state.retries.get(timer);
    if (retry === undefined) return undefined;
    const { stepIndex, work, due } = retry;
    return { timer, step: stepIndex, inputs: work.inputs.map(idOf), attempt: work.attempt, due };
  }
}

function idOf(record: EventRecord): number {
  return record.id;
}
