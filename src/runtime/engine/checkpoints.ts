import { cloneState, sizeOf } from "./clone.ts";
import type { RunState } from "./state.ts";
import type { Tick } from "./tick.ts";

interface Checkpoint {
  /** The tick after which the state was this, and where it stands in the journal. */
  readonly tick: Tick;
  readonly index: number;
  readonly state: RunState;
}

/**
 * States along a journal, so that a jump to a tick begins at the nearest one before it. A checkpoint is kept whenever
 * the ticks since the last one are as many as it holds records: all of them together take no more than the journal,
 * and a jump costs what the state holds.
 */
export class Checkpoints {
  readonly #kept: Checkpoint[] = [];
  /** Records of the last one. */
  #size = 0;

  /** The state after the last checkpoint that is not behind that tick, as a copy, and how many ticks it contains. */
  before(ticks: readonly Tick[], upTo: number): { readonly state: RunState; readonly next: number } | undefined {
    for (let at = this.#lastUpTo(upTo); at >= 0; at--) {
      const { tick, index, state } = this.#kept[at] as Checkpoint;
      if (ticks[index] === tick) return { state: cloneState(state), next: index + 1 };
    }
    return undefined;
  }

  /** Tells that the state is this after the tick at that place. */
  passed(tick: Tick, index: number, state: RunState): void {
    const since = index - (this.#kept.at(-1)?.index ?? -1);
    if (since < Math.max(this.#size, LEAST)) return;
    this.#size = sizeOf(state);
    if (since >= this.#size) this.#kept.push({ tick, index, state: cloneState(state) });
  }

  #lastUpTo(upTo: number): number {
    let [low, high] = [0, this.#kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#kept[middle] as Checkpoint).tick.seq <= upTo) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** So many ticks weigh as much as a state that holds nothing. */
const LEAST = 64;
