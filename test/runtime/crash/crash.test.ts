import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Tick } from "stepwright";
import { readJournal } from "../../../src/runtime/node/index.ts";

/** How often a process is killed; in CI at least 200 times. */
const KILLS = process.env["CI"] === "true" ? 200 : 20;

/** 20 items of which each adds twice its number; 5 of them twice in the store, since they fail once. */
const EXPECTED = "yes 380 25 20 begun";

/** A process that goes on with the run, killed once its journal has so many bytes (0: as soon as it is there). Its output, empty where it was killed. */
async function lifeOf(program: string, folder: string, bytes: number | undefined): Promise<string> {
  const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => (output += text));
  child.stderr.on("data", (text: Buffer) => (errors += text));
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.on("close", (code, signal) => resolve(signal ?? code)),
  );
  if (bytes !== undefined) await killAt(child, join(folder, "run.jsonl"), bytes);
  const end = await ended;
  if (end !== 0 && end !== "SIGKILL") throw new Error(`the process ended with ${end}: ${errors}`);
  return output.trim();
}

/** Kills the process when the journal has grown to so many bytes, or leaves it if it ends before. */
async function killAt(child: ChildProcess, journal: string, bytes: number): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if (existsSync(journal) && readFileSync(journal).length >= bytes) {
      child.kill("SIGKILL");
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Dispatches that returned more than once. */
function settledTwice(ticks: readonly Tick[]): number[] {
  const settled = ticks.flatMap((tick) => (tick.kind === "returned" ? [tick.dispatch] : []));
  return settled.filter((dispatch, index) => settled.indexOf(dispatch) !== index);
}

describe("a run whose process is killed", function () {
  this.timeout(300_000);
  let work = "";
  let program = "";

  before(async () => {
    work = mkdtempSync(join(tmpdir(), "stepwright-crash-"));
    program = join(work, "program.mjs");
    await build({
      entryPoints: [fileURLToPath(new URL("program.ts", import.meta.url))],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "warning",
    });
  });

  after(() => rmSync(work, { recursive: true, force: true }));

  it(`${KILLS} times, at any point, goes on in the next process and gives the result as if nothing had been`, async () => {
    let kills = 0;
    for (let round = 0; kills < KILLS; round++) {
      const folder = mkdtempSync(join(work, "run-"));
      let result = "";
      for (let grown = 0; result === ""; grown += 400 + ((round * 997 + grown * 31) % 2400)) {
        result = await lifeOf(program, folder, kills < KILLS ? grown : undefined);
        if (result === "") kills++;
      }
      if (result !== "ended") assert.equal(result, EXPECTED);
      const { ticks, warning } = readJournal(join(folder, "run.jsonl"));
      assert.equal(warning, undefined);
      assert.deepEqual(
        ticks.map((tick) => tick.seq),
        ticks.map((_tick, index) => index + 1),
      );
      assert.deepEqual(settledTwice(ticks), []);
      rmSync(folder, { recursive: true });
    }
  });
});
