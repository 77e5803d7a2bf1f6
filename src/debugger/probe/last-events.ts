/** The events of a run that ends, for a look at them when the program is gone. */
import type { RunOutcome } from "../../runtime/inspector.ts";
import { lastInstances } from "./instances.ts";
import type { LiveRunState } from "./live.ts";
import type { RunRecord } from "./runs.ts";

/** ms that may be spent at once. */
const BURST = 20;
/** Which part of the time may be spent on it: a server that ends a thousand runs a second tells it of some of them. */
const SHARE = 1 / 20;

export class LastEvents {
  /** ms that may be spent; below 0 where the last look took longer than that. */
  #left = BURST;
  #at = performance.now();

  /** Undefined where too much time was spent on earlier ones. */
  of(record: RunRecord, outcome: RunOutcome): LiveRunState["events"] {
    const now = performance.now();
    this.#left = Math.min(BURST, this.#left + (now - this.#at) * SHARE);
    this.#at = now;
    if (this.#left <= 0) return undefined;
    const events = lastInstances(record, outcome.kind === "completed" ? outcome.event : undefined);
    this.#left -= performance.now() - now;
    return events;
  }
}
