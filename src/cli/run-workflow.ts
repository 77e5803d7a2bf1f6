import { pathToFileURL } from "node:url";
import type { CompiledProgram } from "../debugger/launcher/compiled-program.ts";
import { Recorder } from "../debugger/recording/recorder.ts";
import type { RecordingFile } from "../debugger/recording/recording-file.ts";
import { type RuntimeHandle, runtimeRegistry } from "../runtime/registry.ts";
import { CommandError } from "./command.ts";
import type { QuestionsInTerminal } from "./questions.ts";

export interface WorkflowToRun {
  readonly name: string;
  readonly exportName: string;
  /** The user's file. */
  readonly file: string;
  readonly compiled: CompiledProgram;
  readonly input: unknown;
  readonly questions: QuestionsInTerminal;
  readonly recording: RecordingFile | undefined;
}

interface Run {
  cancel(reason?: string): void;
}

/**
 * Makes the class and runs it in this process; resolves to its result.
 *
 * @throws CommandError with the message of a run that fails
 */
export async function runWorkflow({
  name,
  exportName,
  file,
  compiled,
  input,
  questions,
  recording,
}: WorkflowToRun): Promise<unknown> {
  process.setSourceMapsEnabled(true);
  const recorder = recording && new Recorder(recording);
  const listen = (runtime: RuntimeHandle): void => {
    runtime.attach({
      promptOpened: (run, prompt) => questions.open({ runtime, run, prompt }),
      promptClosed: (_, prompt) => questions.closed(prompt),
    });
    if (recorder) runtime.attach(recorder.inspector);
  };
  // The project has its own copy of the runtime: it announces itself when it is imported.
  const registry = runtimeRegistry();
  registry.listeners.add(listen);
  for (const runtime of registry.runtimes) listen(runtime);

  for (const loader of compiled.nodeArguments) if (loader.startsWith("file:")) await import(loader);
  const exported = (await import(pathToFileURL(compiled.file).href)) as Record<string, unknown>;
  const nested = exported["default"] as Record<string, unknown> | undefined;
  const candidates = [exported[exportName], nested?.[exportName], nested];
  const Flow = candidates.find((candidate) => typeof candidate === "function") as
    | (new () => { run(...input: unknown[]): Run & PromiseLike<unknown> })
    | undefined;
  if (Flow === undefined) throw new CommandError(`${file} exports no class ${name}.`);

  const run = new Flow().run(...(input === undefined ? [] : [input]));
  const interrupt = (): void => run.cancel("interrupted");
  process.once("SIGINT", interrupt);
  try {
    return await run;
  } catch (error) {
    throw new CommandError(questions.unanswered ?? describe(error));
  } finally {
    process.off("SIGINT", interrupt);
    registry.listeners.delete(listen);
  }
}

/** The library's own errors say all in their message; for the others the place counts. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `The workflow failed: ${String(error)}`;
  const own = "code" in error && /^Workflow|^Event|^Context/.test(error.name);
  return own ? error.message : (error.stack ?? error.message);
}
