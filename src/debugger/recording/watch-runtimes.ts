import type { RuntimeHandle, RuntimeRegistry } from "../../runtime/registry.ts";

/** The registry's protocol that probe and recorder know. */
const SUPPORTED = 1;

const REGISTRY = Symbol.for("stepwright.runtimes");

/** Where the copies of the runtime in this process announce themselves. */
export function runtimeRegistry(): RuntimeRegistry {
  const root = globalThis as { [REGISTRY]?: RuntimeRegistry };
  root[REGISTRY] ??= { runtimes: [], listeners: new Set() };
  return root[REGISTRY];
}

/**
 * Calls back for every copy of the runtime in the process, present and future; `supported` where it can be inspected.
 * Returns the way to hear no more.
 */
export function watchRuntimes(found: (runtime: RuntimeHandle, supported: boolean) => void): () => void {
  const registry = runtimeRegistry();
  const listen = (runtime: RuntimeHandle): void => found(runtime, runtime.protocol === SUPPORTED);
  for (const runtime of registry.runtimes) listen(runtime);
  registry.listeners.add(listen);
  return () => registry.listeners.delete(listen);
}
