/**
 * Measures the runtime beside its peers, in one run:
 *
 *     npm run bench                    everything; a table, and bench/results/runtime.json
 *     npm run bench -- --only hops     one group
 *     npm run bench -- --profile 2     a CPU profile of the third case, in bench/results
 *
 * README.md tells how it measures, and how to read the table.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import type { Result } from "./cases.ts";
import { checkGoals } from "./goals.ts";
import { Subject } from "./subject.ts";
import { suite } from "./suite.ts";
import { table } from "./table.ts";

/** Turns of each case of a group: as many as there is time for. */
const TURNS = { least: 11, most: 101, seconds: 15 };

const { values } = parseArgs({ options: { profile: { type: "string" }, only: { type: "string" } } });
const output = fileURLToPath(new URL("../results", import.meta.url));
mkdirSync(output, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "stepwright-bench-"));
try {
  const program = await compile(join(folder, "measure.mjs"));
  if (values.profile !== undefined) profile(program, values.profile);
  else report(await measureAll(program, values.only));
} finally {
  rmSync(folder, { recursive: true });
}

/** As users get the library: bundled, not transformed while it runs. */
async function compile(outfile: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL("measure.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}

function profile(program: string, index: string): void {
  const options = ["--expose-gc", "--cpu-prof", `--cpu-prof-dir=${output}`];
  execFileSync(process.execPath, [...options, program, index], { stdio: "inherit" });
}

async function measureAll(program: string, only: string | undefined): Promise<readonly Result[]> {
  const groups = [...new Set(suite.map((one) => one.group))];
  if (only !== undefined && !groups.includes(only)) {
    throw new Error(`no group is named "${only}"; there are: ${groups.join(", ")}`);
  }
  const results: Result[] = [];
  for (const group of groups) {
    if (only === undefined || only === group) results.push(...(await measureGroup(program, group)));
  }
  return results;
}

/** All cases of a group take turns, so that what else the machine does meets all of them. */
async function measureGroup(program: string, group: string): Promise<readonly Result[]> {
  const subjects: Subject[] = [];
  for (const [index, one] of suite.entries()) {
    if (one.group === group) subjects.push(await Subject.start(program, one, index));
  }
  const until = performance.now() + TURNS.seconds * 1000;
  let turns = 0;
  for (; turns < TURNS.least || (turns < TURNS.most && performance.now() < until); turns++) {
    for (const subject of subjects) await subject.turn();
  }
  console.error(`${group}: ${turns} turns`);
  return subjects.map((subject) => subject.end());
}

function report(results: readonly Result[]): void {
  const goals = checkGoals(results);
  console.log(table(results, goals));
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  const record = { at: new Date().toISOString(), machine, results, goals };
  writeFileSync(join(output, "runtime.json"), `${JSON.stringify(record, undefined, 2)}\n`);
}
