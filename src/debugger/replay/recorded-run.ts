import type { Running, RunState } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import type { Event, EventClass } from "../../runtime/events/event.ts";
import type { InspectedRun } from "../../runtime/inspector.ts";
import type { FoldedRun } from "../recording/fold.ts";
import type { RecordedEvent, TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";
import { Decoder } from "./decode.ts";
import { EventClasses } from "./event-classes.ts";

/** Where a person's edits of the past go. */
export interface Edits {
  event(dispatch: number, event: Event, index: number, before: Event): void;
  state(run: number, path: string, value: unknown, before: Readonly<Record<string, unknown>>): void;
  /** The run's state as edited; undefined where it was not. */
  storeOf(run: number): Readonly<Record<string, unknown>> | undefined;
}

/** What the recording knows of values: shared by its runs. */
export class RecordedValues {
  readonly #recording: Recording;
  readonly #classes: EventClasses;
  readonly decoder: Decoder;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#classes = new EventClasses((name) => recording.classOf(name));
    this.decoder = new Decoder((name) => this.#classes.named(name).prototype as object);
  }

  classNamed(name: string): EventClass {
    return this.#classes.named(name) as unknown as EventClass;
  }

  made([name, fields]: RecordedEvent): Event {
    return this.decoder.event(name, fields) as Event;
  }

  /** An event of the run, with where it came from. Its fields are read when they are looked at. */
  record(run: RunIndex, id: number): EventRecord {
    const line = this.#recording.line(run.eventLine.get(id)) as TickLine;
    const index = line.ids === undefined ? id - (line.first ?? id) : line.ids.indexOf(id);
    const event = line.events?.[index] ?? (["?", {}] as const);
    return lazily({ id, seq: line.seq, producer: run.producer.get(id) }, "event", () => this.made(event));
  }
}

/** A property that is made when it is first asked for. */
export function lazily<T extends object, K extends string, V>(target: T, key: K, make: () => V): T & Record<K, V> {
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      const value = make();
      Object.defineProperty(target, key, { value, enumerable: true });
      return value;
    },
  });
  return target as T & Record<K, V>;
}

/** A run of the recording, as an inspector would see it: what it holds is what it held at the recording's point. */
export class RecordedRun implements InspectedRun {
  readonly id: string;
  readonly workflowName: string;
  readonly workflow: object = new NotInThePast();
  readonly parentId: string | undefined;
  readonly steps: InspectedRun["steps"];
  readonly #recording: Recording;
  readonly #index: RunIndex;
  readonly #values: RecordedValues;
  readonly #edits: Edits;
  #view: RunState | undefined;
  #viewAt = -1;

  constructor(
    recording: Recording,
    index: RunIndex,
    values: RecordedValues,
    edits: Edits,
    parentId: string | undefined,
  ) {
    const { id, workflow, steps } = index.head;
    this.id = id;
    this.workflowName = workflow;
    this.parentId = parentId;
    this.steps = steps.map((step) => ({ ...step, workers: 0 }));
    this.#recording = recording;
    this.#index = index;
    this.#values = values;
    this.#edits = edits;
  }

  get state(): RunState {
    if (this.#view === undefined || this.#viewAt !== this.#recording.position) {
      this.#viewAt = this.#recording.position;
      const run = this.#recording.fold.runs.get(this.#index.head.run);
      this.#view = this.#viewOf(run);
    }
    return this.#view;
  }

  elapsed(): number {
    const run = this.#recording.fold.runs.get(this.#index.head.run);
    return run === undefined || run.startedAt === 0 ? 0 : run.at - run.startedAt;
  }

  holdClock(): () => void {
    return () => {};
  }

  sendEvent(): void {
    throw new Error("Nothing can be sent into the past: continue to now first.");
  }

  replaceEvent(dispatch: number, event: Event, index = 0): void {
    const before = this.state.running.get(dispatch)?.inputs[index]?.event;
    if (before !== undefined) this.#edits.event(dispatch, event, index, before);
  }

