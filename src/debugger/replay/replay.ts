/**
 * The probe of a recording: answers the debugger's questions about stack, scopes and variables at a point of it, and goes
 * to other points, forth and back. No process, no runtime, and nothing it evaluates can change anything.
 */
import { Breakpoints } from "../probe/breakpoints.ts";
import { completions } from "../probe/completions.ts";
import type { Emit, RequestHandlers } from "../probe/connection.ts";
import { Evaluator } from "../probe/evaluate.ts";
import { ExceptionFilters } from "../probe/exception-filters.ts";
import { exceptionInfo } from "../probe/failures.ts";
import { Frames, type KnownFrame } from "../probe/frames.ts";
import { liveState } from "../probe/live.ts";
import { PureEvaluation } from "../probe/pure-evaluation.ts";
import { Scope } from "../probe/scope.ts";
import { scopesOf } from "../probe/scopes.ts";
import { type Stop, topOf } from "../probe/stop.ts";
import { VariableStore } from "../probe/variables.ts";
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { Recording } from "../recording/recording.ts";
import { PastEdits } from "./past-edits.ts";
import { neighbour, type Point, positionOf } from "./points.ts";
import { lastBefore, RecordedRuns } from "./recorded-runs.ts";
import { StepOut } from "./step-out.ts";
import { stopAt } from "./stops.ts";

/** Handles of frames and variables begin here, in the middle of a process's range: those of the live program are smaller. */
const FIRST_HANDLE = 2 ** 23;
/** Points that are passed before the event loop gets its turn. */
const SLICE = 500;

/** The probe's requests that a recording answers. */
export const ANSWERED = [
  "configure",
  "threads",
  "continue",
  "next",
  "stepOut",
  "pause",
  "stack",
  "scopes",
  "variables",
  "setVariable",
  "statePath",
  "dispatchTargets",
  "prefer",
  "evaluate",
  "completions",
  "exceptionInfo",
  "state",
] as const satisfies readonly (keyof ProbeRequests)[];

export type Answered = (typeof ANSWERED)[number];

export interface ReplayOptions {
  readonly emit: Emit;
  /** Set where the recording is that of a running program, and edits of the past can be carried out. */
  readonly editable?: boolean;
  /** The end was reached on the way forth. Without it the replay stops there. */
  /** Where the running program stands: its end, where that is a dispatch that has not started. */
  readonly now?: { readonly run: number; readonly dispatch: number };
  readonly reachedEnd?: (how: "continue" | "next" | "stepOut") => void;
}

type Wanted = (point: Point) => Stop | undefined;

export class Replay {
  readonly handlers: Pick<RequestHandlers, Answered>;
  readonly edits: PastEdits;
  readonly #recording: Recording;
  readonly #options: ReplayOptions;
  readonly #runs: RecordedRuns;
  readonly #variables = new VariableStore(FIRST_HANDLE);
  readonly #frames = new Frames(FIRST_HANDLE);
  readonly #pure = new PureEvaluation();
  readonly #evaluator = new Evaluator(this.#variables);
  readonly #breakpoints: Breakpoints;
  readonly #exceptions: ExceptionFilters;
  #noDebug = false;
  #point: Point | undefined;
  /** Counts moves: a new one ends the one before. */
  #move = 0;
  #pausing = false;

  constructor(recording: Recording, options: ReplayOptions) {
    const compile = (text: string): ((scope: Scope) => unknown) => {
      // Wrong syntax is told when the breakpoint is set.
      new Function(`return (${text}\n);`);
      return (scope) => this.#pure.evaluate(text, scope);
    };
    this.#recording = recording;
    this.#options = options;
    this.edits = new PastEdits(options.editable === true);
    this.#runs = new RecordedRuns(recording, this.edits);
    this.#breakpoints = new Breakpoints(options.emit, compile);
    this.#exceptions = new ExceptionFilters(options.emit, compile);
    this.handlers = this.#createHandlers();
  }

  /** Where it stands; undefined before the first stop. */
  get point(): Point | undefined {
    return this.#point;
  }

