import assert from "node:assert/strict";
import fc from "fast-check";
import { SimulatedClock } from "stepwright/testing";
import { drive, numbersFrom } from "./driver.ts";
import { encodeId, Interpreter } from "./interpreter.ts";
import { arrivalsOf, expectationsOf, type Program, programs } from "./program.ts";

interface Observed {
  readonly leaves: readonly string[];
  readonly bodies: ReadonlyMap<string, number>;
  readonly prompts: number;
  readonly state: { readonly count?: number; readonly places?: Record<string, true> };
}

async function runOf(program: Program, seed: number, failing: readonly string[]): Promise<Observed> {
  const clock = new SimulatedClock();
  let prompts = 0;
  const flow = new Interpreter(clock, { inspectors: [{ promptOpened: () => void prompts++ }] });
  const arrivals = arrivalsOf(program);
  const run = flow.run({ program, arrivals: arrivals.length, failing });
  await drive(run, clock, numbersFrom(seed));
  const { leaves } = await run;
  return { leaves: [...leaves].sort(), bodies: flow.bodies, prompts, state: run.context.state };
}

/** Some of the arrivals: those for which the collecting step fails once. */
function someOf(program: Program, seed: number): string[] {
  const random = numbersFrom(seed ^ 0x5bd1e995);
  return arrivalsOf(program).filter(() => random() < 0.3);
}

describe("property: random workflows and interleavings", function () {
  this.timeout(120_000);

  it("no event is lost or delivered twice, whatever fails, waits or is retried", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), async (program, seed) => {
        const expected = expectationsOf(program);
        const observed = await runOf(program, seed, someOf(program, seed));
        assert.deepEqual(observed.leaves, [...expected.leaves].sort());
        assert.deepEqual(new Map([...observed.bodies].sort()), new Map([...expected.bodies].sort()));
        assert.equal(observed.prompts, expected.prompts);
      }),
      { numRuns: 250 },
    );
  });

  it("result and state do not depend on the interleaving", async () => {
    await fc.assert(
      fc.asyncProperty(programs(), fc.nat(), fc.nat(), async (program, one, other) => {
        const [first, second] = [await runOf(program, one, []), await runOf(program, other, someOf(program, other))];
        assert.deepEqual(first.leaves, second.leaves);
        const places = (observed: Observed): string[] => Object.keys(observed.state.places ?? {}).sort();
        assert.deepEqual(places(first), places(second));
        assert.equal(first.state.count, second.state.count);
        const { storeNodes } = expectationsOf(program);
        assert.equal((first.state.count ?? 0) + places(first).length, storeNodes.length);
        for (const place of places(first)) assert.ok(storeNodes.some((id) => encodeId(id) === place));
      }),
      { numRuns: 150 },
    );
  });
});