  writeStore(path: string, value: unknown): void {
    this.#edits.state(this.#index.head.run, path, value, this.state.store);
    this.#viewAt = -1;
  }

  cancel(): void {
    throw new Error("What has happened cannot be cancelled: continue to now first.");
  }

  fork(): InspectedRun {
    throw new Error("A recording has no program that could run again.");
  }

  eventClass(name: string): EventClass {
    return this.#values.classNamed(name);
  }

  #records(ids: readonly number[]): readonly EventRecord[] {
    return ids.map((id) => this.#values.record(this.#index, id));
  }

  #viewOf(run: FoldedRun | undefined): RunState {
    const names = this.#index.head.steps.map(({ name }) => name);
    const running = new Map<number, Running>();
    for (const [id, each] of [...(run?.running ?? [])].sort(([a], [b]) => a - b)) {
      const waits = [...(run?.waiters.values() ?? [])].filter(({ dispatch }) => dispatch === id).length;
      const { step, attempt, worker, at } = each;
      const dispatch = { id, step: names[step], stepIndex: step, attempt, worker, startedAt: at, waits };
      running.set(id, lazily(dispatch, "inputs", () => this.#records(each.inputs)) as unknown as Running);
    }
    const view = {
      status: run?.status ?? "running",
      seq: run?.seq ?? 0,
      startedAt: run?.startedAt ?? 0,
      lastAt: run?.at ?? 0,
      running,
      working: [...running.values()].filter(({ waits }) => waits === 0).length,
      queued: run?.queues.reduce((sum, queue) => sum + queue.length, 0) ?? 0,
      steps: names.map((name, index) => ({
        name,
        queue: (run?.queues[index] ?? []).map(({ inputs, attempt }) =>
          lazily({ attempt }, "inputs", () => this.#records(inputs)),
        ),
        resumable: [],
      })),
      waiters: new Map(
        [...(run?.waiters ?? [])].map(([id, waiter]) => [
          id,
          {
            ...waiter,
            step: running.get(waiter.dispatch)?.step ?? "?",
            where: waiter.where === undefined ? undefined : this.#values.decoder.value(waiter.where),
          },
        ]),
      ),
      prompts: new Map(
        [...(run?.prompts ?? [])].map(([id, { event, ...prompt }]) => [
          id,
          lazily({ ...prompt, scope: 0 }, "event", () => this.#values.made(event)),
        ]),
      ),
      inbox: [],
      buffers: new Map(
        [...(run?.buffers ?? [])].map(([key, buffer]) => [
          key,
          {
            ...buffer,
            held: new Map(Object.entries(buffer.held).map(([name, ids]) => [name, this.#records(ids)])),
          },
        ]),
      ),
      scopes: scopesOf(run, (ids) => this.#records(ids)),
      retries: new Map(
        [...(run?.retries ?? [])].map(([timer, { step, inputs, attempt, due }]) => [
          timer,
          { stepIndex: step, due, work: lazily({ attempt }, "inputs", () => this.#records(inputs)) },
        ]),
      ),
    };
    const edited = this.#edits.storeOf(this.#index.head.run);
    const store = (): unknown => edited ?? this.#values.decoder.value(run?.store ?? {});
    return lazily(view, "store", store) as unknown as RunState;
  }
}

/** What joining and collecting steps hold, by scope. */
function scopesOf(
  run: FoldedRun | undefined,
  records: (ids: readonly number[]) => readonly EventRecord[],
): Map<number, { parked: Map<number, readonly EventRecord[]> }> {
  const scopes = new Map<number, { parked: Map<number, readonly EventRecord[]> }>();
  for (const [key, ids] of run?.parked ?? []) {
    const [scope = 0, step = 0] = key.split("/").map(Number);
    const { parked } = scopes.get(scope) ?? { parked: new Map<number, readonly EventRecord[]>() };
    scopes.set(scope, { parked });
    parked.set(step, records(ids));
  }
  return scopes;
}

/** Stands for `this`: what the workflow object held is not recorded. */
class NotInThePast {
  readonly note = "The workflow object is not available in the past: a recording holds events and state.";
}
