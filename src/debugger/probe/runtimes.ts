import type { RuntimeHandle, RuntimeRegistry } from "../../runtime/registry.ts";
import { createInspector } from "./inspector.ts";
import type { Probe } from "./probe.ts";

/** The registry's protocol that this probe knows. */
const SUPPORTED = 1;

const REGISTRY = Symbol.for("stepwright.runtimes");

/** Hangs the probe on every copy of the runtime in the process, present and future. */
export function watchRuntimes(probe: Probe): void {
  const root = globalThis as { [REGISTRY]?: RuntimeRegistry };
  root[REGISTRY] ??= { runtimes: [], listeners: new Set() };
  const attach = (runtime: RuntimeHandle): void => {
    const supported = runtime.protocol === SUPPORTED;
    probe.emit("runtime", { version: runtime.version, protocol: runtime.protocol, supported });
    if (!supported) return;
    const inspector = createInspector(probe, runtime);
    runtime.attach(inspector);
    for (const run of runtime.runs) inspector.runStarted?.(run);
  };
  for (const runtime of root[REGISTRY].runtimes) attach(runtime);
  root[REGISTRY].listeners.add(attach);
}
