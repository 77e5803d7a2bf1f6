import type { Event } from "../../events/event.ts";
import { record } from "../operations.ts";
import { recordReads } from "../reads.ts";
import type { Transition } from "../reduce.ts";
import type { Buffer } from "../state.ts";
import type { EventRecord, Tick } from "../tick.ts";

/**
 * `ctx.collectEvents`: puts the event into the step's buffer and answers with all expected ones, in the expected order,
 * once none is missing. Costs the same however many are expected (but for the one that completes them). An event counts
 * once, however often its step is tried again.
 */
export function collect({ state, commands }: Transition, tick: Tick & { kind: "collected" }): void {
  const running = state.running.get(tick.dispatch);
  if (!running) return;
  if (tick.reads) recordReads(state, running, tick.reads);
  const scope = state.scopes.get(running.work.scope);
  if (scope) scope.collects = true;
  const key = bufferKey(running.step, tick.buffer);
  const fired = running.work.fired?.get(key);
  if (fired) {
    record(running, { kind: "collected", detail: tick.buffer, result: fired });
    commands.push({ kind: "collected", events: fired.map((record) => record.event) });
    return;
  }
  const buffer = bufferFor(state.buffers, key, running.step, tick.expected);
  const received: EventRecord = (tick.input === undefined ? undefined : running.inputs[tick.input]) ?? {
    id: ++state.lastEventId,
    event: tick.event,
    seq: tick.seq,
    producer: running.id,
  };
  if (running.attempt === 1 || !isHeld(buffer, received)) hold(buffer, received);
  if (buffer.missing > 0) {
    record(running, { kind: "collected", detail: tick.buffer, result: undefined });
    commands.push({ kind: "collected", events: undefined });
    return;
  }
  const records = takeAll(buffer);
  record(running, { kind: "collected", detail: tick.buffer, result: records });
  running.work.fired = new Map(running.work.fired).set(key, records);
  if ([...buffer.held.values()].every((held) => held.length === 0)) state.buffers.delete(key);
  commands.push({ kind: "collected", events: records.map((one): Event => one.event) });
}

/** Where `RunState.buffers` has that buffer of a step. */
export function bufferKey(step: string, buffer: string): string {
  return `${step}/${buffer}`;
}

function bufferFor(buffers: Map<string, Buffer>, key: string, step: string, expected: Buffer["expected"]): Buffer {
  const existing = buffers.get(key);
  if (existing && sameExpectation(existing.expected, expected)) return existing;
  const wanted = countsOf(expected);
  const buffer: Buffer = { step, expected, wanted, held: existing?.held ?? new Map(), missing: 0 };
  buffer.missing = countMissing(buffer);
  buffers.set(key, buffer);
  return buffer;
}

function sameExpectation(a: Buffer["expected"], b: Buffer["expected"]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every(([name, count], i) => name === b[i]?.[0] && count === b[i]?.[1]);
}

function countsOf(expected: Buffer["expected"]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [name, count] of expected) counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
}

function countMissing(buffer: Buffer): number {
  let missing = 0;
  for (const [name, count] of buffer.wanted) missing += Math.max(0, count - (buffer.held.get(name)?.length ?? 0));
  return missing;
}

function isHeld(buffer: Buffer, record: EventRecord): boolean {
  return buffer.held.get(record.event.$type)?.some((held) => held.id === record.id) ?? false;
}

function hold(buffer: Buffer, record: EventRecord): void {
  const name = record.event.$type;
  const held = buffer.held.get(name);
  const wanted = buffer.wanted.get(name) ?? 0;
  if ((held?.length ?? 0) < wanted) buffer.missing--;
  if (held) held.push(record);
  else buffer.held.set(name, [record]);
}

function takeAll(buffer: Buffer): EventRecord[] {
  const taken: EventRecord[] = [];
  // One by one: as arguments of a single call, very many would overflow the stack.
  for (const [name, count] of buffer.expected) {
    for (const record of buffer.held.get(name)?.splice(0, count) ?? []) taken.push(record);
  }
  buffer.missing = countMissing(buffer);
  return taken;
}
