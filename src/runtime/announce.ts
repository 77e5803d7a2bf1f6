import { attachInspector, liveRuns } from "./engine/inspection.ts";
import { decode, encode } from "./events/codec.ts";
import { inputSchema } from "./events/input-schema.ts";
import { REGISTRY_PROTOCOL, type RuntimeHandle, runtimeRegistry } from "./registry.ts";
import { VERSION } from "./version.ts";

const handle: RuntimeHandle = {
  protocol: REGISTRY_PROTOCOL,
  version: VERSION,
  attach: attachInspector,
  runs: liveRuns,
  createEvent: (cls, fields) => new cls(fields),
  inputSchema,
  stepFunction: (workflow, step) => {
    const method = (workflow as Record<string, unknown>)[step];
    return typeof method === "function" ? (method as (...args: never[]) => unknown) : undefined;
  },
  encode,
  decode: (value) => decode(value),
};

/** Tells whoever listens in this process (a debugger's probe) that this copy of the library is loaded. */
export function announce(): void {
  const registry = runtimeRegistry();
  registry.runtimes.push(handle);
  for (const listener of registry.listeners) listener(handle);
}
