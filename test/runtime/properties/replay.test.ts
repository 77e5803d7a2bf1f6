import assert from "node:assert/strict";
import fc from "fast-check";
import { decode, encode, type Inspector, MemoryJournal, type Tick } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { dumpOf } from "../support/state-dump.ts";
import { drive, numbersFrom } from "./driver.ts";
import { Interpreter } from "./interpreter.ts";
import { arrivalsOf, longPrograms, type Program, programs } from "./program.ts";

interface Recording {
  readonly flow: Interpreter;
  readonly journal: MemoryJournal;
  /** The live state after each tick. */
  readonly live: readonly string[];
}

async function record(program: Program, seed: number): Promise<Recording> {
  const clock = new SimulatedClock();
  const live: string[] = [];
  const watch: Inspector = { tickApplied: (run) => void live.push(dumpOf(run.state)) };
  const flow = new Interpreter(clock, { inspectors: [watch] });
  const arrivals = arrivalsOf(program);
  const run = flow.run({ program, arrivals: arrivals.length, failing: arrivals.slice(0, 1) });
  await drive(run, clock, numbersFrom(seed));
  await run;
  assert.ok(run.journal instanceof MemoryJournal);
  return { flow, journal: run.journal, live };
}

/** The ticks as they come back from a file. */
function throughJson({ flow, journal }: Recording): Tick[] {
  return journal.ticks.map((tick) => decode(JSON.parse(JSON.stringify(encode(tick))), flow.eventClass) as Tick);
}

describe("property: replay", function () {
  this.timeout(120_000);

  it("every prefix of the journal rebuilds the live state at that point", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), async (program, seed) => {
        const { flow, journal, live } = await record(program, seed);
        assert.equal(journal.ticks.length, live.length);
        for (const [index, tick] of journal.ticks.entries()) {
          assert.equal(dumpOf(flow.replay(journal, tick.seq)), live[index]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("so it does whatever was looked at before, and whatever was done with what came of it", async () => {
    let jumps = 0;
    await fc.assert(
      fc.asyncProperty(longPrograms(), fc.nat(), async (program, seed) => {
        const { flow, journal, live } = await record(program, seed);
        const random = numbersFrom(seed);
        for (let look = 0; look < 30; look++) {
          const index = Math.floor(random() * live.length);
          const state = flow.replay(journal, index + 1);
          assert.equal(dumpOf(state), live[index]);
          if (index > 64) jumps++;
          for (const step of state.steps) while (step.queue.length > 0) step.queue.shift();
          for (const running of state.running.values()) running.operations?.splice(0);
          state.running.clear();
          state.buffers.clear();
          for (const scope of state.scopes.values()) scope.parked.clear();
        }
      }),
      { numRuns: 6 },
    );
    assert.ok(jumps > 20, `only ${jumps} looks behind the first checkpoint`);
  });

  it("so does every prefix of the journal that was written as JSON and read back", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), async (program, seed) => {
        const recording = await record(program, seed);
        const { flow, journal, live } = recording;
        const read = { header: journal.header, ticks: throughJson(recording) };
        for (const [index, tick] of read.ticks.entries()) {
          assert.equal(dumpOf(flow.replay(read, tick.seq)), live[index]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("ticks count up from 1, never go back in time, and name the tick that led to them", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), async (program, seed) => {
        const { journal } = await record(program, seed);
        let at = 0;
        for (const [index, tick] of journal.ticks.entries()) {
          assert.equal(tick.seq, index + 1);
          assert.ok(tick.at >= at);
          at = tick.at;
          assert.ok(tick.cause < tick.seq);
          if ("dispatch" in tick && tick.dispatch > 0) assert.ok(tick.cause > 0, `tick ${tick.seq} has no cause`);
        }
      }),
      { numRuns: 25 },
    );
  });
});
