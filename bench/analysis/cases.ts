/** What is measured; each case runs in a process of its own. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Project } from "ts-morph";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { AnalysisClient } from "../../src/analysis/worker-client.ts";
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";

/** Readings by name: milliseconds, megabytes, or counts. */
export type Readings = Readonly<Record<string, number>>;

export interface Subject {
  readonly folder: string;
  readonly files: readonly string[];
  /** The bundle `dist/analysis/worker.js`. */
  readonly worker: string;
}

export const cases: Readonly<Record<string, (subject: Subject) => Promise<Readings> | Readings>> = {
  "bare ts-morph": bare,
  "plain ts-morph": plain,
  "whole project": whole,
  "bare ts-morph, command": bareCommand,
  "whole project, command": wholeCommand,
  "open file, first time": openFileFirst,
  "open file": openFileAgain,
  keystrokes,
  "keystrokes meanwhile": meanwhile,
  memory,
};

/** The least that ts-morph can be asked: the project's files read and bound to one program, and no question put. */
function bare({ folder }: Subject): Readings {
  const stop = stopwatch();
  const project = new Project({ tsConfigFilePath: `${folder}/tsconfig.json` });
  const taken = stop();
  return { ...taken, files: project.getSourceFiles().length };
}

/** What everything with types costs at least: the project read, its program made, one type asked for. */
function plain({ folder }: Subject): Readings {
  const stop = stopwatch();
  const project = new Project({ tsConfigFilePath: `${folder}/tsconfig.json` });
  const methods = project
    .getSourceFiles()
    .flatMap((file) => file.getClasses())
    .flatMap((one) => one.getMethod("decide"));
  const type = methods
    .find((one) => one !== undefined)
    ?.getReturnType()
    .getText();
  if (!type?.includes("Rejected")) throw new Error(`the type is ${type}`);
  return { ...stop(), files: project.getSourceFiles().length };
}

/** The diagnostics of every file, which draw its precise graph first: `stepwright check`. */
function whole({ files }: Subject): Readings {
  const stop = stopwatch();
  const analyzer = new Analyzer();
  const found = analyzer.diagnoseAll(files);
  const taken = stop();
  const graphs = files.slice(0, 3).map((file) => analyzer.graphOf(file));
  assertComplete(graphs);
  return { ...taken, files: found.size, edges: graphs.reduce((sum, graph) => sum + edgesOf(graph), 0) };
}

/** The least that somebody can write who reads a project with ts-morph. */
function bareCommand({ folder, worker }: Subject): Readings {
  const program = `import { Project } from "ts-morph";
    const project = new Project({ tsConfigFilePath: ${JSON.stringify(`${folder}/tsconfig.json`)} });
    console.log(project.getSourceFiles().length);`;
  const { output, ...taken } = command(["--input-type=module", "-e", program], join(dirname(worker), "../.."));
  return { ...taken, files: Number(output) };
}

/** What somebody types; the workflows are searched for in the folder first. */
function wholeCommand({ folder, files, worker }: Subject): Readings {
  const { output, ...taken } = command([join(dirname(worker), "../cli/main.js"), "check", "."], folder);
  if (!output.includes(`0 errors, 0 warnings in ${files.length} files`)) throw new Error(output);
  return taken;
}

