import type { RunRecord, RunTable } from "./runs.ts";

/** ms that a pause waits for a dispatch to stop at, before it stops between dispatches. */
const PATIENCE = 200;

/** A pause that was asked for and has stopped nothing yet: it takes the next dispatch, or after a moment what is there. */
export class PauseRequest {
  readonly #runs: RunTable;
  readonly #stopBetween: (record: RunRecord) => void;
  #asked: { readonly record: RunRecord | undefined; readonly timer: NodeJS.Timeout } | undefined;

  /** `stopBetween` stops a run that dispatches nothing. */
  constructor(runs: RunTable, stopBetween: (record: RunRecord) => void) {
    this.#runs = runs;
    this.#stopBetween = stopBetween;
  }

  get isAsked(): boolean {
    return this.#asked !== undefined;
  }

  /** Without a record, of whatever run comes first. */
  ask(record: RunRecord | undefined): void {
    this.drop();
    const late = (): void => {
      const chosen = record ?? [...this.#runs].find((other) => !other.closed && !other.ended);
      // No run yet: the pause waits for the first dispatch.
      if (chosen !== undefined && !chosen.ended && !chosen.closed) this.#stopBetween(chosen);
    };
    const { state } = record?.run ?? {};
    const nothingMoves = state !== undefined && state.working === 0 && state.queued === 0;
    this.#asked = { record, timer: setTimeout(late, nothingMoves ? 0 : PATIENCE) };
  }

  covers(record: RunRecord): boolean {
    return this.#asked !== undefined && (this.#asked.record === undefined || this.#asked.record === record);
  }

  runEnded(record: RunRecord): void {
    if (this.#asked?.record === record) this.drop();
  }

  drop(): void {
    clearTimeout(this.#asked?.timer);
    this.#asked = undefined;
  }
}
