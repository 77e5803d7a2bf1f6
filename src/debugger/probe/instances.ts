/** The events themselves on their way along one arrow of the graph: what waits, what is at work, what was there last. */
import { inspect } from "node:util";
import type { Running } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import type { Event } from "../../runtime/events/event.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import { lineage } from "./breakpoints.ts";
import { childrenOf } from "./children.ts";
import { preview } from "./preview.ts";
import type { RunRecord } from "./runs.ts";

type Query = Omit<ProbeRequests["instances"]["arguments"], "thread">;
type Answer = ProbeRequests["instances"]["body"];
type Instance = Answer["instances"][number];

/** Most that are sent of what is on its way, and of what has been; a queue may hold a million. */
const MAX_ACTIVE = 50;
const MAX_DONE = 20;
/** Of all events of a run that has ended, and the characters of their fields. */
const MAX_LAST = 200;
const MAX_LAST_TEXT = 100_000;
const MAX_FIELDS = 50;
const MAX_TEXT = 10_000;

/** What is on its way in the order it will go, then what has been, newest first. Runs no code of the program. */
export function instancesOf(record: RunRecord, query: Query): Answer {
  const active = new Collector(record, query, MAX_ACTIVE);
  const { state } = record.run;
  const held = new Set<number>();
  for (const { top, isDispatch } of record.held) {
    if (!isDispatch || top?.node.step === undefined) continue;
    held.add(top.node.id);
    active.add("held", top.node.inputs, top.node.step, top.node.attempt);
  }
  for (const running of state.running.values() as Iterable<Running>) {
    if (held.has(running.id)) continue;
    active.add(running.waits > 0 ? "waits" : "running", running.inputs, running.step, running.attempt);
  }
  for (const { stepIndex, work } of state.retries.values()) {
    active.add("retrying", work.inputs, state.steps[stepIndex]?.name, work.attempt);
  }
  for (const { name, queue } of state.steps) for (const work of queue) active.add("queued", work.inputs, name);
  for (const { step, held: collected } of state.buffers.values()) {
    for (const records of collected.values()) active.add("collected", records, step);
  }
  for (const { parked } of state.scopes.values()) {
    for (const [stepIndex, records] of parked) active.add("collected", records, state.steps[stepIndex]?.name);
  }
  for (const { event, step } of state.prompts.values()) active.addEvent("asked", event, step, undefined);

  const done = new Collector(record, query, MAX_DONE);
  addDone(record, done);
  return { instances: [...active.found, ...done.found], total: active.total + done.total };
}

/** Of a run that has ended: the newest of each event, `result` among them, which no step takes. */
export function lastInstances(record: RunRecord, result: Event | undefined): Instance[] {
  const last = new Collector(record, {}, MAX_LAST, MAX_DONE, MAX_LAST_TEXT);
  if (result !== undefined) last.addEvent("done", result, record.chain.producerOf(result)?.step, undefined);
  addDone(record, last);
  return last.found;
}

function addDone(record: RunRecord, done: Collector): void {
  const { running } = record.run.state;
  for (const node of record.chain.newest()) {
    if (!running.has(node.id)) done.add("done", node.inputs, node.step, node.attempt);
  }
}

class Collector {
  readonly found: Instance[] = [];
  total = 0;
  readonly #record: RunRecord;
  readonly #query: Query;
  readonly #limit: number;
  readonly #ofEach: number;
  readonly #names = new Map<string, number>();
  #text: number;

  /** @param limit of all, @param ofEach of those of one name, @param text characters of fields */
  constructor(record: RunRecord, query: Query, limit: number, ofEach = limit, text = Number.POSITIVE_INFINITY) {
    this.#record = record;
    this.#query = query;
    this.#limit = limit;
    this.#ofEach = ofEach;
    this.#text = text;
  }

  add(state: Instance["state"], inputs: readonly EventRecord[], to: string | undefined, attempt = 1): void {
    for (const { event, producer } of inputs) {
      const from = producer === 0 ? undefined : this.#record.chain.get(producer)?.step;
      this.addEvent(state, event, from, to, attempt);
    }
  }

  addEvent(
    state: Instance["state"],
    event: Event,
    from: string | undefined,
    to: string | undefined,
    attempt = 1,
  ): void {
    const { event: name, from: wantedFrom, to: wantedTo } = this.#query;
    if (wantedTo !== undefined && to !== wantedTo) return;
    if (wantedFrom !== undefined && from !== wantedFrom) return;
    if (name !== undefined && event.$type !== name && !lineage(event).has(name)) return;
    this.total++;
    const ofName = this.#names.get(event.$type) ?? 0;
    if (this.found.length === this.#limit || ofName === this.#ofEach || this.#text <= 0) return;
    this.#names.set(event.$type, ofName + 1);
    const fields = fieldsOf(event);
    for (const { name, text } of fields) this.#text -= name.length + text.length;
    this.found.push({
      state,
      event: event.$type,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      attempt,
      summary: preview(event, 100),
      fields,
    });
  }
}

function fieldsOf(event: Event): Instance["fields"] {
  const children = childrenOf(event, undefined);
  if (children === undefined) return [];
  return children.named(0, Math.min(MAX_FIELDS, children.namedCount)).flatMap(({ name, value, get, kind }) => {
    // A getter would run the program's code.
    if (get !== undefined || kind === "virtual") return [];
    return [{ name, text: textOf(value) }];
  });
}

/** Several lines where one is not enough; strings as they are. */
function textOf(value: unknown): string {
  const text =
    typeof value === "string"
      ? value
      : inspect(value, {
          depth: 6,
          customInspect: false,
          maxArrayLength: 100,
          maxStringLength: 2_000,
          breakLength: 60,
        });
  return text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT)}… (${text.length.toLocaleString("en")} characters)`;
}
