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
  const known = new Set<RuntimeHandle>();
  const listen = (runtime: RuntimeHandle): void => {
    // One that is announced at this very moment is in the list, and told to the new listener as well.
    if (known.has(runtime)) return;
    known.add(runtime);
    found(runtime, runtime.protocol === SUPPORTED);
  };
  for (const runtime of registry.runtimes) listen(runtime);
  registry.listeners.add(listen);
  return () => registry.listeners.delete(listen);
}
