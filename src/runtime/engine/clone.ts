import { Deque } from "./deque.ts";
import type { Operation } from "./operations.ts";
import type { Buffer, Running, RunState, Scope, StepState, Work } from "./state.ts";

/** A copy that can go its own way: what `reduce` changes is copied; events, records and the store, which it never changes, are shared. */
export function cloneState(state: RunState): RunState {
  return {
    ...state,
    steps: state.steps.map(cloneStep),
    running: mapValues(state.running, cloneRunning),
    retries: mapValues(state.retries, (retry) => ({ ...retry, work: cloneWork(retry.work) })),
    waiters: new Map(state.waiters),
    prompts: new Map(state.prompts),
    inbox: [...state.inbox],
    buffers: mapValues(state.buffers, cloneBuffer),
    scopes: mapValues(state.scopes, cloneScope),
    halfFull: new Map(state.halfFull),
    unhandled: new Map(state.unhandled),
  };
}

/** How much a copy of the state takes, in records: what it holds apart from what it shares. */
export function sizeOf(state: RunState): number {
  let size = state.steps.length + state.queued + state.retries.size + state.waiters.size + state.prompts.size;
  size += state.inbox.length + state.halfFull.size + state.unhandled.size;
  for (const { operations, reads } of state.running.values()) {
    size += 1 + (operations?.length ?? 0) + (reads?.length ?? 0);
  }
  for (const { held } of state.buffers.values()) for (const records of held.values()) size += records.length;
  for (const { parked } of state.scopes.values()) {
    size++;
    for (const records of parked.values()) size += records.length;
  }
  return size;
}

function mapValues<K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): Map<K, V> {
  const changed = new Map<K, V>();
  for (const [key, value] of map) changed.set(key, change(value));
  return changed;
}

function cloneStep(step: StepState): StepState {
  return {
    ...step,
    queue: Deque.of([...step.queue].map(cloneWork)),
    resumable: Deque.of([...step.resumable]),
    slots: [...step.slots],
  };
}

function cloneWork(work: Work): Work {
  return { ...work };
}

function cloneRunning(running: Running): Running {
  return {
    ...running,
    work: cloneWork(running.work),
    ...(running.operations && { operations: running.operations.map(cloneOperation) }),
    ...(running.reads && { reads: [...running.reads] }),
  };
}

function cloneOperation(operation: Operation): Operation {
  return operation.kind === "waiting" || operation.kind === "child" ? { ...operation } : operation;
}

function cloneBuffer(buffer: Buffer): Buffer {
  return { ...buffer, held: mapValues(buffer.held, (records) => [...records]) };
}

function cloneScope(scope: Scope): Scope {
  return { ...scope, parked: mapValues(scope.parked, (records) => [...records]), fired: new Set(scope.fired) };
}
