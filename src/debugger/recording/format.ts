/**
 * The lines of a recording: one JSON object each, appended as things happen. docs/recording.md tells the same to people.
 * A line carries what the reducer decided, not only what came in: a reader folds lines into queues, dispatches, waits and
 * state without the runtime that made them. Ids are those of the run: events, dispatches and ticks count up from 1.
 */

/** Bumped when a reader of an older recording would misread a newer one. */
export const RECORDING_VERSION = 1;

/** How a recording's file is named: the editor knows it by that. */
export const RECORDING_EXTENSION = ".stepwright.jsonl";

/** A value as the recording holds it: plain JSON, with `{ "$": kind, … }` for what JSON does not know. */
export type Recorded = unknown;

export interface HeaderLine {
  readonly stepwright: "recording";
  readonly version: number;
  /** ms since the epoch. */
  readonly at: number;
  readonly pid: number;
  readonly node: string;
  /** Counts the files of a recording that has reached its bound; without it the first one. */
  readonly part?: number;
  /** The program's main file, where it has one. */
  readonly program?: string;
  /** Source files of the program, where the debugger knew them. */
  readonly sources?: readonly string[];
}

/** An event class, before its first event. */
export interface ClassLine {
  readonly type: "class";
  /** The event's name. */
  readonly name: string;
  /** Event and class names of the classes it extends, nearest first. */
  readonly extends: readonly string[];
  readonly kind: string;
}

export interface RecordedStep {
  readonly name: string;
  readonly accepts: readonly string[];
  readonly acceptSubclasses?: true;
}

/** A run begins, or was found running. */
export interface RunLine {
  readonly type: "run";
  /** The run's number in this recording: the debugger's thread. */
  readonly run: number;
  readonly id: string;
  readonly workflow: string;
  /** Names of the workflow and of the classes it extends. */
  readonly names: readonly string[];
  /** The run that started it. */
  readonly parent?: number;
  /** Set where a debugger forked it: from which run, before which dispatch. */
  readonly fork?: { readonly of: number; readonly dispatch: number };
  /** When its first tick came, where that was before the recording. */
  readonly startedAt?: number;
  readonly steps: readonly RecordedStep[];
  /** The state before the first tick that follows. */
  readonly store: Record<string, Recorded>;
  readonly at: number;
}

/** An event: its name and its fields. */
export type RecordedEvent = readonly [name: string, fields: Record<string, Recorded>];

/** `[id, step, inputs, attempt, worker]`: a step's index and event ids. */
export type RecordedStart = readonly [
  id: number,
  step: number,
  inputs: readonly number[],
  attempt: number,
  worker: number,
];
/** `[step, inputs, attempt]` */
export type RecordedWork = readonly [step: number, inputs: readonly number[], attempt: number];

export interface RecordedWaiter {
  readonly id: string;
  readonly dispatch: number;
  readonly event: string;
  readonly human?: true;
  readonly where?: Recorded;
  readonly prompt?: string;
  readonly deadline?: number;
}

export interface RecordedPrompt {
  readonly id: string;
  readonly event: RecordedEvent;
  readonly step?: string;
  readonly answer: string;
  readonly child?: true;
  /** The dispatch that asked. */
  readonly dispatch: number;
}

export interface RecordedRetry {
  readonly timer: string;
  readonly step: number;
  readonly inputs: readonly number[];
  readonly attempt: number;
  readonly due: number;
}

/** What a joining or collecting step holds: `+` one more event, `=` all of them. */
export type RecordedParked = readonly [change: "+" | "=", scope: number, step: number, events: readonly number[]];

/** What a `ctx.collectEvents` buffer holds. */
export interface RecordedBuffer {
  readonly key: string;
  readonly step: string;
  readonly expected?: ReadonlyArray<readonly [name: string, count: number]>;
  readonly missing: number;
  /** One more event of that name. */
  readonly add?: number;
  readonly name?: string;
  readonly held?: Readonly<Record<string, readonly number[]>>;
}

/** A tick of a run, with all it changed. */
export interface TickLine {
  readonly type: "tick";
  readonly run: number;
  readonly seq: number;
  readonly at: number;
  readonly cause: number;
  /** The tick's kind: start, event, returned, failed, sent, streamed, stored, collected, waiting, due, timeout, cancel, … */
  readonly kind: string;
  /** The dispatch whose step did it. */
  readonly dispatch?: number | undefined;
  /** New events; the first has the id `first`, and so on. */
  readonly first?: number | undefined;
  readonly events?: readonly RecordedEvent[] | undefined;
  /** Their ids and producers one by one, where the run was found running. */
  readonly ids?: readonly number[];
  readonly producers?: readonly number[];
  /** The dispatch that asked the question which this event answers. */
  readonly answers?: number;
  /** Work that waits for a worker now. */
  readonly queued?: readonly RecordedWork[];
  /** Dispatches that got a worker: first those that waited longest in their step's queue. */
  readonly started?: readonly RecordedStart[] | undefined;
  /** Of those that were found started: which have not begun, since a debugger held them. */
  readonly waiting?: readonly number[];
  readonly waits?: readonly RecordedWaiter[];
  readonly waitsOver?: readonly string[];
  readonly prompts?: readonly RecordedPrompt[];
  readonly promptsOver?: readonly string[];
  readonly parked?: readonly RecordedParked[];
  readonly buffers?: readonly RecordedBuffer[];
  readonly retries?: readonly RecordedRetry[];
  readonly retryOver?: string;
  readonly clear?: true;
  readonly store?: ReadonlyArray<readonly [path: string, value: Recorded]>;
  readonly error?: Recorded;
  readonly retryIn?: number;
  readonly handler?: string;
  /** Ids of new events that nobody took. */
  readonly unhandled?: readonly number[];
  /** A debugger gave the dispatch another event. */
  readonly replaced?: { readonly index: number; readonly event: RecordedEvent };
  /** What the run has become, where it has ended. */
  readonly status?: string;
}

/** A line that is being made. */
export type LineDraft = { -readonly [K in keyof TickLine]: TickLine[K] };

/** A run has its outcome. */
export interface EndLine {
  readonly type: "end";
  readonly run: number;
  readonly at: number;
  readonly outcome: "completed" | "failed" | "timedOut" | "cancelled";
  readonly result?: Recorded;
  readonly error?: Recorded;
}

export type Line = HeaderLine | ClassLine | RunLine | TickLine | EndLine;
