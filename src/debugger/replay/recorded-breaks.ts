/** What a debugger stops at, asked of the points of a recording. Nothing that it evaluates can change anything. */
import { Breakpoints } from "../probe/breakpoints.ts";
import type { Emit } from "../probe/connection.ts";
import { DataBreakpoints } from "../probe/data-breakpoints.ts";
import { ExceptionFilters } from "../probe/exception-filters.ts";
import type { PureEvaluation } from "../probe/pure-evaluation.ts";
import { Scope } from "../probe/scope.ts";
import type { Stop } from "../probe/stop.ts";
import { syntaxProblem } from "../protocol/expression-syntax.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import { type Point, positionOf } from "./points.ts";
import type { RecordedRuns } from "./recorded-runs.ts";
import { stopAt } from "./stops.ts";

type Configuration = Pick<
  ProbeRequests["configure"]["arguments"],
  "breakpoints" | "dataBreakpoints" | "exceptions" | "noDebug"
>;

const FAILURES = {
  failed: ["stepFailed", "stepWillRetry"],
  unhandled: ["unhandledEvent"],
  runFailed: ["runFailed"],
  timedOut: ["timedOut"],
} as const;

export class RecordedBreaks {
  readonly #recording: Recording;
  readonly #runs: RecordedRuns;
  readonly #breakpoints: Breakpoints;
  readonly #dataBreakpoints: DataBreakpoints;
  readonly #exceptions: ExceptionFilters;
  #noDebug = false;

  constructor(recording: Recording, runs: RecordedRuns, pure: PureEvaluation, emit: Emit) {
    const compile = (text: string): ((scope: Scope) => unknown) => {
      // Wrong syntax is told when the breakpoint is set.
      const problem = syntaxProblem(text);
      if (problem !== undefined) throw problem;
      return (scope) => pure.evaluate(text, scope);
    };
    this.#recording = recording;
    this.#runs = runs;
    this.#breakpoints = new Breakpoints(emit, compile);
    this.#dataBreakpoints = new DataBreakpoints(emit, compile);
    this.#exceptions = new ExceptionFilters(emit, compile);
  }

  set({ breakpoints, dataBreakpoints, exceptions, noDebug }: Configuration): void {
    this.#breakpoints.set(breakpoints);
    this.#dataBreakpoints.set(dataBreakpoints);
    this.#exceptions.set(exceptions);
    this.#noDebug = noDebug;
  }

  /** As {@link Breakpoints.tellLeftOut}. */
  tellLeftOut(): void {
    this.#breakpoints.tellLeftOut();
  }

  /** What stops there, if anything does; the recording is at that point then. Counts hits: ask once a point. */
  hit(point: Point): Stop | undefined {
    if (this.#noDebug) return undefined;
    switch (point.kind) {
      case "dispatch":
        return this.#breakpoints.isEmpty ? undefined : this.#atDispatch(point);
      case "written":
        return this.#dataBreakpoints.isEmpty ? undefined : this.#atWrite(point);
      case "asked":
        if (this.#breakpoints.isEmpty && !this.#exceptions.has("inputRequired")) return undefined;
        return this.#atFailure(point) ?? this.#atDispatch(point);
      default:
        return FAILURES[point.kind].some((filter) => this.#exceptions.has(filter)) ? this.#atFailure(point) : undefined;
    }
  }

  #atDispatch(point: Point & { kind: "dispatch" | "asked" }): Stop | undefined {
    this.#recording.seek(positionOf(point));
    const { record } = this.#runs.get(point.run);
    const stop = stopAt(this.#runs, point, { reason: "breakpoint", description: "Paused on breakpoint" });
    if (this.#breakpoints.isEmpty || stop.top === undefined) return undefined;
    // Where a step takes the question too, its dispatch is what the breakpoint means.
    if (point.kind === "asked" && record.isTaken(this.#runs.values.made(point.prompt.event))) return undefined;
    const hit = this.#breakpoints.hits(record, stop.top.node);
    return hit.length === 0 ? undefined : { ...stop, reason: "breakpoint", hit };
  }

  /** Exception filters, and the one for questions. */
  #atFailure(point: Point): Stop | undefined {
    this.#recording.seek(positionOf(point));
    const { record } = this.#runs.get(point.run);
    const stop = stopAt(this.#runs, point, { reason: "exception", description: "Paused" });
    const scope = new Scope(record, stop.top?.node, stop.failure?.error);
    return stop.filter !== undefined && this.#exceptions.shouldStop(stop.filter, scope) ? stop : undefined;
  }

  #atWrite(point: Point & { kind: "written" }): Stop | undefined {
    this.#recording.seek(point.line);
    const before = this.#runs.storeOf(point.run);
    this.#recording.seek(positionOf(point));
    const after = this.#runs.storeOf(point.run);
    const { record } = this.#runs.get(point.run);
    for (const [path] of (this.#recording.line(point.line) as TickLine).store ?? []) {
      const write = { path, before: at(before, path), after: at(after, path), dispatchId: point.dispatch };
      const stop = this.#dataBreakpoints.written(record, write)?.();
      if (stop !== undefined) return stop;
    }
    return undefined;
  }
}

function at(store: unknown, path: string): unknown {
  if (path === "") return store;
  return path.split(".").reduce<unknown>((level, key) => (level as Record<string, unknown> | undefined)?.[key], store);
}
