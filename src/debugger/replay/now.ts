import type { Recording } from "../recording/recording.ts";
import { neighbour, type Point } from "./points.ts";

/** Where a running program stands, as a point of its recording: a dispatch that has not started, or a write that was seen. */
export class Now {
  readonly #run: number;
  readonly #dispatch: number;
  readonly #kind: "dispatch" | "written";
  #point: Point | undefined;

  constructor(run: number, dispatch: number, kind: "dispatch" | "written") {
    this.#run = run;
    this.#dispatch = dispatch;
    this.#kind = kind;
  }

  /** Undefined where the dispatch has written nothing: what it read is not recorded. */
  pointIn(recording: Recording): Point | undefined {
    this.#point ??= this.#find(recording);
    return this.#point;
  }

  /** Whether a point on the way forth is now, or after it. */
  isReached(point: Point, recording: Recording): boolean {
    if (point.run !== this.#run) return false;
    if (this.#kind === "dispatch") return point.kind === "dispatch" && point.dispatch >= this.#dispatch;
    const now = this.pointIn(recording);
    return now !== undefined && point.line >= now.line;
  }

  #find(recording: Recording): Point | undefined {
    const [run, dispatch] = [this.#run, this.#dispatch];
    const line = recording.runs.get(run)?.dispatchLine.get(dispatch) ?? 0;
    if (this.#kind === "dispatch") return { kind: "dispatch", line, run, dispatch };
    let point = neighbour(recording, { line: recording.length }, -1);
    while (point !== undefined && point.line >= line) {
      if (point.kind === "written" && point.run === run && point.dispatch === dispatch) return point;
      point = neighbour(recording, point, -1);
    }
    return undefined;
  }
}
