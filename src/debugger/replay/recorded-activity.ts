import type { DispatchNode } from "../probe/causal-chain.ts";
import { type EdgeCount, EdgeCounts, RunActivity } from "../probe/run-activity.ts";
import { edgeOf, type FoldedRun } from "../recording/fold.ts";

/** Counts as they were at a point of the recording. */
class RecordedCounts extends EdgeCounts {
  counts: readonly EdgeCount[] = [];

  override list(): EdgeCount[] {
    return [...this.counts];
  }
}

/** What a recorded run had done at a point. */
export class RecordedActivity extends RunActivity {
  override readonly delivered = new RecordedCounts();
  override readonly produced = new RecordedCounts();

  /** `atGate` are dispatches that have not started: they are not delivered yet. */
  show(run: FoldedRun | undefined, steps: readonly { readonly name: string }[], atGate: readonly DispatchNode[]): void {
    const nameOf = (step: number): string => steps[step]?.name ?? "?";
    const listed = (counts: ReadonlyMap<string, number> | undefined): EdgeCount[] =>
      [...(counts ?? [])].map(([key, count]) => {
        const { event, step } = edgeOf(key);
        return { event, step: nameOf(step), count };
      });
    this.produced.counts = listed(run?.produced);
    const waiting = atGate.flatMap(({ step, inputs }) => inputs.map(({ event }) => `${step} ${event.$type}`));
    this.delivered.counts = listed(run?.delivered)
      .map((edge) => ({
        ...edge,
        count: edge.count - waiting.filter((key) => key === `${edge.step} ${edge.event}`).length,
      }))
      .filter(({ count }) => count > 0);
    this.failed.clear();
    for (const [step, failure] of run?.failed ?? []) this.failed.set(nameOf(step), failure);
  }
}
