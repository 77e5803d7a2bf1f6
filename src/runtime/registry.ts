import type { Event, EventClass } from "./events/event.ts";
import type { InspectedRun, Inspector } from "./inspector.ts";

/**
 * Where every copy of the runtime in a process announces itself, so that a debugger's probe finds it without importing
 * it: a project may carry two copies, or an older one. The probe may be there first (it is preloaded) or later.
 */
export const REGISTRY_KEY = Symbol.for("stepwright.runtimes");

/** Bumped when a probe that knows an older registry could not work with a newer one. */
export const REGISTRY_PROTOCOL = 1;

/** One loaded copy of the runtime. */
export interface RuntimeHandle {
  readonly protocol: number;
  /** The package's version, e.g. `0.1.0`. */
  readonly version: string;
  /** Attaches an inspector to all present and future runs of this copy; returns the way to detach it. */
  attach(inspector: Inspector): () => void;
  /** Runs that have not ended. */
  readonly runs: ReadonlySet<InspectedRun>;
  /** Reads a plain value (fields as in JSON) into an instance of that class; throws EventValidationError. */
  createEvent(cls: EventClass, fields: Record<string, unknown>): Event;
  /** JSON schema of what a person may enter for that class. */
  inputSchema(cls: EventClass): Record<string, unknown>;
  /** The step's method as a function object, for "step into". */
  stepFunction(workflow: object, step: string): ((...args: never[]) => unknown) | undefined;
  /** To JSON text with tags for Date, Map, Set, BigInt, Uint8Array and Error, and back. */
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

export interface RuntimeRegistry {
  readonly runtimes: RuntimeHandle[];
  /** Called for each runtime that announces itself after the listener was added. */
  readonly listeners: Set<(runtime: RuntimeHandle) => void>;
}

/** The process's registry; made by whoever comes first. */
export function runtimeRegistry(): RuntimeRegistry {
  const root = globalThis as { [REGISTRY_KEY]?: RuntimeRegistry };
  root[REGISTRY_KEY] ??= { runtimes: [], listeners: new Set() };
  return root[REGISTRY_KEY];
}
