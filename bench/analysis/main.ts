/**
 * Measures the analysis on a made-up project, beside plain ts-morph, in one run:
 *
 *     npm run bench:analysis                          everything; tables, and bench/results/analysis.json
 *     npm run bench:analysis -- --only keystrokes     one case
 *     npm run bench:analysis -- --files 2000          a larger project
 *     npm run bench:analysis -- --only "open file" --profile     a CPU profile, in bench/results
 *
 * Every case runs in a process of its own, one after the other. README.md tells what they do.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { markdown } from "../runtime/table.ts";
import { cases, type Readings, type Subject } from "./cases.ts";
import { generateProject, STEPS_PER_FILE } from "./generate.ts";
import { checkGoals, type Results } from "./goals.ts";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "200" },
    only: { type: "string" },
    repeat: { type: "string", default: "3" },
    profile: { type: "boolean", default: false },
  },
});
const worker = fileURLToPath(new URL("../../dist/analysis/worker.js", import.meta.url));
if (!existsSync(worker)) throw new Error(`${worker} is not built: npm run build`);
const output = fileURLToPath(new URL("../results", import.meta.url));
mkdirSync(output, { recursive: true });
const folder = realpathSync(mkdtempSync(join(tmpdir(), "stepwright-bench-")));
try {
  const subject = join(folder, "subject.json");
  const files = generateProject(join(folder, "project"), Number(values.files));
  writeFileSync(subject, JSON.stringify({ folder: join(folder, "project"), files, worker } satisfies Subject));
  const program = await compile(join(folder, "measure.mjs"));
  report(measureAll(program, subject), files.length);
} finally {
  rmSync(folder, { recursive: true });
}

/** As users get it: bundled, not transformed while it runs. */
async function compile(outfile: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL("measure.ts", import.meta.url))],
    ...{ outfile, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning" },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); const __filename = ""; const __dirname = "";',
    },
  });
  return outfile;
}

/** Of several runs the one with the smallest number: whatever else the machine does makes a run slower, not faster. */
function measureAll(program: string, subject: string): Results {
  const names = Object.keys(cases).filter((name) => values.only === undefined || values.only === name);
  const runs = new Map<string, Readings[]>(names.map((name) => [name, []]));
  // In turn, not case by case: what is compared was measured at the same times.
  for (let round = 0; round < (values.profile ? 1 : Number(values.repeat)); round++) {
    for (const [name, all] of runs) {
      all.push(run(program, name, subject));
      console.error(name, JSON.stringify(all.at(-1)));
    }
  }
  return Object.fromEntries([...runs].map(([name, all]) => [name, leastOf(all)]));
}

function leastOf(runs: readonly Readings[]): Readings {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((key) => [key, Math.min(...runs.map((one) => one[key] ?? Number.NaN))]));
}

function run(program: string, name: string, subject: string): Readings {
  const profile = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${output}`] : [];
  const args = ["--expose-gc", ...profile, program, name, subject];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
}

function report(results: Results, files: number): void {
  const goals = checkGoals(results);
  const rows = Object.entries(results).flatMap(([name, readings]) =>
    Object.entries(readings).map(([what, value]) => [name, what, value < 10 ? value.toFixed(2) : value.toFixed(0)]),
  );
  console.log(`${files} files, ${files * STEPS_PER_FILE} steps\n`);
  console.log(markdown(["case", "reading", "is"], rows));
  const goalRows = goals.map(({ what, value, limit, met }) => [
    what,
    value.toFixed(2),
    `≤ ${limit}`,
    met ? "yes" : "no",
  ]);
  console.log(`\n${markdown(["goal", "is", "should be", "met"], goalRows)}`);
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  const record = { at: new Date().toISOString(), machine, files, results, goals };
  writeFileSync(join(output, "analysis.json"), `${JSON.stringify(record, undefined, 2)}\n`);
}
