/**
 * Measures the runtime beside its peers, in one run:
 *
 *     npm run bench                    everything; a table, and bench/results/runtime.json
 *     npm run bench -- --only hops     one group
 *
 * Every case runs in a process of its own, one after the other. README.md tells how to read the table.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BenchCase, fastest, type Result } from "./cases.ts";
import { checkGoals } from "./goals.ts";
import { suite } from "./suite.ts";
import { table } from "./table.ts";

const { values } = parseArgs({ options: { case: { type: "string" }, only: { type: "string" } } });

if (values.case !== undefined) {
  const one = suite[Number(values.case)];
  if (one) console.log(JSON.stringify(await measure(one)));
} else {
  measureAll(values.only);
}

async function measure(one: BenchCase): Promise<Result> {
  const times: number[] = [];
  const readings: Record<string, number[]> = {};
  // The first run is for the compiler.
  for (let repeat = -1; repeat < one.repeats; repeat++) {
    globalThis.gc?.();
    const started = performance.now();
    const read = await one.run(one.size);
    if (repeat < 0) continue;
    times.push(performance.now() - started);
    for (const [name, value] of Object.entries(read ?? {})) readings[name] = [...(readings[name] ?? []), value];
  }
  const { ms = fastest(times), ...others } = Object.fromEntries(
    Object.entries(readings).map(([name, all]) => [name, fastest(all)]),
  );
  return { group: one.group, subject: one.subject, size: one.size, ms, readings: others };
}

function measureAll(only: string | undefined): void {
  const results: Result[] = [];
  const script = fileURLToPath(import.meta.url);
  for (const [index, one] of suite.entries()) {
    if (only !== undefined && one.group !== only) continue;
    const args = ["--expose-gc", "--import", "tsx", script, "--case", String(index)];
    const output = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    const result = JSON.parse(output) as Result;
    results.push(result);
    console.error(`${result.group}, ${result.subject}, ${result.size}: ${result.ms.toFixed(2)} ms`);
  }
  if (results.length === 0) {
    throw new Error(
      `no group is named "${only}"; there are: ${[...new Set(suite.map((one) => one.group))].join(", ")}`,
    );
  }
  const goals = checkGoals(results);
  console.log(table(results, goals));
  const file = join(dirname(script), "..", "results", "runtime.json");
  mkdirSync(dirname(file), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results, goals }, undefined, 2)}\n`);
}
