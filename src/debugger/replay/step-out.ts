import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";
import type { Point } from "./points.ts";

/** A step out in the past: over where everything that the dispatch caused has settled. */
export class StepOut {
  readonly #recording: Recording;
  readonly #index: RunIndex;
  readonly #family: Set<number>;

  constructor(recording: Recording, index: RunIndex, dispatch: number) {
    this.#recording = recording;
    this.#index = index;
    this.#family = new Set([dispatch]);
  }

  /** Asked at every dispatch of the run, in their order. */
  isOver(point: Point & { kind: "dispatch" }): boolean {
    const { dispatch, line, run } = point;
    if (this.#family.has(this.#index.parent.get(dispatch))) {
      this.#family.add(dispatch);
      return false;
    }
    this.#recording.seek(line + 1);
    const held = this.#recording.fold.runs.get(run);
    for (const id of held?.running.keys() ?? []) if (this.#family.has(id)) return false;
    const waiting = [...(held?.queues.flat() ?? []), ...(held?.retries.values() ?? [])];
    return !waiting.some(({ inputs }) => inputs.some((input) => this.#family.has(this.#index.producer.get(input))));
  }
}
