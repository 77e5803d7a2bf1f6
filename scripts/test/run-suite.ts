import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { constants, getPriority, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../paths.ts";
import { endProcesses, endTree } from "../process-tree.ts";
import { readResults } from "./results.ts";
import type { Command, Suite } from "./suites.ts";

export interface SuiteOutcome {
  readonly suite: string;
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** What failed, and passed when it was run once more. */
  readonly unstable: readonly Failure[];
  readonly seconds: number;
}

export interface Failure {
  readonly title: string;
  readonly details: string;
}

/** How long a suite may still live after its last test, ms. */
const exitLimit = 15_000;
/** How long processes that a suite started may outlive it, ms: the operating system takes a moment. */
const settleLimit = 3_000;
/** How far below this process what runs beside a window is: a third of its share where both want all of a processor. */
const NICE = 5;

export interface RunOptions {
  /** Ends the suite early. */
  readonly cancelled: AbortSignal;
  /** Takes what the suite prints, as it comes. */
  readonly print?: (text: string) => void;
}

/** Runs a suite to its end or its limit, and ends whatever it left running. Never rejects. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<SuiteOutcome> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "stepwright-results-"));
  const results = join(folder, "results.jsonl");
  const outcome = (passed: number, failures: readonly Failure[]): SuiteOutcome => {
    return { suite: suite.name, passed, failures, unstable: [], seconds: (performance.now() - started) / 1000 };
  };
  try {
    const end = await run(suite, await suite.command(results), results, options);
    const leftOver = end.leftOver.map((line) => ({ title: "leaves no process running", details: line }));
    if (suite.kind === "command") {
      if (end.problem === undefined) return outcome(1, leftOver);
      return outcome(0, [{ title: "exit code", details: `${end.problem}\n${end.output}` }, ...leftOver]);
    }
    const { tests, complete } = readResults(results);
    const failures = tests
      .filter((test) => test.state !== "passed")
      .map(({ title, error, state }) => ({ title, details: error ?? `the test was ${state}` }));
    const passed = tests.filter((test) => test.state === "passed").length;
    const whole = complete && (end.problem === undefined || failures.length > 0);
    const crash = whole ? [] : [{ title: "runs to its end", details: `${end.problem ?? "no result"}\n${end.output}` }];
    return outcome(passed, [...failures, ...crash, ...leftOver]);
  } catch (error) {
    return outcome(0, [{ title: "can run here", details: error instanceof Error ? error.message : String(error) }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface End {
  /** Why the process did not end well; undefined if it did. */
  readonly problem: string | undefined;
  /** The last lines that it printed. */
  readonly output: string;
  /** Command lines of processes that outlived it. */
  readonly leftOver: readonly string[];
}

async function run(suite: Suite, command: Command, results: string, { cancelled, print }: RunOptions): Promise<End> {
  const mark = randomBytes(8).toString("hex");
  const child = spawn(command.program, [...command.args], {
    cwd: root,
    env: { ...(command.env ?? process.env), STEPWRIGHT_SUITE: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (suite.beside === "background" && child.pid !== undefined) yieldToOthers(child.pid);
  let output = "";
  for (const from of [child.stdout, child.stderr]) {
    from.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-4_000);
      print?.(text);
    });
  }
  const stop = (): void => void endTree(child);
  cancelled.addEventListener("abort", stop);
  const problem = await ended(suite, child, results);
  cancelled.removeEventListener("abort", stop);
  return { problem, output, leftOver: await endMarked(mark) };
}

/** What it starts inherits it. A window that is driven waits for nothing longer than a person would. */
function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, Math.min(getPriority() + NICE, constants.priority.PRIORITY_LOW));
  } catch {
    // It has ended already, or the system does not let us.
  }
}

/** Waits for the process, ends it at its limit, and tells what went wrong. */
async function ended(suite: Suite, child: ChildProcess, results: string): Promise<string | undefined> {
  let forced: string | undefined;
  const exit = new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(forced ?? (code === 0 ? undefined : `it ended with ${code ?? signal}`)));
  });
  let done = false;
  void exit.finally(() => (done = true));
  const limit = Date.now() + suite.limit * 60_000;
  let completed: number | undefined;
  while (!done) {
    await Promise.race([exit, delay(250)]);
    if (suite.kind === "results" && completed === undefined && readResults(results).complete) completed = Date.now();
    if (Date.now() > limit) forced = `it was ended after ${suite.limit} minutes`;
    else if (completed !== undefined && Date.now() > completed + exitLimit) {
      forced = `all tests were done, but it did not exit within ${exitLimit / 1000} s: something keeps it alive`;
    }
    if (forced !== undefined && !done) await endTree(child);
  }
  return exit;
}

/** Finds what the suite started and did not end, by a mark in the environment (Linux only), and ends it. */
async function endMarked(mark: string): Promise<readonly string[]> {
  const deadline = Date.now() + settleLimit;
  let left = marked(mark);
  while (left.length > 0 && Date.now() < deadline) {
    await delay(100);
    left = marked(mark);
  }
  await endProcesses(left.map(({ pid }) => pid));
  return left.map(({ pid, commandLine }) => `process ${pid} was left running: ${commandLine}`);
}

function marked(mark: string): readonly { readonly pid: number; readonly commandLine: string }[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, "utf8").includes(`STEPWRIGHT_SUITE=${mark}`)) return [];
        const commandLine = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        // A process that ended and was not yet waited for has no command line.
        return commandLine === "" ? [] : [{ pid: Number(name), commandLine }];
      } catch {
        return [];
      }
    });
}
