import type { RuntimeHandle, RuntimeRegistry } from "../../runtime/registry.ts";
import { createInspector } from "./inspector.ts";
import type { Probe } from "./probe.ts";

/** The registry's protocol that this probe knows. */
const SUPPORTED = 1;

const REGISTRY = Symbol.for("stepwright.runtimes");

/** Hangs the probe on every copy of the runtime in the process, present and future. Returns the way to take it off. */
export function watchRuntimes(probe: Probe): () => void {
  const registry = runtimeRegistry();
  const detach: (() => void)[] = [];
  const attach = (runtime: RuntimeHandle): void => {
    const supported = runtime.protocol === SUPPORTED;
    probe.emit("runtime", { version: runtime.version, protocol: runtime.protocol, supported });
    if (!supported) return;
    const inspector = createInspector(probe, runtime);
    detach.push(runtime.attach(inspector));
    for (const run of runtime.runs) inspector.runStarted?.(run);
  };
  for (const runtime of registry.runtimes) attach(runtime);
  registry.listeners.add(attach);
  return () => {
    registry.listeners.delete(attach);
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

function runtimeRegistry(): RuntimeRegistry {
  const root = globalThis as { [REGISTRY]?: RuntimeRegistry };
  root[REGISTRY] ??= { runtimes: [], listeners: new Set() };
  return root[REGISTRY];
}
