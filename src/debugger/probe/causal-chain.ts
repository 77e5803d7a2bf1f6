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
  readonly segment: DispatchNode | undefined;
  /** The number of the step out that this dispatch belongs to, with all it causes. */
  family: number;
  /** Its result is applied: what it produced is in the run's state. */
  settled: boolean;
}

/** A chain keeps between one and two segments of frames: a loop of a million rounds must not keep a million events. */
const SEGMENT = 256;
const PRUNE_AT = 4096;

/** Who caused whom in one run: linked nodes that the garbage collector drops together with what they caused. */
export class CausalChain {
  readonly #state: Readonly<RunState>;
  /** Nodes that may still produce, by dispatch id. */
  #nodes = new Map<number, DispatchNode>();
  #pruneAt = PRUNE_AT;
  /** Who produced an event that the run's state does not tell: one that no step takes, and answers from outside. */
  readonly #producers = new WeakMap<Event, DispatchNode>();
  /** The newest dispatch. */
  last: DispatchNode | undefined;

  constructor(state: Readonly<RunState>) {
    this.#state = state;
  }

  /** Adds a dispatch about to happen. */
  add(dispatch: PendingDispatch, at: number): DispatchNode {
    const inputs = dispatch.inputs;
    let parent: DispatchNode | undefined;
    let family = 0;
    for (let i = 0; i < inputs.length; i++) {
      const producer = this.#producer(inputs[i] as EventRecord);
      if (producer === undefined) continue;
      // The newest input is the one that completed the set.
      parent = producer;
      if (producer.family > family) family = producer.family;
    }
    const node = link(dispatch.id, dispatch.step, inputs, dispatch.attempt, dispatch.worker, at, parent);
    node.family = family;
    this.#nodes.set(node.id, node);
    if (this.#nodes.size > this.#pruneAt) this.#prune();
    this.last = node;
    return node;
  }

  get(dispatchId: number): DispatchNode | undefined {
    return this.#nodes.get(dispatchId);
  }

  /** A node for an event that no step takes. */
  untaken(event: Event, at: number): DispatchNode {
    const producer = this.#producers.get(event);
    return link(0, undefined, [{ id: 0, event, seq: 0, producer: producer?.id ?? 0 }], 1, 0, at, producer);
  }

  /** Remembers who produced an event; of an answer from outside that is who asked. */
  producedBy(event: Event, producer: DispatchNode | undefined): void {
    if (producer !== undefined) this.#producers.set(event, producer);
  }

  producerOf(event: Event): DispatchNode | undefined {
    return this.#producers.get(event);
  }

  #producer(record: EventRecord): DispatchNode | undefined {
    return record.producer === 0 ? this.#producers.get(record.event) : this.#nodes.get(record.producer);
  }

  /** Forgets the nodes that can produce nothing any more: they live on only as ancestors. */
  #prune(): void {
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
    keep(state.inbox);
    const nodes = new Map<number, DispatchNode>();
    for (const [id, node] of this.#nodes) if (!node.settled || needed.has(id)) nodes.set(id, node);
    this.#nodes = nodes;
    this.#pruneAt = Math.max(PRUNE_AT, nodes.size * 2);
  }

  /**
   * How far a step out is: `settled` when nothing of its family runs, is queued or will be tried again; `stuck` where what
   * is left of it waits for others, for a worker of theirs or an event from somewhere.
   */
  progress(family: number): "moving" | "stuck" | "settled" {
    const state = this.#state;
    const belongs = (records: readonly EventRecord[]): boolean =>
      records.some((record) => this.#producer(record)?.family === family);
    let isLeft = false;
    for (const running of state.running.values()) {
      if (this.#nodes.get(running.id)?.family !== family) continue;
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
): DispatchNode {
  const depth = parent === undefined ? 0 : parent.depth + 1;
  const segment = parent?.segment;
  const node: { -readonly [K in keyof DispatchNode]: DispatchNode[K] } = {
    id,
    step,
    inputs,
    attempt,
    worker,
    at,
    parent,
    depth,
    segment,
    family: 0,
    settled: false,
  };
  if (depth % SEGMENT === 0) {
    node.segment = node;
    if (segment) segment.parent = undefined;
  }
  return node;
}