  /** Stops at the recording's first dispatch. */
  start(stopOnEntry: boolean): void {
    const first = this.#next({ line: 0 }, 1, (point) => point.kind === "dispatch");
    if (first === undefined) return this.#end("continue");
    if (stopOnEntry) this.#stopThere(first, { reason: "entry", description: "Paused on entry" });
    else this.#travel({ line: 0 }, 1, () => undefined, "continue");
  }

  /** To the dispatch before that one of the run; from one that has started, to its own beginning. */
  stepBack(run: number, from: { readonly dispatch: number; readonly past: boolean }): void {
    const index = this.#runs.indexOf(run);
    const wanted = from.past ? from.dispatch : from.dispatch - 1;
    const dispatch = Math.max(wanted, this.#firstDispatch(run));
    const line = index.dispatchLine.get(dispatch);
    const isBeginning = wanted < dispatch;
    this.#move++;
    setImmediate(() => {
      this.#stopThere(
        { kind: "dispatch", line, run, dispatch },
        { reason: "step", description: isBeginning ? "Beginning of the recording" : "Paused in the past" },
      );
    });
  }

  /** Back to the breakpoint before that point, or to the beginning. */
  reverseContinue(run: number, from: { readonly dispatch: number }): void {
    const line = this.#runs.indexOf(run).dispatchLine.get(from.dispatch);
    this.#travel({ kind: "dispatch", line, run, dispatch: from.dispatch }, -1, () => undefined, "continue");
  }

  /** Where the run's top frame is, for a step back from here. */
  topOf(run: number): { readonly dispatch: number; readonly past: boolean } {
    const { record } = this.#runs.get(run);
    const top = topOf(record);
    if (top === undefined) return { dispatch: 1, past: true };
    const dispatch = top.node.id || (top.node.parent?.id ?? 0);
    return { dispatch, past: top.past || top.node.id === 0 || record.stop?.failure !== undefined };
  }

  /** The dispatch of a frame. */
  dispatchOf(frameId: number): { readonly run: number; readonly dispatch: number } {
    const { record, node } = this.#frames.get(frameId);
    return { run: record.thread, dispatch: node.id };
  }

