/**
 * The probe of a recording: stands at a point of it and goes to others, forth and back. No process and no runtime are
 * needed, and nothing it evaluates can change anything.
 */
import type { Emit, RequestHandlers } from "../probe/connection.ts";
import { liveState } from "../probe/live.ts";
import { PureEvaluation } from "../probe/pure-evaluation.ts";
import type { RunRecord } from "../probe/runs.ts";
import { type Stop, topOf } from "../probe/stop.ts";
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import { type Answers, answersOf, LOOKS } from "./answers.ts";
import { beginningOf } from "./beginning.ts";
import type { Now } from "./now.ts";
import { PastEdits } from "./past-edits.ts";
import { neighbour, type Point, positionOf } from "./points.ts";
import { RecordedBreaks } from "./recorded-breaks.ts";
import { lastBefore, RecordedRuns } from "./recorded-runs.ts";
import { StepOut } from "./step-out.ts";
import { stopAt } from "./stops.ts";

/** Points that are passed before the event loop gets its turn. */
const SLICE = 500;

/** The probe's requests that a recording answers. */
export const ANSWERED = [
  ...LOOKS,
  "configure",
  "continue",
  "next",
  "stepOut",
  "pause",
] as const satisfies readonly (keyof ProbeRequests)[];

export type Answered = (typeof ANSWERED)[number];

type How = "continue" | "next" | "stepOut";

export interface ReplayOptions {
  readonly emit: Emit;
  /** Where the running program stands. */
  readonly now?: Now;
  /** The end, or now, was reached on the way forth. Without it the replay stops at the end. */
  readonly reachedEnd?: (how: How) => void;
}

/** A place between points: before all points of that line going forth, behind them going back. */
type At = Point | { readonly line: number };
type Wanted = (point: Point) => Stop | undefined;

interface Journey {
  readonly direction: 1 | -1;
  readonly how: How;
  /** Only stops of this run, and of those it started, end it. */
  readonly only: number | undefined;
  readonly wanted?: Wanted;
}

export class Replay {
  readonly handlers: Pick<RequestHandlers, Answered>;
  readonly edits = new PastEdits();
  readonly #recording: Recording;
  readonly #options: ReplayOptions;
  readonly #runs: RecordedRuns;
  readonly #breaks: RecordedBreaks;
  readonly #answers: Answers;
  #point: Point | undefined;
  /** Where the way forth and back begins: the point, or the end of the recording. */
  #at: At | undefined;
  /** Counts moves: a new one ends the one before. */
  #move = 0;
  #pausing = false;

  constructor(recording: Recording, options: ReplayOptions) {
    const pure = new PureEvaluation();
    this.#recording = recording;
    this.#options = options;
    this.#runs = new RecordedRuns(recording, this.edits);
    this.#breaks = new RecordedBreaks(recording, this.#runs, pure, options.emit);
    this.#answers = answersOf(this.#runs, pure, this.edits, () => this.#shown);
    this.handlers = { ...this.#answers.handlers, ...this.#moves() };
  }

  /** Where it stands; undefined before the first stop. */
  get point(): Point | undefined {
    return this.#point;
  }

  get #shown(): RunRecord | undefined {
    return this.#point && this.#runs.get(this.#point.run).record;
  }

  /** Stops at the recording's first dispatch. */
  start(stopOnEntry: boolean): void {
    const first = this.#next({ line: 0 }, 1, (point) => point.kind === "dispatch");
    if (first === undefined) return this.#end("continue");
    if (stopOnEntry) this.#stopThere(first, { reason: "entry", description: "Paused on entry" });
    else this.#travel({ line: 0 }, { direction: 1, how: "continue", only: undefined });
  }

