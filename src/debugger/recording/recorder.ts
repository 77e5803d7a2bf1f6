import type { InspectedRun, Inspector, RunOutcome } from "../../runtime/inspector.ts";
import { Encoder } from "./encoder.ts";
import type { EndLine, Recorded, RunLine } from "./format.ts";
import type { RecordingFile } from "./recording-file.ts";
import { RunRecorder } from "./run-recorder.ts";

/** Which run was forked from which, where a debugger did so. */
export interface Fork {
  readonly of: number;
  readonly dispatch: number;
}

/** What a debugger knows of runs beside the runtime. */
export interface KnownRuns {
  /** Its number of a run. */
  numberOf(run: InspectedRun): number;
  forkOf(run: InspectedRun): Fork | undefined;
  /** Dispatches of a run that it holds: they have not begun. */
  heldOf(run: InspectedRun): readonly number[];
}

/** Hangs on a runtime and writes what its runs do. It holds nothing and changes nothing. */
export class Recorder {
  readonly inspector: Required<Pick<Inspector, "runStarted" | "tickApplied" | "runEnded">>;
  readonly #file: RecordingFile;
  readonly #encoder: Encoder;
  readonly #known: KnownRuns | undefined;
  readonly #runs = new Map<InspectedRun, { readonly number: number; readonly recorder: RunRecorder }>();
  #lastRun: InspectedRun | undefined;
  #lastRecorder: RunRecorder | undefined;
  #count = 0;

  /** Without a debugger, runs are numbered as they come. */
  constructor(file: RecordingFile, known?: KnownRuns) {
    this.#file = file;
    this.#known = known;
    this.#encoder = new Encoder((line) => file.write(line));
    this.inspector = {
      runStarted: (run) => void this.#recorderOf(run),
      tickApplied: (run, tick) => {
        if (!file.isOpen) return;
        // A run that is found running shows this tick as part of what it holds.
        const known = run === this.#lastRun ? this.#lastRecorder : this.#recorderOf(run, true);
        if (known !== undefined) file.write(known.tick(tick));
        if (file.isPartOver) file.beginPart(() => this.#tellAll());
      },
      runEnded: (run, outcome) => this.#ended(run, outcome),
    };
  }

  #recorderOf(run: InspectedRun, inTick = false): RunRecorder | undefined {
    const known = this.#runs.get(run);
    let recorder = known?.recorder;
    let isNew = false;
    if (recorder === undefined) {
      isNew = true;
      recorder = this.#started(run);
    }
    this.#lastRun = run;
    this.#lastRecorder = recorder;
    return isNew && inTick ? undefined : recorder;
  }

  #started(run: InspectedRun): RunRecorder {
    return this.#tell(run, this.#known?.numberOf(run) ?? ++this.#count);
  }

  /** All runs and what they hold: a part of the recording begins with that. */
  #tellAll(): void {
    this.#encoder.forget();
    for (const [run, { number, recorder }] of this.#runs) this.#tell(run, number, recorder);
    this.#lastRun = undefined;
    this.#lastRecorder = undefined;
  }

  /** A run and what it holds; `before` recorded it until now. */
  #tell(run: InspectedRun, number: number, before?: RunRecorder): RunRecorder {
    const recorder = new RunRecorder(run, number, this.#encoder, before);
    this.#runs.set(run, { number, recorder });
    const { state } = run;
    // Looked for among all runs, so only for a child: there may be thousands at once.
    const parent = run.parentId === undefined ? undefined : this.#numberOfParent(run);
    const fork = this.#known?.forkOf(run);
    this.#file.write({
      type: "run",
      run: number,
      id: run.id,
      workflow: run.workflowName,
      names: namesOf(run),
      ...(parent !== undefined && { parent }),
      ...(fork && { fork }),
      ...(state.startedAt > 0 && { startedAt: state.startedAt }),
      steps: run.steps.map(({ name, accepts, acceptSubclasses }) => ({
        name,
        accepts: [...accepts],
        ...(acceptSubclasses && { acceptSubclasses: true as const }),
      })),
      store: this.#encoder.stored(run, "", state.store) as Record<string, Recorded>,
      at: Date.now(),
    } satisfies RunLine);
    // What was at work in the original begins again in a fork.
    const waiting = fork === undefined ? this.#known?.heldOf(run) : [...state.running.keys()];
    if (state.seq > 0) this.#file.write(recorder.found(before === undefined ? waiting : undefined));
    return recorder;
  }

  #numberOfParent(run: InspectedRun): number | undefined {
    for (const [other, { number }] of this.#runs) if (other.id === run.parentId && other !== run) return number;
    return undefined;
  }

  #ended(run: InspectedRun, outcome: RunOutcome): void {
    const known = this.#runs.get(run);
    if (known === undefined) return;
    this.#runs.delete(run);
    if (this.#lastRun === run) {
      this.#lastRun = undefined;
      this.#lastRecorder = undefined;
    }
    this.#file.write({
      type: "end",
      run: known.number,
      at: Date.now(),
      outcome: outcome.kind,
      ...(outcome.kind === "completed"
        ? { result: this.#encoder.result(run, outcome.event, outcome.result) }
        : { error: this.#encoder.value(run, outcome.error) }),
    } satisfies EndLine);
  }
}

function namesOf(run: InspectedRun): string[] {
  const names = new Set([run.workflowName]);
  for (
    let p = Object.getPrototypeOf(run.workflow);
    p !== null && p !== Object.prototype;
    p = Object.getPrototypeOf(p)
  ) {
    const name = (p.constructor as { name?: unknown } | undefined)?.name;
    if (typeof name === "string" && name !== "") names.add(name);
  }
  return [...names];
}
