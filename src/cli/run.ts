import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Analyzer, MissingFileError, type WorkflowSummary } from "../analysis/analyzer.ts";
import { compile } from "../debugger/launcher/compile.ts";
import type { CompiledProgram } from "../debugger/launcher/compiled-program.ts";
import { distFile } from "../debugger/launcher/dist-file.ts";
import { checkRunnable, findWorkflow, workflowsOf } from "../debugger/launcher/find-workflow.ts";
import { LaunchError } from "../debugger/launcher/launch-error.ts";
import { boundOf } from "../debugger/recording/bound.ts";
import { RecordingFile } from "../debugger/recording/recording-file.ts";
import { recordStarted } from "../debugger/recording/started-processes.ts";
import { CommandError, EXIT, parseOptions, UsageError } from "./command.ts";
import { QuestionsInTerminal } from "./questions.ts";
import { runWorkflow } from "./run-workflow.ts";

/** What a process that has nothing more to say may take to end by itself. */
const LEAVE_MS = 500;

/** `stepwright run FILE`: runs a workflow class; questions on stderr, answers from stdin, the result on stdout. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    workflow: { type: "string", short: "w" },
    input: { type: "string", short: "i" },
    record: { type: "string" },
  });
  const [file, ...rest] = positionals;
  if (file === undefined)
    throw new UsageError("Which file? stepwright run FILE [--workflow NAME] [--input JSON] [--record FILE]");
  if (rest.length > 0) throw new UsageError(`One file at a time: ${rest.join(" ")} is too much.`);
  const input = readInput(values.input);
  const path = resolve(file);
  let compiled: CompiledProgram | undefined;
  const questions = new QuestionsInTerminal();
  let recording: RecordingFile | undefined;
  try {
    if (values.record !== undefined) recording = record(resolve(values.record), path);
    const workflow = await choose(path, values.workflow);
    compiled = await compile({ program: workflow.file, main: false });
    const result = await runWorkflow({ ...workflow, compiled, input, questions, recording });
    if (result !== undefined) process.stdout.write(`${asText(result)}\n`);
    leave();
    return EXIT.ok;
  } catch (error) {
    leave();
    if (error instanceof LaunchError || error instanceof MissingFileError) throw new CommandError(error.message);
    throw error;
  } finally {
    questions.close();
    recording?.close();
    compiled?.dispose();
  }
}

function record(path: string, program: string): RecordingFile {
  recordStarted(path, pathToFileURL(distFile("debugger/record.js")).href);
  try {
    return new RecordingFile(path, {
      sources: [program],
      maxBytes: boundOf(process.env),
      onProblem: (problem) => process.stderr.write(`${problem}\n`),
    });
  } catch (error) {
    throw new CommandError(`--record: ${(error as Error).message}`);
  }
}

async function choose(
  file: string,
  name: string | undefined,
): Promise<{ name: string; file: string; exportName: string }> {
  const analyzer = new Analyzer();
  const found =
    name === undefined
      ? await onlyWorkflow(file, analyzer)
      : await findWorkflow({ workflow: name, program: file, cwd: process.cwd() }, analyzer);
  return {
    name: found.name,
    file: found.file,
    exportName: found.exported === "default" ? "default" : (found.exportName ?? found.name),
  };
}

/** The one class that can be run, where no name was given. */
async function onlyWorkflow(file: string, analyzer: Analyzer): Promise<WorkflowSummary> {
  const all = await workflowsOf(file, analyzer);
  const runnable = all.filter((workflow) => !workflow.abstract && workflow.exported !== "none");
  const [first, second] = runnable;
  if (first !== undefined && second === undefined) return first;
  if (second !== undefined) {
    const names = runnable.map((workflow) => workflow.name).join(", ");
    throw new UsageError(`Which workflow of ${file}? Say --workflow NAME; there are ${names}.`);
  }
  const [hidden] = all;
  if (hidden !== undefined) checkRunnable(hidden);
  throw new CommandError(`${file} declares no workflow: a class that extends Workflow, with methods marked @step(…).`);
}

function readInput(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--input is not JSON (${(error as Error).message}). Write it like '{"query": "returns"}'.`);
  }
}

/** The run is over: what its steps left running (a sleep, a connection) does not keep the terminal. */
function leave(): void {
  process.stdout.write("", () => setTimeout(() => process.exit(), LEAVE_MS).unref());
}

function asText(result: unknown): string {
  return typeof result === "string" ? result : (JSON.stringify(result, undefined, 2) ?? String(result));
}