/** A process from its start to its end. */
function command(args: readonly string[], cwd: string): { ms: number; "cpu ms": number; output: string } {
  const report = `import { writeSync } from "node:fs"; process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    writeSync(3, String((user + system) / 1000));
  });`;
  const preload = ["--import", `data:text/javascript,${encodeURIComponent(report)}`];
  const started = performance.now();
  const { output, status } = spawnSync(process.execPath, [...preload, ...args], {
    ...{ cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit", "pipe"] },
  });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with code ${status}`);
  return { ms, "cpu ms": Number(output[3]), output: output[1] ?? "" };
}

/** A window opens on one of the files: worker started, compiler loaded, first picture, precise picture. */
async function openFile({ files, worker }: Subject): Promise<Readings> {
  const file = middleOf(files);
  const client = new AnalysisClient(worker);
  try {
    const started = performance.now();
    const first = await client.graphOf(file, { types: false });
    const drawn = performance.now();
    const precise = await client.graphOf(file);
    const checked = performance.now();
    assertComplete([precise]);
    return { "first graph ms": drawn - started, "precise graph ms": checked - started, edges: edgesOf(first) };
  } finally {
    await client.dispose();
  }
}

/** The folder in which the worker keeps what the engine compiled: see scripts/lean-typescript.ts. */
function keptBy({ worker }: Subject): string {
  return join(dirname(worker), "../../.compiled");
}

/** As after an installation. */
function openFileFirst(subject: Subject): Promise<Readings> {
  rmSync(keptBy(subject), { recursive: true, force: true });
  return openFile(subject);
}

/** ms in which an idle worker keeps what was compiled. */
const KEPT_MS = 30_000;

/** As every start but the very first: what the engine compiled then was kept. */
async function openFileAgain(subject: Subject): Promise<Readings> {
  const folder = keptBy(subject);
  const isKept = (): boolean => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(process.arch));
  if (!isKept()) {
    const client = new AnalysisClient(subject.worker);
    await client.graphOf(middleOf(subject.files));
    const deadline = performance.now() + KEPT_MS;
    while (!isKept()) {
      if (performance.now() > deadline) throw new Error(`${folder}: nothing was kept within ${KEPT_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await client.dispose();
  }
  return openFile(subject);
}

const KEYSTROKES = 60;

/** Somebody types in one file of a project that is known: each time the picture from the syntax, then the precise one. */
async function keystrokes({ folder, files, worker }: Subject): Promise<Readings> {
  const client = new AnalysisClient(worker);
  try {
    await client.findWorkflows(folder);
    for (const file of files) await client.graphOf(file);
    const file = middleOf(files);
    const original = readFileSync(file, "utf8");
    const syntax: number[] = [];
    const types: number[] = [];
    for (let count = 1; count <= KEYSTROKES; count++) {
      const text = original.replace('reason: "negative"', `reason: "negative ${"x".repeat(count)}"`);
      const started = performance.now();
      await client.graphOf(file, { text, types: false });
      syntax.push(performance.now() - started);
      const asked = performance.now();
      assertComplete([await client.graphOf(file, { text })]);
      types.push(performance.now() - asked);
    }
    return {
      ...{ "syntax median ms": quantile(syntax, 0.5), "syntax p95 ms": quantile(syntax, 0.95) },
      ...{ "types median ms": quantile(types, 0.5), "types p95 ms": quantile(types, 0.95) },
    };
  } finally {
    await client.dispose();
  }
}

/**
 * A window opens on one file of the project, and somebody types in it while the whole project is searched and checked in
 * the background, as the extension does it.
 */
async function meanwhile({ folder, files, worker }: Subject): Promise<Readings> {
  const client = new AnalysisClient(worker);
  const file = middleOf(files);
  const original = readFileSync(file, "utf8");
  const started = performance.now();
  let isChecked = false;
  const background = async (): Promise<void> => {
    const found = await client.findWorkflows(folder);
    const declaring = found.map((one) => one.file);
    for (let next = 0; next < found.length; next += 100) await client.graphsOf(declaring.slice(next, next + 100));
    for (let next = 0; next < files.length; next += 100) await client.diagnoseAll(files.slice(next, next + 100));
    isChecked = true;
  };
  try {
    const whole = background();
    await client.graphOf(file, { types: false });
    const first = performance.now() - started;
    const syntax: number[] = [];
    for (let count = 1; !isChecked; count++) {
      const text = original.replace('reason: "negative"', `reason: "negative ${"x".repeat(count % 100)}"`);
      const asked = performance.now();
      await client.graphOf(file, { text, types: false });
      syntax.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // as often as somebody pauses
    }
    await whole;
    return {
      ...{ "first graph ms": first, "whole project ms": performance.now() - started, keystrokes: syntax.length },
      ...{ "syntax median ms": quantile(syntax, 0.5), "syntax p95 ms": quantile(syntax, 0.95) },
      ...{ "syntax max ms": quantile(syntax, 1), "MB at the end": megabytes() },
    };
  } finally {
    await client.dispose();
  }
}

/** Of the whole process: worker with everything known, and after it was left alone. */
async function memory({ folder, files, worker }: Subject): Promise<Readings> {
  const before = megabytes();
  const client = new AnalysisClient(worker, { idle: 1_000 });
  try {
    await client.findWorkflows(folder);
    for (const file of files) await client.graphOf(file);
    const working = megabytes();
    while (client.alive) await new Promise((resolve) => setTimeout(resolve, 100));
    globalThis.gc?.();
    const idle = await settled(megabytes);
    assertComplete([await client.graphOf(middleOf(files))]);
    const peak = (process.resourceUsage().maxRSS * 1024) / 1e6;
    return { "before MB": before, "working MB": working, "peak MB": peak, "idle MB": idle };
  } finally {
    await client.dispose();
  }
}

/** By the wall's clock, and what the processor spent on the process, its garbage collector included. */
function stopwatch(): () => Readings {
  const started = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    return { ms, "cpu ms": (user + system) / 1000 };
  };
}

function assertComplete(graphs: readonly WorkflowGraph[]): void {
  for (const graph of graphs) {
    // Four steps with the twelve edges that `generate.ts` writes: a quick wrong answer counts for nothing.
    if (graph.workflows[0]?.steps.length !== 4 || edgesOf(graph) !== 12) {
      throw new Error(`${graph.file}: ${JSON.stringify(graph.workflows[0]?.edges)}`);
    }
  }
}

function edgesOf(graph: WorkflowGraph): number {
  return graph.workflows.reduce((sum, workflow) => sum + workflow.edges.length, 0);
}

function middleOf(files: readonly string[]): string {
  return files[Math.floor(files.length / 2)] ?? "";
}

function megabytes(): number {
  return process.memoryUsage.rss() / 1e6;
}

/** An ended thread gives its memory back piece by piece. */
async function settled(read: () => number): Promise<number> {
  let least = read();
  for (let unchanged = 0; unchanged < 10; unchanged++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = read();
    if (now < least - 1) unchanged = 0;
    least = Math.min(least, now);
  }
  return least;
}

function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}
