import { Breakpoints } from "./breakpoints.ts";
import type { Connection, Emit } from "./connection.ts";
import { DataBreakpoints } from "./data-breakpoints.ts";
import { Evaluator } from "./evaluate.ts";
import { ExceptionFilters } from "./exception-filters.ts";
import { Frames } from "./frames.ts";
import { Gate } from "./gate.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Live } from "./live.ts";
import { LogLines } from "./log-lines.ts";
import { Pace } from "./pace.ts";
import { Prompts } from "./prompts.ts";
import { ProbeRecording, type RecordOptions } from "./recording.ts";
import { type RunRecord, RunTable } from "./runs.ts";
import { Turn } from "./turn.ts";
import { VariableStore } from "./variables.ts";

/** What the probe is made of: hooks feed it, requests ask it. */
export class Probe {
  readonly runs = new RunTable();
  readonly variables = new VariableStore();
  readonly frames = new Frames();
  readonly evaluator = new Evaluator(this.variables);
  readonly heartbeat = new Heartbeat();
  readonly logLines = new LogLines();
  readonly breakpoints: Breakpoints;
  readonly dataBreakpoints: DataBreakpoints;
  readonly exceptions: ExceptionFilters;
  readonly gate: Gate;
  readonly prompts: Prompts;
  readonly live: Live;
  readonly emit: Emit;
  readonly pace: Pace;
  readonly turn = new Turn();
  recording: ProbeRecording | undefined;

  /** Both need each other: the connection is asked for when there is something to say. */
  constructor(connection: () => Connection) {
    const emit: Emit = (event, body) => connection().emit(event, body);
    const need = (who: unknown, needed: boolean): void => connection().need(who, needed);
    const room = (): Promise<void> | undefined => connection().room();
    this.pace = new Pace(room, (needed) => need(this.pace, needed), this.heartbeat);
    const tell: Emit = (event, body) => {
      // Whoever looks at a stop finds what led to it in the file, and so it stays if the program is killed there.
      if (event === "stopped") this.recording?.flush();
      if (event === "stopped" || event === "runEnded") this.breakpoints.tellLeftOut();
      // The other runs stand still as well.
      if (event === "stopped") this.#changed(this.runs);
      emit(event, body);
    };
    this.emit = (event, body) => {
      if (event === "stopped") this.turn.begin();
      this.turn.run(() => tell(event, body));
    };
    this.breakpoints = new Breakpoints(this.emit);
    this.dataBreakpoints = new DataBreakpoints(this.emit);
    this.exceptions = new ExceptionFilters(this.emit);
    this.gate = new Gate(
      this.runs,
      this.breakpoints,
      this.emit,
      (holding) => need(this.gate, holding),
      (records) => this.#forget(records),
    );
    this.prompts = new Prompts(this.runs, this.emit, (open) => need(this.prompts, open));
    this.live = new Live(this.runs, this.emit);
  }

  /** From the first tick on. A file that cannot be written is told of, and the program runs without it. */
  record(options: RecordOptions): void {
    try {
      this.recording = new ProbeRecording(options, this.runs, this.emit);
    } catch (error) {
      const text = `The run is not recorded: ${(error as Error).message}. Set "record" in the launch configuration to another file, or to false.\n`;
      this.emit("output", { category: "important", text });
    }
  }

  /** Lets everything go, and holds nothing any more. */
  dismiss(): void {
    this.gate.dismiss();
    this.pace.isBehind = false;
  }

  /** Handles of a run die when it goes on. */
  #forget(records: readonly RunRecord[]): void {
    const owners = new Set(records);
    this.variables.forget(owners);
    this.frames.forget(owners);
    this.#changed(records);
  }

  #changed(records: Iterable<RunRecord>): void {
    for (const record of records) if (!record.ended) this.live.changed(record);
  }
}
