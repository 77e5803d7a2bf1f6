import { dirname } from "node:path";
import { isAbandoned, removeTemporaryFolder } from "../protocol/temporary-folder.ts";
import { Recorder } from "../recording/recorder.ts";
import { RecordingFile } from "../recording/recording-file.ts";
import type { Emit } from "./connection.ts";
import type { RunTable } from "./runs.ts";

export interface RecordOptions {
  readonly path: string;
  /** Deleted with its folder where the debugger is gone. */
  readonly temporary: boolean;
  /** Bytes. */
  readonly maxBytes?: number | undefined;
  readonly sources: readonly string[];
}

/** The recording of a debugged program, written as it runs. */
export class ProbeRecording {
  readonly recorder: Recorder;
  readonly #file: RecordingFile;
  readonly #temporary: boolean;
  /** Why there is no more of it. */
  problem: string | undefined;

  /** @throws the system's error where the file cannot be written. */
  constructor(options: RecordOptions, runs: RunTable, emit: Emit) {
    this.#temporary = options.temporary;
    this.#file = new RecordingFile(options.path, {
      maxBytes: options.maxBytes,
      sources: options.sources,
      onProblem: (problem) => {
        this.problem = problem;
        emit("output", { category: "important", text: `${problem}\n` });
      },
    });
    this.recorder = new Recorder(this.#file, {
      numberOf: (run) => runs.of(run)?.thread ?? 0,
      forkOf: (run) => runs.of(run)?.fork,
      heldOf: (run) =>
        runs.of(run)?.held.flatMap(({ isDispatch, top }) => (isDispatch && top ? [top.node.id] : [])) ?? [],
    });
    for (const { run } of runs) this.recorder.inspector.runStarted(run);
    process.on("exit", () => {
      this.#file.flush();
      // It may end before it hears that the debugger is gone.
      if (options.temporary && isAbandoned(dirname(options.path))) this.orphaned();
    });
  }

  /** What was applied is in the file afterwards. */
  flush(): string {
    this.#file.flush();
    return this.#file.path;
  }

  /** The debugger is gone, and nobody will delete what was kept for it alone. */
  orphaned(): void {
    this.#file.close();
    if (this.#temporary) removeTemporaryFolder(dirname(this.#file.path));
  }
}
