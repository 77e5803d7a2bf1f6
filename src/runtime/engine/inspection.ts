import type { InspectedRun, Inspector } from "../inspector.ts";
import { guarded, HOOKS } from "./guarded.ts";

/** Several inspectors as one; none as undefined. A hook holds until all that hold have let go; what one throws harms nobody. */
export function combine(inspectors: readonly Inspector[]): Inspector | undefined {
  const guards = inspectors.map(guarded);
  if (guards.length <= 1) return guards[0];
  const combined: Partial<Record<keyof Inspector, unknown>> = {
    frozenMs: () => Math.max(0, ...guards.map((inspector) => inspector.frozenMs?.() ?? 0)),
  };
  for (const hook of HOOKS) {
    const taking = guards.filter((inspector) => inspector[hook]);
    if (taking.length === 0) continue;
    combined[hook] = (...args: never[]): void | Promise<void> => {
      let holds: Promise<void>[] | undefined;
      for (const inspector of taking) {
        const held = (inspector[hook] as (...args: never[]) => void | Promise<void>)(...args);
        if (held) holds = [...(holds ?? []), held];
      }
      return holds && Promise.all(holds).then(() => undefined);
    };
  }
  return combined as Inspector;
}

const attached = new Set<Inspector>();
/** Runs of this copy of the runtime that have not ended. */
export const liveRuns = new Set<InspectedRun & { inspectorsChanged(): void }>();

const liveIds = new Map<string, number>();

/** From now on the run is among those that have not ended. Returns the way out. */
export function enterRun(run: InspectedRun & { inspectorsChanged(): void }): () => void {
  const key = idOf(run.workflowName, run.id);
  liveRuns.add(run);
  liveIds.set(key, (liveIds.get(key) ?? 0) + 1);
  return () => {
    if (!liveRuns.delete(run)) return;
    const others = (liveIds.get(key) ?? 1) - 1;
    if (others > 0) liveIds.set(key, others);
    else liveIds.delete(key);
  };
}

/** True while a run of that id has not ended. */
export function isLive(workflowName: string, runId: string): boolean {
  return liveIds.has(idOf(workflowName, runId));
}

function idOf(workflowName: string, runId: string): string {
  return `${workflowName}\n${runId}`;
}

/** Attaches an inspector to all present and future runs; returns the way to detach it. */
export function attachInspector(inspector: Inspector): () => void {
  attached.add(inspector);
  for (const run of liveRuns) run.inspectorsChanged();
  return () => {
    attached.delete(inspector);
    for (const run of liveRuns) run.inspectorsChanged();
  };
}

/** The attached inspectors and a run's own, as one. */
export function inspectorFor(own: readonly Inspector[]): Inspector | undefined {
  return attached.size === 0 ? combine(own) : combine([...attached, ...own]);
}
