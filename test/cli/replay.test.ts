import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runProgram } from "../examples/run-program.ts";

const CHAIN = "test/dap/fixtures/chain.ts";
const CLI = "dist/cli/main.js";

describe("recordings on the command line", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-replay-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("run --record writes what replay prints: each event, where it went, and what changed", async () => {
    const file = join(folder, "chain.stepwright.jsonl");
    const run = await runProgram([CLI, "run", CHAIN, "--input", '{"limit":2}', "--record", file]);
    assert.equal(run.stdout, "3\n", run.stderr);
    const { stdout, code } = await runProgram([CLI, "replay", file]);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => line.replace(/^ *\d+\.\d{3} s {2}/, "")),
      [
        "Chain #1  started",
        "Chain #1  StartEvent {limit: 2} → begin",
        "Chain #1  begin: state.limit = 2",
        "Chain #1  begin: state.sum = 0",
        "Chain #1  begin → Count {n: 1} → add",
        "Chain #1  add: state.sum = 1",
        "Chain #1  add → Count {n: 2} → add",
        "Chain #1  add: state.sum = 3",
        "Chain #1  add → StopEvent {result: 3}",
        "Chain #1  completed: 3",
      ],
    );
    const json = await runProgram([CLI, "replay", file, "--json"]);
    const entries = json.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(entries.length, lines.length);
    assert.deepEqual(entries[4]?.["event"], ["Count", { n: 1 }]);
    assert.deepEqual(entries[4]?.["to"], ["add"]);
  });

  it("says what is wrong", async () => {
    const journal = join(folder, "journal.jsonl");
    writeFileSync(journal, '{"stepwright":"journal","version":1}\n');
    const opened = await runProgram([CLI, "replay", journal]);
    assert.equal(opened.code, 1);
    assert.match(opened.stderr, /journal\.jsonl is a journal/);
    const missing = await runProgram([CLI, "replay", join(folder, "none")]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /cannot be opened: ENOENT/);
    assert.equal((await runProgram([CLI, "replay"])).code, 2);
  });

  const program = `
    import { spawnSync } from "node:child_process";
    import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
    import { z } from "zod";
    class LoggedIn extends Event.with("LoggedIn", { user: z.string(), token: z.string().meta({ secret: true }) }) {}
    const login = { user: z.string(), password: z.string().meta({ secret: true }) };
    class Flow extends Workflow.with({ input: login, result: z.object(login), state: { key: z.string().meta({ secret: true }).optional(), n: z.number().optional() } }) {
      async login(ev, ctx) {
        await ctx.set("key", ev.password);
        await ctx.set("n", 1);
        return new LoggedIn({ user: ev.user, token: ev.password });
      }
      async done(ev) {
        if (ev.token !== "hunter2") throw new Error("lost");
        return new StopEvent({ result: { user: ev.user, password: ev.token } });
      }
    }
    const decorate = (name, event) => step(event)(Flow.prototype, name, Object.getOwnPropertyDescriptor(Flow.prototype, name));
    decorate("login", StartEvent);
    decorate("done", LoggedIn);
    console.log((await new Flow().run({ user: "ada", password: "hunter2" })).user);
    if (process.argv[2]) console.log(spawnSync(process.execPath, [...process.execArgv, process.argv[1]], { encoding: "utf8" }).stdout);
  `;

  /** A program of a project that has the package. */
  function runRecorded(
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const file = join(root, `.recorded-${process.pid}.mjs`);
    writeFileSync(file, program);
    const child = spawn(process.execPath, ["--import", "stepwright/record", file, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text: Buffer) => {
      stdout += text.toString();
    });
    child.stderr.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    return new Promise((resolve) => {
      child.on("close", (code) => {
        rmSync(file, { force: true });
        resolve({ code, stdout, stderr });
      });
    });
  }

  it("node --import stepwright/record records any program, without what is secret, and what that program starts in files of their own", async () => {
    const file = join(folder, "app.stepwright.jsonl");
    const { stdout, stderr } = await runRecorded(["again"], { STEPWRIGHT_RECORD: file });
    assert.equal(stdout.trim(), "ada\nada", stderr);
    const [child = "", ...rest] = readdirSync(folder).sort();
    assert.match(child, /^app\.process-\d+\.stepwright\.jsonl$/);
    assert.deepEqual(rest, ["app.stepwright.jsonl"]);
    assert.match(
      (await runProgram([CLI, "replay", join(folder, child)])).stdout,
      /completed: \{user: 'ada', password: /,
    );
    const text = readFileSync(file, "utf8");
    assert.doesNotMatch(text, /hunter2/);
    const replayed = await runProgram([CLI, "replay", file]);
    assert.match(replayed.stdout, /LoggedIn \{user: 'ada', token: /);
    assert.match(replayed.stdout, /completed: \{user: 'ada', password: /);
    assert.equal(replayed.stdout.match(/started/g)?.length, 1);
  });

  it("run --record records the process that a step starts, and the thread which that starts, each in a file of its own", async () => {
    const file = join(folder, "parent.stepwright.jsonl");
    const run = await runProgram([CLI, "run", "test/cli/fixtures/starting.ts", "--record", file]);
    assert.equal(run.code, 0, run.stderr);
    const said = new Map<string, string>();
    for (const name of readdirSync(folder)) {
      const { stdout } = await runProgram([CLI, "replay", join(folder, name)]);
      said.set(name.replace(/process-\d+/, "process").replace(/worker-\d+/, "worker"), stdout);
    }
    assert.match(said.get("parent.stepwright.jsonl") ?? "", /Starting #1 {2}completed: 0/);
    assert.match(said.get("parent.process.stepwright.jsonl") ?? "", /Started #1 {2}completed: 'by a process'/);
    assert.match(said.get("parent.process-worker.stepwright.jsonl") ?? "", /Started #1 {2}completed: 'by a thread'/);
    assert.equal(said.size, 3);
  });

  it("keeps the latest where it has reached its bound", async () => {
    const file = join(folder, "small.stepwright.jsonl");
    const bound = { STEPWRIGHT_RECORD_MB: "0.05" };
    const run = await runProgram([CLI, "run", CHAIN, "--input", '{"limit":2000}', "--record", file], { env: bound });
    assert.equal(run.stdout, "2001000\n", run.stderr);
    assert.deepEqual(readdirSync(folder).sort(), ["small.earlier.stepwright.jsonl", "small.stepwright.jsonl"]);
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    assert.ok(bytes < 0.06 * (1 << 20), `${bytes} bytes`);
    const lines = (await runProgram([CLI, "replay", file])).stdout.trimEnd().split("\n");
    assert.match(lines[0] ?? "", /what came before was dropped when the recording reached its bound/);
    assert.match(lines.at(-1) ?? "", /Chain #1 {2}completed: 2001000/);
    const counts = [...lines.join("\n").matchAll(/add → Count \{n: (\d+)\}/g)].map(([, n]) => Number(n));
    assert.ok(counts.length > 50);
    const last = counts.at(-1) ?? 0;
    assert.deepEqual([last, counts[0]], [2000, last - counts.length + 1]);
    // Alone, too, each is a recording.
    rmSync(join(folder, "small.earlier.stepwright.jsonl"));
    assert.match((await runProgram([CLI, "replay", file])).stdout, /was dropped[\s\S]*completed: 2001000/);
  });
});
