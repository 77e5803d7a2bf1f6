import type { RunState } from "../../runtime/engine/state.ts";
import type { EventRecord, PendingDispatch } from "../../runtime/engine/tick.ts";
import type { Event } from "../../runtime/events/event.ts";

/** A dispatch in the causal chain: what was delivered, where, and which dispatch produced it. */
export interface DispatchNode {
  /** 0 where nobody takes the event: a question, an unhandled event. */
  readonly id: number;
  readonly step: string | undefined;
  /** Replaced where the debugger edits an event before its dispatch. */
  inputs: readonly EventRecord[];
  readonly attempt: number;
  readonly worker: number;
  /** ms of run time. */
  readonly at: number;
  /** Undefined where the event came from outside, and where the chain was cut. */
  parent: DispatchNode | undefined;
  readonly depth: number;
  /** First node of this node's segment of the chain. */
  segment: DispatchNode | undefined;
  /** The number of the step out that this dispatch belongs to, with all it causes. */
  family: number;
  /** Its result is applied: what it produced is in the run's state. */
  settled: boolean;
}

/** A chain keeps between one and two segments of frames: a loop of a million rounds must not keep a million events. */
const SEGMENT = 256;
/** How many dispatches pass before the nodes that can produce nothing any more are forgotten. */
const WINDOW = 512;

/** Who caused whom in one run: linked nodes that the garbage collector drops together with what they caused. */
export class CausalChain {
  readonly #state: Readonly<RunState>;
  /** The newest dispatches, by id from `#base` on: ids count up, and a list costs less than a map for each dispatch. */
  readonly #newest: (DispatchNode | undefined)[] = new Array(WINDOW).fill(undefined);
  #base = 1;
  /** Older ones that may still produce. */
  #older = new Map<number, DispatchNode>();
  /** Who produced an event that the run's state does not tell: one that no step takes, and answers from outside. */
  readonly #producers = new WeakMap<Event, DispatchNode>();
  /** What is tried again belongs to the step out that its first attempt belonged to. */
  readonly #retried = new WeakMap<readonly EventRecord[], number>();
  /** The newest dispatch. */
  last: DispatchNode | undefined;

  constructor(state: Readonly<RunState>) {
    this.#state = state;
  }

  /** Adds a dispatch about to happen. */
  add(dispatch: PendingDispatch): DispatchNode {
    const { id, inputs, startedAt } = dispatch;
    let parent: DispatchNode | undefined;
    let family = 0;
    for (let i = 0; i < inputs.length; i++) {
      const producer = this.#producer(inputs[i] as EventRecord);
      if (producer === undefined) continue;
      // The newest input is the one that completed the set.
      parent = producer;
      if (producer.family > family) family = producer.family;
    }
    if (dispatch.attempt > 1) family = Math.max(family, this.#retried.get(inputs) ?? 0);
    const at = startedAt - this.#state.startedAt;
    const node = link(id, dispatch.step, inputs, dispatch.attempt, dispatch.worker, at, parent, family);
    if (id >= this.#base + WINDOW) this.#moveOn(id);
    if (id >= this.#base) this.#newest[id - this.#base] = node;
    else this.#older.set(id, node);
    this.last = node;
    return node;
  }

  get(dispatchId: number): DispatchNode | undefined {
    if (dispatchId < this.#base) return this.#older.get(dispatchId);
    const node = this.#newest[dispatchId - this.#base];
    // The list is used again for the next window.
    return node?.id === dispatchId ? node : undefined;
  }

  /** The newest dispatches, a few hundred of them, newest first. */
  *newest(): Iterable<DispatchNode> {
    const all = [...this.#older.values(), ...this.#newest].filter((node) => node !== undefined);
    yield* all.sort((a, b) => b.id - a.id);
  }

  /** A node for an event that no step takes. */
  untaken(event: Event, at: number): DispatchNode {
    const producer = this.#producers.get(event);
    return link(0, undefined, [{ id: 0, event, seq: 0, producer: producer?.id ?? 0 }], 1, 0, at, producer, 0);
  }

  /** The dispatch failed, and may be tried again with what it was given. */
  failed(node: DispatchNode): void {
    node.settled = true;
    if (node.family > 0) this.#retried.set(node.inputs, node.family);
  }

  /** Remembers who produced an event; of an answer from outside that is who asked. */
  producedBy(event: Event, producer: DispatchNode | undefined): void {
    if (producer !== undefined) this.#producers.set(event, producer);
  }

  producerOf(event: Event): DispatchNode | undefined {
    return this.#producers.get(event);
  }

  #producer(record: EventRecord): DispatchNode | undefined {
    return record.producer === 0 ? this.#producers.get(record.event) : this.get(record.producer);
  }

  /** Begins a new window and forgets the nodes that can produce nothing any more: they live on only as ancestors. */
  #moveOn(base: number): void {
    const state = this.#state;
    const needed = new Set<number>(state.running.keys());
    const keep = (records: readonly EventRecord[]): void => {
      for (const record of records) needed.add(record.producer);
    };
    for (const running of state.running.values()) keep(running.inputs);
    for (const step of state.steps) {
      for (const work of step.queue) keep(work.inputs);
      for (const resumption of step.resumable) if (resumption.record) keep([resumption.record]);
    }
    for (const retry of state.retries.values()) keep(retry.work.inputs);
    for (const buffer of state.buffers.values()) for (const records of buffer.held.values()) keep(records);
    for (const scope of state.scopes.values()) for (const records of scope.parked.values()) keep(records);
    keep(state.inbox);
    const older = new Map<number, DispatchNode>();
    for (const [id, node] of this.#older) if (!node.settled || needed.has(id)) older.set(id, node);
    for (let i = 0; i < WINDOW; i++) {
      const node = this.#newest[i];
      if (node !== undefined && (!node.settled || needed.has(node.id))) older.set(node.id, node);
    }
    this.#older = older;
    this.#base = base;
  }

  /**
   * How far a step out is: `settled` when nothing of its family runs, is queued or will be tried again; `stuck` where what
   * is left of it waits for others, for a worker of theirs or an event from somewhere.
   */
  progress(family: number): "moving" | "stuck" | "settled" {
    const state = this.#state;
    const belongs = (records: readonly EventRecord[]): boolean =>
      this.#retried.get(records) === family || records.some((record) => this.#producer(record)?.family === family);
    let isLeft = false;
    for (const running of state.running.values()) {
      if (this.get(running.id)?.family !== family) continue;
      if (running.waits === 0) return "moving";
      isLeft = true;
    }
    for (const retry of state.retries.values()) if (belongs(retry.work.inputs)) return "moving";
    if (isLeft) return "stuck";
    for (const step of state.steps) for (const work of step.queue) if (belongs(work.inputs)) return "stuck";
    return "settled";
  }
}

function link(
  id: number,
  step: string | undefined,
  inputs: readonly EventRecord[],
  attempt: number,
  worker: number,
  at: number,
  parent: DispatchNode | undefined,
  family: number,
): DispatchNode {
  const depth = parent === undefined ? 0 : parent.depth + 1;
  const segment = parent?.segment;
  const node: DispatchNode = { id, step, inputs, attempt, worker, at, parent, depth, segment, family, settled: false };
  if (depth % SEGMENT === 0) {
    node.segment = node;
    if (segment) segment.parent = undefined;
  }
  return node;
}
