/**
 * Measures the debugger, each program of this folder in a process of its own, one after the other:
 *
 *     npm run bench:debugger                        everything; a table, and bench/results/debugger.json
 *     npm run bench:debugger -- --only throughput   one program
 *
 * README.md tells how to read the table. Build first.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMet, type Measurement } from "./measurement.ts";

const PROGRAMS = ["throughput", "stop-latency", "first-stop"];
/** They print a table of their own. */
const WITH_OWN_TABLE = ["recording-overhead", "time-travel"].filter((name) => existsSync(programOf(name)));

const { values } = parseArgs({ options: { only: { type: "string" } } });
const all = [...PROGRAMS, ...WITH_OWN_TABLE];
if (values.only !== undefined && !all.includes(values.only))
  throw new Error(`there is no "${values.only}"; there are: ${all.join(", ")}`);
const isWanted = (name: string): boolean => values.only === undefined || values.only === name;

for (const name of WITH_OWN_TABLE.filter(isWanted)) console.log(`${name}\n${run(name)}`);
const results = PROGRAMS.filter(isWanted).flatMap(measure);
if (results.length > 0) console.log(table(results));
const output = fileURLToPath(new URL("../results", import.meta.url));
mkdirSync(output, { recursive: true });
const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
const record = { at: new Date().toISOString(), machine, results };
writeFileSync(join(output, "debugger.json"), `${JSON.stringify(record, undefined, 2)}\n`);

function programOf(name: string): string {
  return fileURLToPath(new URL(`${name}.ts`, import.meta.url));
}

/** What it printed. */
function run(name: string): string {
  console.error(`${name} …`);
  const args = ["--expose-gc", "--import", "tsx", programOf(name)];
  return execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function measure(name: string): Measurement[] {
  return JSON.parse(run(name).trim().split("\n").at(-1) ?? "") as Measurement[];
}

function table(list: readonly Measurement[]): string {
  const rows = list.map((one) => {
    const { what, value, unit, goal } = one;
    const digits = value >= 1000 ? 0 : value >= 100 ? 1 : 2;
    const wanted = goal === undefined ? "" : `${goal.bound === "least" ? "≥" : "≤"} ${goal.limit.toLocaleString("en")}`;
    return [what, `${value.toLocaleString("en", { maximumFractionDigits: digits })} ${unit}`, wanted, verdict(one)];
  });
  const lines = [["what", "measured", "goal", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
  return lines
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function verdict(one: Measurement): string {
  if (one.goal === undefined) return "";
  return isMet(one) ? "met" : "MISSED";
}
