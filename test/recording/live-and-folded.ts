/** A live run and its recording side by side: after every tick both must hold the same. */
import assert from "node:assert/strict";
import type { InspectedRun, Inspector } from "stepwright";
import { encodeValue } from "../../src/debugger/recording/encode.ts";
import type { FoldedRun } from "../../src/debugger/recording/fold.ts";
import { Recorder } from "../../src/debugger/recording/recorder.ts";
import type { Recording } from "../../src/debugger/recording/recording.ts";
import type { RecordingFile } from "../../src/debugger/recording/recording-file.ts";

/** What a run held after a tick. */
export interface Live {
  readonly seq: number;
  readonly text: string;
}

type State = InspectedRun["state"];

/** What the debugger shows of a run, of the live one and of the folded one: equal texts are equal states. */
function liveText(state: State): string {
  return text({
    status: state.status,
    seq: state.seq,
    queues: state.steps.map(({ queue }) => [...queue].map(({ inputs, attempt }) => [ids(inputs), attempt])),
    running: [...state.running.values()].map((each) => [each.id, each.stepIndex, ids(each.inputs), each.attempt]),
    waiters: [...state.waiters.values()].map(({ id, dispatch, event, deadline }) => [id, dispatch, event, deadline]),
    prompts: [...state.prompts.keys()],
    parked: [...state.scopes].flatMap(([scope, { parked }]) =>
      [...parked].filter(([, held]) => held.length > 0).map(([step, held]) => [`${scope}/${step}`, ids(held)]),
    ),
    buffers: [...state.buffers].map(([key, { missing, held }]) => [
      key,
      missing,
      [...held].filter(([, records]) => records.length > 0).map(([name, records]) => [name, ids(records)]),
    ]),
    retries: [...state.retries.keys()],
    store: encodeValue(state.store),
  });
}

function foldedText(run: FoldedRun): string {
  return text({
    status: run.status,
    seq: run.seq,
    queues: run.queues.map((queue) => queue.map(({ inputs, attempt }) => [inputs, attempt])),
    running: [...run.running].map(([id, { step, inputs, attempt }]) => [id, step, inputs, attempt]),
    waiters: [...run.waiters.values()].map(({ id, dispatch, event, deadline }) => [id, dispatch, event, deadline]),
    prompts: [...run.prompts.keys()],
    parked: [...run.parked],
    buffers: [...run.buffers].map(([key, { missing, held }]) => [
      key,
      missing,
      Object.entries(held).filter(([, records]) => records.length > 0),
    ]),
    retries: [...run.retries.keys()],
    store: run.store,
  });
}

function ids(records: readonly { readonly id: number }[]): number[] {
  return records.map(({ id }) => id);
}

/** Maps have no order that matters. */
function text(view: Record<string, unknown>): string {
  const sorted = Object.entries(view).map(([key, value]) => [
    key,
    Array.isArray(value) && key !== "queues" ? value.map((each) => JSON.stringify(each)).sort() : value,
  ]);
  return JSON.stringify(Object.fromEntries(sorted), undefined, 1);
}

/** Records a run and notes what it holds after each tick, from that one on. */
export function watched(file: RecordingFile, from = 0): { readonly live: Live[]; readonly inspector: Inspector } {
  const recorder = new Recorder(file).inspector;
  const live: Live[] = [];
  const inspector: Inspector = {
    tickApplied: (run, tick) => {
      if (tick.seq < from) return;
      recorder.tickApplied(run, tick);
      live.push({ seq: tick.seq, text: liveText(run.state) });
    },
    runEnded: (run, outcome) => recorder.runEnded(run, outcome),
  };
  return { live, inspector };
}

/** Holds every tick of the recording against the live run, and the last one must be there. Returns how many there are. */
export function check(recording: Recording, live: readonly Live[]): number {
  const after: { line: number; live: string }[] = [];
  const texts = new Map(live.map(({ seq, text: state }) => [seq, state]));
  const seen = new Set<number>();
  for (let number = 0; number < recording.length; number++) {
    const line = recording.line(number);
    if (!("type" in line) || line.type !== "tick") continue;
    after.push({ line: number + 1, live: texts.get(line.seq) as string });
    seen.add(line.seq);
  }
  assert.ok(live.length === 0 || seen.has(live.at(-1)?.seq ?? 0));
  const [first = 0] = seen;
  for (const { seq } of live) assert.ok(seq < first || seen.has(seq), `tick ${seq} is missing`);
  const look = ({ line, live: expected }: { line: number; live: string }): void => {
    recording.seek(line);
    assert.equal(foldedText(recording.fold.runs.get(1) as FoldedRun), expected, `after line ${line}`);
  };
  for (const point of after) look(point);
  for (const point of after.toReversed()) look(point);
  for (const point of after.filter((_, index) => index % 7 === 3).toReversed()) look(point);
  recording.close();
  return seen.size;
}
