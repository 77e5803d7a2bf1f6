import { runtimeRegistry, watchRuntimes } from "../recording/watch-runtimes.ts";
import { createInspector } from "./inspector.ts";
import type { Probe } from "./probe.ts";

/** Hangs the probe on every copy of the runtime in the process, present and future. Returns the way to take it off. */
export function attachToRuntimes(probe: Probe): () => void {
  const detach: (() => void)[] = [];
  const unwatch = watchRuntimes((runtime, supported) => {
    probe.emit("runtime", { version: runtime.version, protocol: runtime.protocol, supported });
    if (!supported) return;
    const inspector = createInspector(probe, runtime);
    detach.push(runtime.attach(inspector));
    for (const run of runtime.runs) inspector.runStarted?.(run);
  });
  return () => {
    unwatch();
    for (const off of detach) off();
  };
}

/** Calls back when the first copy of the runtime is there, before any run of it. */
export function onFirstRuntime(then: () => void): void {
  const { runtimes, listeners } = runtimeRegistry();
  if (runtimes.length > 0) return then();
  const listener = (): void => {
    listeners.delete(listener);
    then();
  };
  listeners.add(listener);
}

/** The workflows that run, one name for each run. */
export function liveRuns(): string[] {
  return runtimeRegistry().runtimes.flatMap(({ runs }) => [...runs].map(({ workflowName }) => workflowName));
}
