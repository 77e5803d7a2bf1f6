import type { DispatchNode } from "./causal-chain.ts";
import type { RunRecord } from "./runs.ts";
import type { Held } from "./stop.ts";

/** What a run goes on for: to its next dispatch, or until all that one dispatch causes has settled. */
export type StepPlan =
  | { readonly kind: "next"; readonly record: RunRecord; readonly single: boolean }
  | { readonly kind: "out"; readonly record: RunRecord; readonly single: boolean; readonly family: number };

/** The step that is under way, if any. */
export class Stepping {
  readonly #settled: (kept: Held) => void;
  #plan: StepPlan | undefined;
  #families = 0;
  #isChecking = false;

  /** `settled` is called when a step out is over, with what it stops at. */
  constructor(settled: (kept: Held) => void) {
    this.#settled = settled;
  }

  get isUnderWay(): boolean {
    return this.#plan !== undefined;
  }

  of(record: RunRecord): StepPlan | undefined {
    return this.#plan?.record === record ? this.#plan : undefined;
  }

  next(record: RunRecord, single: boolean): void {
    this.#plan = { kind: "next", record, single };
  }

  out(record: RunRecord, single: boolean, node: DispatchNode): void {
    node.family = ++this.#families;
    this.#plan = { kind: "out", record, single, family: node.family };
  }

  drop(): void {
    this.#plan = undefined;
  }

  /** Something happened in the run: a step out may be over. */
  changed(record: RunRecord): void {
    if (this.#plan?.kind === "out" && this.#plan.record === record) this.check();
  }

  /**
   * A step out keeps back what does not belong to it. When nothing of it is left, it stops at the oldest kept; where it
   * cannot go on without the others, they go on, one by one.
   */
  check(): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    // What follows from the tick at work is in the state by then.
    queueMicrotask(() => {
      this.#isChecking = false;
      const plan = this.#plan;
      if (plan?.kind !== "out") return;
      const { record } = plan;
      const [kept] = record.held;
      if (kept?.top === undefined || record.closed) return;
      const progress = record.chain.progress(plan.family);
      if (progress === "settled") this.#settled(kept);
      else if (progress === "stuck") record.held.shift()?.release();
    });
  }
}
