import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { InspectedRun, Inspector } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import type { FoldedRun } from "../../src/debugger/recording/fold.ts";
import { Recorder } from "../../src/debugger/recording/recorder.ts";
import { Recording } from "../../src/debugger/recording/recording.ts";
import { RecordingFile } from "../../src/debugger/recording/recording-file.ts";
import { drive, numbersFrom } from "../runtime/properties/driver.ts";
import { Interpreter } from "../runtime/properties/interpreter.ts";
import { arrivalsOf, type Program, programs } from "../runtime/properties/program.ts";

/** What a run held after a tick. */
interface Live {
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
    store: state.store,
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

describe("property: a recording folds into what the run held", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a program; the result are the live states after each tick, and the recording. `from` is the tick from which it is recorded. */
  async function record(
    program: Program,
    seed: number,
    { from = 0, maxBytes }: { from?: number; maxBytes?: number } = {},
  ): Promise<{ live: Live[]; recording: Recording }> {
    const clock = new SimulatedClock();
    const file = new RecordingFile(join(folder, `${seed}-${from}.stepwright.jsonl`), { maxBytes });
    const { inspector } = new Recorder(file);
    const live: Live[] = [];
    const watch: Inspector = {
      tickApplied: (run, tick) => {
        if (tick.seq < from) return;
        inspector.tickApplied(run, tick);
        live.push({ seq: tick.seq, text: liveText(run.state) });
      },
      runEnded: (run, outcome) => inspector.runEnded(run, outcome),
    };
    const flow = new Interpreter(clock, { inspectors: [watch] });
    const arrivals = arrivalsOf(program);
    const run = flow.run({ program, arrivals: arrivals.length, failing: arrivals.slice(0, 1) });
    await drive(run, clock, numbersFrom(seed));
    await run;
    file.close();
    const recording = new Recording(file.path);
    await recording.readOn();
    return { live, recording };
  }

  /** Holds every tick of the recording against the live run, and the last one must be there. Returns how many there are. */
  function check(recording: Recording, live: readonly Live[]): number {
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

  it("forwards, and backwards", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), async (program, seed) => {
        const { live, recording } = await record(program, seed);
        assert.equal(check(recording, live), live.length);
      }),
      { numRuns: 40 },
    );
  });

  it("also where the recording begins in the middle of the run", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), fc.integer({ min: 2, max: 30 }), async (program, seed, from) => {
        const { live, recording } = await record(program, seed, { from });
        assert.equal(check(recording, live), live.length);
      }),
      { numRuns: 30 },
    );
  });

  it("also where it has reached its bound and keeps the latest", async () => {
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), fc.integer({ min: 0, max: 8000 }), async (program, seed, maxBytes) => {
        const { live, recording } = await record(program, seed, { maxBytes });
        if (check(recording, live) < live.length) cut++;
      }),
      { numRuns: 60 },
    );
    assert.ok(cut > 10, `only ${cut} recordings lost anything`);
  });
});
