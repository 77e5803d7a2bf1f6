import assert from "node:assert/strict";
import fc from "fast-check";
import { type Inspector, MemoryJournal, type Snapshot, type WorkflowRun } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { dumpOf } from "../support/state-dump.ts";
import { drive, numbersFrom } from "./driver.ts";
import { type Input, Interpreter, type Outcome } from "./interpreter.ts";
import { arrivalsOf, expectationsOf, type Program, programs } from "./program.ts";

function inputFor(program: Program): Input {
  return { program, arrivals: arrivalsOf(program).length, failing: [] };
}

/** Runs a program to its end; saves it, as JSON, when that tick has been applied. */
async function recordingOf(program: Program, seed: number, saveAt?: number) {
  const clock = new SimulatedClock();
  let run: WorkflowRun<Outcome> | undefined;
  let saved: { at: number; snapshot: Snapshot } | undefined;
  const watch: Inspector = {
    tickApplied(_view, tick) {
      if (tick.seq === saveAt) saved = { at: clock.now(), snapshot: JSON.parse(JSON.stringify(run?.snapshot())) };
    },
  };
  run = new Interpreter(clock, { inspectors: [watch] }).run(inputFor(program));
  await drive(run, clock, numbersFrom(seed));
  await run;
  assert.ok(run.journal instanceof MemoryJournal);
  return { journal: run.journal, saved };
}

/** A tick before the last one, which ended the run. */
function tickAt(part: number, ticks: number): number {
  return 1 + Math.floor(part * (ticks - 1));
}

async function leavesOf(run: WorkflowRun<Outcome>, clock: SimulatedClock, seed: number): Promise<string[]> {
  await drive(run, clock, numbersFrom(seed));
  return [...(await run).leaves].sort();
}

const part = fc.double({ min: 0, max: 0.999, noNaN: true });

describe("property: snapshot and resume", function () {
  this.timeout(120_000);

  it("a run saved after any tick and resumed in a new instance gives the same result", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), part, async (program, seed, where) => {
        const { journal } = await recordingOf(program, seed);
        const { saved } = await recordingOf(program, seed, tickAt(where, journal.ticks.length));
        assert.ok(saved);
        const clock = new SimulatedClock(saved.at);
        const resumed = new Interpreter(clock).resume(saved.snapshot);
        assert.deepEqual(await leavesOf(resumed, clock, seed + 1), [...expectationsOf(program).leaves].sort());
      }),
      { numRuns: 100 },
    );
  });

  it("at every tick of a run", async () => {
    let resumptions = 0;
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), async (program, seed) => {
        const clock = new SimulatedClock();
        const saved: { at: number; snapshot: Snapshot }[] = [];
        const watch: Inspector = {
          tickApplied: (view) => {
            if (view.state.status === "running") saved.push({ at: clock.now(), snapshot: run.snapshot() });
          },
        };
        const run: WorkflowRun<Outcome> = new Interpreter(clock, { inspectors: [watch] }).run(inputFor(program));
        await drive(run, clock, numbersFrom(seed));
        const expected = [...expectationsOf(program).leaves].sort();
        for (const { at, snapshot } of saved.slice(0, 60)) {
          const later = new SimulatedClock(at);
          const resumed = new Interpreter(later).resume(JSON.parse(JSON.stringify(snapshot)));
          assert.deepEqual(await leavesOf(resumed, later, seed + 1), expected);
          resumptions++;
        }
      }),
      { numRuns: 12 },
    );
    assert.ok(resumptions > 50, `only ${resumptions} resumptions`);
  });

  it("so does a run resumed from any prefix of its journal", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), part, async (program, seed, where) => {
        const { journal } = await recordingOf(program, seed);
        const ticks = journal.ticks.slice(0, tickAt(where, journal.ticks.length));
        const clock = new SimulatedClock(ticks.at(-1)?.at);
        const resumed = new Interpreter(clock).resume({ header: journal.header, ticks });
        assert.deepEqual(await leavesOf(resumed, clock, seed + 1), [...expectationsOf(program).leaves].sort());
      }),
      { numRuns: 100 },
    );
  });

  it("the journal of a resumed run, both parts together, rebuilds its live states", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), part, async (program, seed, where) => {
        const { journal } = await recordingOf(program, seed);
        const saved = journal.ticks.slice(0, tickAt(where, journal.ticks.length));
        const clock = new SimulatedClock(saved.at(-1)?.at);
        const live: string[] = [];
        const watch: Inspector = { tickApplied: (run) => void live.push(dumpOf(run.state)) };
        const flow = new Interpreter(clock, { inspectors: [watch] });
        const resumed = flow.resume({ header: journal.header, ticks: saved });
        await drive(resumed, clock, numbersFrom(seed + 1));
        const whole = { header: journal.header, ticks: [...saved, ...(resumed.journal?.ticks ?? [])] };
        for (const [index, expected] of live.entries()) {
          assert.equal(dumpOf(flow.replay(whole, saved.length + index + 1)), expected);
        }
      }),
      { numRuns: 25 },
    );
  });
});
