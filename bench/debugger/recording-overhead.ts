/**
 * What recording costs: hops a second of a workflow that does nothing else, bare and recorded, in turns.
 *
 *     node --import tsx bench/debugger/recording-overhead.ts [HOPS]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HOPS = Number(process.argv[2] ?? 300_000);
const ROUNDS = 5;
const root = join(import.meta.dirname, "../..");

/** Plain JavaScript: nothing is compiled on the way. */
const program = `
  import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
  import { z } from "zod";
  class Count extends Event.with("Count", { n: z.number() }) {}
  class Loop extends Workflow {
    async begin() { return new Count({ n: 1 }); }
    async next(ev) { return ev.n < HOPS ? new Count({ n: ev.n + 1 }) : new StopEvent({}); }
  }
  const decorate = (name, event) => step(event)(Loop.prototype, name, Object.getOwnPropertyDescriptor(Loop.prototype, name));
  decorate("begin", StartEvent);
  decorate("next", Count);
  const HOPS = ${HOPS};
  await new Loop({ timeout: null }).run({});
  const began = performance.now();
  await new Loop({ timeout: null }).run({});
  console.log(HOPS / (performance.now() - began) * 1000);
  process.exit(0);
`;

function measure(nodeArguments: readonly string[], env: Record<string, string>): number {
  const { stdout, stderr } = spawnSync(process.execPath, [...nodeArguments, "--input-type=module", "-e", program], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  const hops = Number(stdout.trim());
  if (!(hops > 0)) throw new Error(`the program failed: ${stderr}`);
  return hops;
}

const folder = mkdtempSync(join(tmpdir(), "stepwright-bench-"));
try {
  const bare: number[] = [];
  const recorded: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(measure([], {}));
    const file = join(folder, `${round}.stepwright.jsonl`);
    recorded.push(measure(["--import", "stepwright/record"], { STEPWRIGHT_RECORD: file }));
    rmSync(file, { force: true });
  }
  // Whatever else the machine does makes a run slower, and nothing makes it faster.
  const [fastestBare, fastestRecorded] = [Math.max(...bare), Math.max(...recorded)];
  const ratio = fastestRecorded / fastestBare;
  console.table({
    "bare (hops/s)": Math.round(fastestBare),
    "recorded (hops/s)": Math.round(fastestRecorded),
    ratio: Number(ratio.toFixed(2)),
    goal: `at least a third: ${ratio >= 1 / 3 ? "met" : "NOT met"}`,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