  /** To the dispatch before that one of the run; from one that has started, to its own beginning. */
  stepBack(run: number, from: { readonly dispatch: number; readonly past: boolean }): void {
    const index = this.#runs.indexOf(run);
    const wanted = from.past ? from.dispatch : from.dispatch - 1;
    const dispatch = Math.max(wanted, this.#firstDispatch(run));
    const line = index.dispatchLine.get(dispatch);
    this.#move++;
    setImmediate(() => {
      this.#stopThere(
        { kind: "dispatch", line, run, dispatch },
        wanted < dispatch ? beginningOf(this.#recording, index, dispatch) : { description: "Paused in the past" },
      );
    });
  }

  /** Back to what asked to stop before here, or to the beginning. `single`: of that run alone. */
  reverseContinue(run: number, single: boolean): void {
    const { length } = this.#recording;
    const from = this.#at ?? this.#options.now?.pointIn(this.#recording) ?? { line: length };
    this.#travel(from, { direction: -1, how: "continue", only: single ? run : undefined });
  }

  /** Where the run's top frame is, for a step back from here. */
  topOf(run: number): { readonly dispatch: number; readonly past: boolean } {
    const { record } = this.#runs.get(run);
    const top = topOf(record);
    if (top === undefined) return { dispatch: 1, past: true };
    const dispatch = top.node.id || (top.node.parent?.id ?? 0);
    return { dispatch, past: top.past || top.node.id === 0 || record.stop?.failure !== undefined };
  }

  get #threads(): ProbeEvents["runs"]["runs"] {
    return this.#runs.alive.map(({ record, index }) => ({
      thread: record.thread,
      runId: record.run.id,
      workflow: record.run.workflowName,
      ...(record.parent === undefined ? {} : { parentThread: record.parent.thread }),
      ...(index.head.fork === undefined ? {} : { forkOf: index.head.fork.of, forkedAt: index.head.fork.dispatch }),
    }));
  }

  #moves(): Pick<RequestHandlers, Exclude<Answered, (typeof LOOKS)[number]>> {
    const forth = (
      how: How,
      thread: number,
      single: boolean,
      isThere?: (point: Dispatched) => boolean,
    ): Record<string, never> => {
      const wanted: Wanted = (point) =>
        point.kind === "dispatch" && point.run === thread && isThere?.(point)
          ? stopAt(this.#runs, point, { reason: "step", description: "Paused on step" })
          : undefined;
      this.#travel(this.#at ?? { line: 0 }, { direction: 1, how, only: single ? thread : undefined, wanted });
      return {};
    };
    return {
      configure: (configuration) => {
        this.#breaks.set(configuration);
        return {};
      },
      continue: ({ thread, single }) => forth("continue", thread, single),
      next: ({ thread, single }) => forth("next", thread, single, () => true),
      stepOut: ({ thread, single }) => {
        const out = new StepOut(this.#recording, this.#runs.indexOf(thread), this.topOf(thread).dispatch);
        return forth("stepOut", thread, single, (point) => out.isOver(point));
      },
      pause: () => {
        this.#pausing = true;
        return {};
      },
    };
  }

  /** Goes from point to point until something asks to stop, or an end is reached. */
  #travel(from: At, { direction, how, only, wanted }: Journey): void {
    const move = ++this.#move;
    this.#pausing = false;
    let at: At = from;
    const slice = (): void => {
      for (let passed = 0; move === this.#move; passed++) {
        const point: Point | undefined = neighbour(this.#recording, at, direction);
        if (point === undefined && direction === -1) return this.#beginning();
        if (point === undefined || (direction === 1 && this.#options.now?.isReached(point, this.#recording))) {
          return this.#end(how);
        }
        const stop = this.#pausing
          ? stopAt(this.#runs, point, { reason: "pause", description: "Paused" })
          : ((only === undefined || this.#runs.isOf(point.run, only) ? this.#breaks.hit(point) : undefined) ??
            wanted?.(point));
        if (stop !== undefined) return this.#show(point, stop);
        at = point;
        if (passed === SLICE) return void setImmediate(slice);
      }
    };
    // The answer to the request goes out first.
    setImmediate(slice);
  }

  #next(from: { line: number }, direction: 1 | -1, fits: (point: Point) => boolean): Point | undefined {
    let point = neighbour(this.#recording, from, direction);
    while (point !== undefined && !fits(point)) point = neighbour(this.#recording, point, direction);
    return point;
  }

  #firstDispatch(run: number): number {
    const { dispatchLine, foundLine, lastDispatch } = this.#runs.indexOf(run);
    // What was found at work had begun already.
    const found = foundLine < 0 ? undefined : (this.#recording.line(foundLine) as TickLine);
    const isNew = (id: number): boolean => dispatchLine.get(id) !== foundLine || found?.waiting?.includes(id) === true;
    for (const id of dispatchLine.indices()) if (isNew(id)) return id;
    return lastDispatch;
  }

  #stopThere(point: Point, { reason = "step", ...told }: Told): void {
    this.#recording.seek(positionOf(point));
    this.#show(point, { ...stopAt(this.#runs, point, { reason, description: told.description }), ...told });
  }

  #beginning(): void {
    const first = this.#next({ line: 0 }, 1, ({ kind }) => kind === "dispatch");
    if (first?.kind === "dispatch") {
      this.#stopThere(first, beginningOf(this.#recording, this.#runs.indexOf(first.run), first.dispatch));
    }
  }

  /** Nothing more happened: what is shown is the last dispatch, and all that followed from it. */
  #end(how: How): void {
    if (this.#options.reachedEnd) return this.#options.reachedEnd(how);
    const { length } = this.#recording;
    const last = this.#next({ line: length }, -1, ({ kind }) => kind === "dispatch");
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
    this.#at = { line: length };
  }

  #show(point: Point, stop: Stop): void {
    const { emit } = this.#options;
    if (stop.top?.past !== true) this.#recording.seek(positionOf(point));
    this.#point = this.#at = point;
    this.edits.clear();
    const line = this.#recording.line(point.line);
    const tick = "type" in line && line.type === "tick" ? line : undefined;
    const started = tick?.kind === "found" ? tick.waiting : tick?.started?.map(([id]) => id);
    const waiting =
      point.kind === "dispatch" && stop.top?.past !== true ? (started ?? []).filter((id) => id >= point.dispatch) : [];
    this.#runs.show(point.run, stop, waiting);
    this.#answers.forget();
    this.tell();
    this.#breaks.tellLeftOut();
    emit("stopped", {
      thread: point.run,
      reason: stop.reason,
      hit: [...stop.hit],
      description: stop.description,
      ...(stop.text === undefined ? {} : { text: stop.text }),
      allThreads: true,
    });
  }

  /** Which runs there are at the point, and what they do. */
  tell(): void {
    this.#options.emit("runs", { runs: this.#threads });
    this.#options.emit("live", { runs: this.#runs.alive.map(({ record }) => liveState(record)) });
  }
}

type Told = Partial<Pick<Stop, "reason" | "text">> & Pick<Stop, "description">;
type Dispatched = Point & { readonly kind: "dispatch" };
