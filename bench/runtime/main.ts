/**
 * Measures the runtime beside its peers, in one run:
 *
 *     npm run bench                    everything; a table, and bench/results/runtime.json
 *     npm run bench -- --only hops     one group
 *     npm run bench -- --profile 2     a CPU profile of the third case, in bench/results
 *
 * Every case runs in a process of its own, one after the other. README.md tells how to read the table.
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
import { suite } from "./suite.ts";
import { table } from "./table.ts";

const { values } = parseArgs({ options: { profile: { type: "string" }, only: { type: "string" } } });
const output = fileURLToPath(new URL("../results", import.meta.url));
mkdirSync(output, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "stepwright-bench-"));
try {
  const program = await compile(join(folder, "measure.mjs"));
  if (values.profile !== undefined) run(program, Number(values.profile), ["--cpu-prof", `--cpu-prof-dir=${output}`]);
  else report(measureAll(program, values.only));
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

function run(program: string, index: number, options: readonly string[] = []): Result {
  const args = ["--expose-gc", ...options, program, String(index)];
  const text = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const result = JSON.parse(text) as Result;
  console.error(`${result.group}, ${result.subject}, ${result.size}: ${result.ms.toFixed(2)} ms`);
  return result;
}

function measureAll(program: string, only: string | undefined): readonly Result[] {
  const results = suite.flatMap(({ group }, index) =>
    only === undefined || group === only ? [run(program, index)] : [],
  );
  if (results.length > 0) return results;
  const groups = [...new Set(suite.map((one) => one.group))];
  throw new Error(`no group is named "${only}"; there are: ${groups.join(", ")}`);
}

function report(results: readonly Result[]): void {
  const goals = checkGoals(results);
  console.log(table(results, goals));
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  const record = { at: new Date().toISOString(), machine, results, goals };
  writeFileSync(join(output, "runtime.json"), `${JSON.stringify(record, undefined, 2)}\n`);
}
