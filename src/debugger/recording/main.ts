/**
 * `node --import stepwright/record app.js`: records the workflow runs of a program that no debugger has started.
 * `STEPWRIGHT_RECORD` names the file (`%p` stands for the process's id, `off` for none), `STEPWRIGHT_RECORD_MB` its bound.
 * What the program starts is recorded, too.
 */
import { boundOf } from "./bound.ts";
import { RECORDING_EXTENSION } from "./format.ts";
import { Recorder } from "./recorder.ts";
import { RecordingFile } from "./recording-file.ts";
import { ownPath, recordStarted } from "./started-processes.ts";
import { watchRuntimes } from "./watch-runtimes.ts";

const { STEPWRIGHT_RECORD: named = `run-%p${RECORDING_EXTENSION}` } = process.env;

/** Two copies of the package would write the same file. */
const LOADED = Symbol.for("stepwright.recorder");

if (named !== "off" && !(LOADED in globalThis)) {
  Object.defineProperty(globalThis, LOADED, { value: true });
  const path = ownPath(named);
  recordStarted(named, import.meta.url);
  let recorder: Recorder | undefined;
  watchRuntimes((runtime, supported) => {
    if (!supported) {
      warn(
        `stepwright ${runtime.version} (inspection protocol ${runtime.protocol}) cannot be recorded by this version.`,
      );
      return;
    }
    recorder ??= open(path);
    if (recorder === undefined) return;
    runtime.attach(recorder.inspector);
    for (const run of runtime.runs) recorder.inspector.runStarted(run);
  });
}

function open(path: string): Recorder | undefined {
  try {
    const file = new RecordingFile(path, { maxBytes: boundOf(process.env), onProblem: warn });
    process.on("exit", () => file.close());
    return new Recorder(file);
  } catch (error) {
    warn(`The program is not recorded: ${(error as Error).message}. STEPWRIGHT_RECORD names the file.`);
    return undefined;
  }
}

function warn(text: string): void {
  process.stderr.write(`stepwright/record: ${text}\n`);
}