  get threads(): ProbeEvents["runs"]["runs"] {
    return this.#runs.alive.map(({ record, index }) => ({
      thread: record.thread,
      runId: record.run.id,
      workflow: record.run.workflowName,
      ...(record.parent === undefined ? {} : { parentThread: record.parent.thread }),
      ...(index.head.fork === undefined ? {} : { forkOf: index.head.fork.of, forkedAt: index.head.fork.dispatch }),
    }));
  }

  #createHandlers(): Pick<RequestHandlers, Answered> {
    const [frames, variables] = [this.#frames, this.#variables];
    const frameFor = (frameId: number | undefined): KnownFrame => {
      if (frameId !== undefined) return frames.get(frameId);
      const record = this.#point && this.#runs.get(this.#point.run).record;
      const node = record && topOf(record)?.node;
      if (record === undefined || node === undefined) throw new Error("The replay has not begun.");
      return { record, node, past: true, failure: record.stop?.failure };
    };
    return {
      configure: ({ breakpoints, exceptions, noDebug }) => {
        this.#breakpoints.set(breakpoints);
        this.#exceptions.set(exceptions);
        this.#noDebug = noDebug;
        return {};
      },
      threads: () => ({
        threads: this.#runs.alive.map(({ record }) => ({
          thread: record.thread,
          name: record.name,
          runId: record.run.id,
          stopped: true,
        })),
      }),
      continue: () => {
        this.#travel(this.#point ?? { line: 0 }, 1, () => undefined, "continue");
        return {};
      },
      next: ({ thread }) => {
        const wanted: Wanted = (point) =>
          point.kind === "dispatch" && point.run === thread
            ? stopAt(this.#runs, point, { reason: "step", description: "Paused on step" })
            : undefined;
        this.#travel(this.#point ?? { line: 0 }, 1, wanted, "next");
        return {};
      },
      stepOut: ({ thread }) => {
        const out = new StepOut(this.#recording, this.#runs.indexOf(thread), this.topOf(thread).dispatch);
        const wanted: Wanted = (point) =>
          point.kind === "dispatch" && point.run === thread && out.isOver(point)
            ? stopAt(this.#runs, point, { reason: "step", description: "Paused on step" })
            : undefined;
        this.#travel(this.#point ?? { line: 0 }, 1, wanted, "stepOut");
        return {};
      },
      pause: () => {
        this.#pausing = true;
        return {};
      },
      stack: ({ thread, start, count }) => frames.stack(this.#runs.get(thread).record, start, count),
      scopes: ({ frameId }) => ({ scopes: scopesOf(frames.get(frameId), variables) }),
      variables: ({ reference, start, count, filter }) => ({
        variables: variables.variables(reference, start, count, filter),
      }),
      setVariable: ({ reference, name, value }) => {
        const record = variables.ownerOf(reference);
        if (record === undefined) throw new Error("What the console printed cannot be changed.");
        this.edits.check();
        const changed = this.#pure.evaluate(value, new Scope(record, topOf(record)?.node));
        return variables.set(reference, name, changed);
      },
      statePath: ({ reference, name }) => variables.statePath(reference, name),
      // What was dispatched when is settled.
      dispatchTargets: () => ({ targets: [] }),
      prefer: () => {
        throw new Error("The order of the past is settled: continue to now first.");
      },
      evaluate: (args) => {
        // The past can be looked at only: what the console may do to a running program has no meaning there.
        const context = args.context === "repl" ? "watch" : args.context;
        try {
          return this.#evaluator.evaluate({ ...args, context }, frameFor(args.frameId));
        } catch (error) {
          const message = (error as Error).message.replace(
            " Evaluate it in the Debug Console.",
            " The past can only be looked at.",
          );
          throw new Error(message);
        }
      },
      completions: ({ text, column, frameId }) => {
        const { record, node } = frameFor(frameId);
        return { targets: completions(text, column, new Scope(record, node)) };
      },
      exceptionInfo: ({ thread }) => {
        const failure = this.#runs.get(thread).record.stop?.failure;
        if (failure === undefined) throw new Error(`Run #${thread} did not stop on a failure.`);
        return exceptionInfo(failure);
      },
      state: () => ({ runs: this.#runs.alive.map(({ record }) => liveState(record)) }),
    };
  }

  /** Goes from point to point until something asks to stop, or an end is reached. */
  #travel(
    from: Point | { line: number },
    direction: 1 | -1,
    wanted: Wanted,
    how: "continue" | "next" | "stepOut",
  ): void {
    const move = ++this.#move;
    this.#pausing = false;
    let at: Point | { line: number } = from;
    const slice = (): void => {
      for (let passed = 0; move === this.#move; passed++) {
        const point: Point | undefined = neighbour(this.#recording, at, direction);
        if (point === undefined && direction === -1) return this.#beginning();
        if (point === undefined || (direction === 1 && this.#isNow(point))) return this.#end(how);
        const stop = this.#pausing
          ? stopAt(this.#runs, point, { reason: "pause", description: "Paused" })
          : (this.#hit(point) ?? wanted(point));
        if (stop !== undefined) return this.#show(point, stop);
        at = point;
        if (passed === SLICE) return void setImmediate(slice);
      }
    };
    // The answer to the request goes out first.
    setImmediate(slice);
  }

  #isNow(point: Point): boolean {
    const { now } = this.#options;
    return now !== undefined && point.kind === "dispatch" && point.run === now.run && point.dispatch >= now.dispatch;
  }

  /** Breakpoints and exception filters. */
  #hit(point: Point): Stop | undefined {
    if (this.#noDebug) return undefined;
    if (point.kind !== "dispatch" && point.kind !== "asked") {
      const filter = FILTERS[point.kind];
      const failing = point.kind === "failed" ? (["stepFailed", "stepWillRetry"] as const) : [filter];
      if (!failing.some((each) => this.#exceptions.has(each))) return undefined;
    } else if (this.#breakpoints.isEmpty && (point.kind === "dispatch" || !this.#exceptions.has("inputRequired"))) {
      return undefined;
    }
    this.#recording.seek(positionOf(point));
    const stop = stopAt(this.#runs, point, { reason: "breakpoint", description: "Paused on breakpoint" });
    const { record } = this.#runs.get(point.run);
    if (stop.filter !== undefined) {
      if (this.#exceptions.shouldStop(stop.filter, new Scope(record, stop.top?.node, stop.failure?.error))) return stop;
    }
    if (point.kind !== "dispatch" && point.kind !== "asked") return undefined;
    if (this.#breakpoints.isEmpty || stop.top === undefined) return undefined;
    if (point.kind === "asked" && record.isTaken(this.#runs.values.made(point.prompt.event))) return undefined;
    const hit = this.#breakpoints.hits(record, stop.top.node);
    return hit.length === 0 ? undefined : { ...stop, reason: "breakpoint", hit };
  }

  #next(from: { line: number }, direction: 1 | -1, fits: (point: Point) => boolean): Point | undefined {
    let point = neighbour(this.#recording, from, direction);
    while (point !== undefined && !fits(point)) point = neighbour(this.#recording, point, direction);
    return point;
  }

  #firstDispatch(run: number): number {
    const { dispatchLine, lastDispatch } = this.#runs.indexOf(run);
    for (let id = 1; id <= lastDispatch; id++) if (dispatchLine.get(id) > 0) return id;
    return 1;
  }

  #stopThere(point: Point, how: Pick<Stop, "reason" | "description">): void {
    this.#recording.seek(positionOf(point));
    this.#show(point, stopAt(this.#runs, point, how));
  }

  #beginning(): void {
    const first = this.#next({ line: 0 }, 1, ({ kind }) => kind === "dispatch");
    if (first) this.#stopThere(first, { reason: "step", description: "Beginning of the recording" });
  }

  /** Nothing more happened: what is shown is the last dispatch, and all that followed from it. */
  #end(how: "continue" | "next" | "stepOut"): void {
    if (this.#options.reachedEnd) return this.#options.reachedEnd(how);
    const { length } = this.#recording;
    const last = this.#next({ line: length - 1 }, -1, ({ kind }) => kind === "dispatch");
    if (last === undefined || last.kind !== "dispatch") {
      this.#options.emit("output", {
        category: "important",
        text: "The recording is empty: no event was dispatched.\n",
      });
      return;
    }
    const { lastLine } = this.#runs.indexOf(last.run);
    this.#recording.seek(lastLine < 0 ? length : lastLine);
    const node = this.#runs.get(last.run).chain.get(lastBefore(this.#runs.indexOf(last.run), length));
    const top = node && { node, past: true };
    this.#show(last, { reason: "pause", hit: [], description: "End of the recording", top });
  }

  #show(point: Point, stop: Stop): void {
    const { emit } = this.#options;
    if (stop.top?.past !== true) this.#recording.seek(positionOf(point));
    this.#point = point;
    this.edits.clear();
    const line = this.#recording.line(point.line);
    const started = "type" in line && line.type === "tick" ? (line.started ?? []) : [];
    const waiting =
      point.kind === "dispatch" && stop.top?.past !== true
        ? started.map(([id]) => id).filter((id) => id >= point.dispatch)
        : [];
    this.#runs.show(point.run, stop, waiting);
    const owners = new Set(this.#runs.alive.map(({ record }) => record));
    this.#variables.forget(owners);
    this.#frames.forget(owners);
    emit("runs", { runs: this.threads });
    emit("stopped", {
      thread: point.run,
      reason: stop.reason,
      hit: [...stop.hit],
      description: stop.description,
      ...(stop.text === undefined ? {} : { text: stop.text }),
      allThreads: true,
    });
    emit("live", { runs: this.#runs.alive.map(({ record }) => liveState(record)) });
  }
}

const FILTERS = {
  failed: "stepFailed",
  unhandled: "unhandledEvent",
  runFailed: "runFailed",
  timedOut: "timedOut",
} as const;
