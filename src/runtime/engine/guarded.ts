import type { InspectedRun, Inspector } from "../inspector.ts";

/** All hooks but `frozenMs`, which has no run. */
export type Hook = Exclude<keyof Inspector, "frozenMs">;

export const HOOKS: readonly Hook[] = [
  "runStarted",
  "tickApplied",
  "beforeDispatch",
  "stepStarted",
  "stepSettled",
  "storeWritten",
  "storeRead",
  "logged",
  "streamWritten",
  "promptOpened",
  "promptClosed",
  "eventUnhandled",
  "runEnded",
];

type Called = (run: InspectedRun, ...args: readonly unknown[]) => void | Promise<void>;

const known = new WeakMap<Inspector, Inspector>();

/**
 * An inspector that cannot harm the run it watches: what a hook throws, or rejects with, is reported once, and the run
 * goes on as if the hook had done nothing.
 */
export function guarded(inspector: Inspector): Inspector {
  let guard = known.get(inspector);
  if (!guard) {
    guard = guardFor(inspector);
    known.set(inspector, guard);
  }
  return guard;
}

function guardFor(inspector: Inspector): Inspector {
  const guard: Partial<Record<keyof Inspector, unknown>> = {};
  for (const hook of HOOKS) if (inspector[hook]) guard[hook] = guardedHook(inspector, hook);
  if (inspector.frozenMs) guard.frozenMs = guardedFrozenMs(inspector);
  return guard as Inspector;
}

function guardedHook(inspector: Inspector, hook: Hook): Called {
  let reported = false;
  const report = (run: InspectedRun, error: unknown): void => {
    if (reported) return;
    reported = true;
    console.error(
      `Workflow ${run.workflowName}, run ${run.id}: an inspector's hook ${hook} failed; the run goes on without it. ` +
        "Further failures of this hook are not reported.",
      error,
    );
  };
  return (run, first, second) => {
    try {
      // Looked up at each call: the hook may be replaced.
      const held = (inspector[hook] as Called | undefined)?.call(inspector, run, first, second);
      return held && holding(held, (error) => report(run, error));
    } catch (error) {
      report(run, error);
      return undefined;
    }
  };
}

/** A hold that always ends well. Anything else than a promise holds nothing. */
function holding(held: Promise<void>, report: (error: unknown) => void): Promise<void> | undefined {
  return typeof held.then === "function" ? Promise.resolve(held).catch(report) : undefined;
}

/** The clock asks often, and has no run to name. */
function guardedFrozenMs(inspector: Inspector): () => number {
  let reported = false;
  return () => {
    try {
      const ms: unknown = inspector.frozenMs?.();
      return typeof ms === "number" && ms > 0 ? ms : 0;
    } catch (error) {
      if (!reported) console.error("An inspector's hook frozenMs failed; no time is taken as frozen.", error);
      reported = true;
      return 0;
    }
  };
}
