import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { SimulatedClock } from "stepwright/testing";
import { Recording } from "../../src/debugger/recording/recording.ts";
import { RecordingFile } from "../../src/debugger/recording/recording-file.ts";
import { drive, numbersFrom } from "../runtime/properties/driver.ts";
import { Interpreter } from "../runtime/properties/interpreter.ts";
import { arrivalsOf, type Program, programs } from "../runtime/properties/program.ts";
import { check, type Live, watched } from "./live-and-folded.ts";

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
    const { live, inspector } = watched(file, from);
    const flow = new Interpreter(clock, { inspectors: [inspector] });
    const arrivals = arrivalsOf(program);
    const run = flow.run({ program, arrivals: arrivals.length, failing: arrivals.slice(0, 1) });
    await drive(run, clock, numbersFrom(seed));
    await run;
    file.close();
    const recording = new Recording(file.path);
    await recording.readOn();
    return { live, recording };
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
