import { isDeepStrictEqual } from "node:util";
import type { StoreGet, StoreWrite } from "../../runtime/inspector.ts";
import type { DataBreakpointSpec } from "../protocol/probe.ts";
import type { BreakpointCondition } from "./breakpoint-conditions/condition.ts";
import { conditionsOf } from "./breakpoint-conditions/factory.ts";
import { CallSite } from "./call-site.ts";
import type { Emit } from "./connection.ts";
import { preview } from "./preview.ts";
import type { RunRecord } from "./runs.ts";
import { type Change, type Compile, Scope } from "./scope.ts";
import type { Stop } from "./stop.ts";

/** Characters of a value in the title of a stop, and in its text. */
const TITLE = 40;
const TEXT = 500;

/** A path of the state that is watched. */
class DataBreakpoint {
  readonly spec: DataBreakpointSpec;
  readonly #conditions: readonly BreakpointCondition[];
  readonly #emit: Emit;
  #reported = false;

  constructor(spec: DataBreakpointSpec, emit: Emit, compile: Compile | undefined) {
    this.spec = spec;
    this.#emit = emit;
    this.#conditions = this.#conditionsBy(compile);
  }

  #conditionsBy(compile: Compile | undefined): readonly BreakpointCondition[] {
    const { condition, hitCondition } = this.spec;
    try {
      return conditionsOf({ condition, hitCondition }, () => {}, compile);
    } catch (error) {
      this.#report((error as Error).message);
      return [];
    }
  }

  /** The path's value before and after a write; undefined where the write leaves it as it was. */
  changeBy(write: StoreWrite, record: RunRecord): (Change & { readonly path: string }) | undefined {
    const { path } = this.spec;
    if (this.spec.access === "read" || !this.#isOf(record)) return undefined;
    const below = restOf(path, write.path);
    if (below !== undefined) {
      const [oldValue, newValue] = [valueAt(write.before, below), valueAt(write.after, below)];
      return isDeepStrictEqual(oldValue, newValue) ? undefined : { path, oldValue, newValue };
    }
    if (restOf(write.path, path) === undefined || isDeepStrictEqual(write.before, write.after)) return undefined;
    return { path: write.path, oldValue: write.before, newValue: write.after };
  }

  /** True where reading that path reads what is watched, or a part of it. */
  isReadBy(read: StoreGet, record: RunRecord): boolean {
    if (this.spec.access === "write" || !this.#isOf(record)) return false;
    return restOf(this.spec.path, read.path) !== undefined || restOf(read.path, this.spec.path) !== undefined;
  }

  shouldStop(scope: Scope): boolean {
    try {
      return this.#conditions.every((condition) => condition.shouldStop(scope));
    } catch (error) {
      this.#report(`The condition "${this.spec.condition}" threw: ${String(error)}`);
      return true;
    }
  }

  #isOf(record: RunRecord): boolean {
    return this.spec.workflow === undefined || record.names.includes(this.spec.workflow);
  }

  #report(message: string): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#emit("breakpointProblem", { id: this.spec.id, message });
  }
}

/** The breakpoints on paths of the state. */
export class DataBreakpoints {
  readonly #emit: Emit;
  readonly #compile: Compile | undefined;
  #bySpec = new Map<string, DataBreakpoint>();

  /** `compile` takes the place of the program's own evaluation: over a recording, where no body stands anywhere. */
  constructor(emit: Emit, compile?: Compile) {
    this.#emit = emit;
    this.#compile = compile;
  }

  /** Replaces all; one that is set again unchanged keeps its hit count. */
  set(specs: readonly DataBreakpointSpec[]): void {
    this.#bySpec = new Map(
      specs.map((spec) => {
        const text = JSON.stringify(spec);
        return [text, this.#bySpec.get(text) ?? new DataBreakpoint(spec, this.#emit, this.#compile)];
      }),
    );
  }

  #isSet(breakpoint: DataBreakpoint): boolean {
    return this.#bySpec.get(JSON.stringify(breakpoint.spec)) === breakpoint;
  }

  get isEmpty(): boolean {
    return this.#bySpec.size === 0;
  }

  /** What decides at the gate whether a write stops its run; undefined where nothing watches what it changed. */
  written(record: RunRecord, write: StoreWrite): (() => Stop | undefined) | undefined {
    const seen = [...this.#bySpec.values()].flatMap((breakpoint) => {
      const change = breakpoint.changeBy(write, record);
      return change === undefined ? [] : [{ breakpoint, change }];
    });
    const [first] = seen;
    if (first === undefined) return undefined;
    const { path, oldValue, newValue } = first.change;
    const values = (limit: number): string => `${preview(oldValue, limit)} → ${preview(newValue, limit)}`;
    return this.#decider(record, write.dispatchId, seen, {
      description: `${nameOf(path)}: ${cut(values(TITLE))}`,
      text: `${nameOf(path)} was changed by ${writer(record, write.dispatchId)}: ${values(TEXT)}`,
    });
  }

  /** As `written`, for a read. */
  read(record: RunRecord, read: StoreGet): (() => Stop | undefined) | undefined {
    const change = { oldValue: read.value, newValue: read.value };
    const seen = [...this.#bySpec.values()].flatMap((breakpoint) =>
      breakpoint.isReadBy(read, record) ? [{ breakpoint, change }] : [],
    );
    if (seen.length === 0) return undefined;
    return this.#decider(record, read.dispatchId, seen, {
      description: `${nameOf(read.path)} is read: ${cut(preview(read.value, TITLE))}`,
      text: `${nameOf(read.path)} is read by ${writer(record, read.dispatchId)}: ${preview(read.value, TEXT)}`,
    });
  }

  /** Asked once, perhaps when a breakpoint is set no more: hits are counted. The body's place is taken now, while its stack is there. */
  #decider(
    record: RunRecord,
    dispatchId: number,
    seen: readonly { readonly breakpoint: DataBreakpoint; readonly change: Change }[],
    told: { readonly description: string; readonly text: string },
  ): () => Stop | undefined {
    const site = this.#compile === undefined ? new CallSite() : undefined;
    const node = dispatchId === 0 ? undefined : record.chain.get(dispatchId);
    return () => {
      const hits = seen.filter(
        ({ breakpoint, change }) =>
          this.#isSet(breakpoint) && breakpoint.shouldStop(new Scope(record, node, undefined, change)),
      );
      const [first] = hits;
      if (first === undefined) return undefined;
      const place = site?.place;
      return {
        reason: "data breakpoint",
        hit: hits.map(({ breakpoint }) => breakpoint.spec.id),
        ...told,
        top: node && { node, past: true },
        change: first.change,
        ...(place === undefined ? {} : { place }),
      };
    };
  }
}

/** The keys that lead from `base` to `path`; undefined where it does not lie below it. */
function restOf(path: string, base: string): string[] | undefined {
  if (path === base) return [];
  if (base === "") return path.split(".");
  return path.startsWith(`${base}.`) ? path.slice(base.length + 1).split(".") : undefined;
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined,
    root,
  );
}

function nameOf(path: string): string {
  return path === "" ? "state" : `state.${path}`;
}

function cut(text: string): string {
  return text.length <= 2 * TITLE ? text : `${text.slice(0, 2 * TITLE)}…`;
}

function writer(record: RunRecord, dispatchId: number): string {
  const node = dispatchId === 0 ? undefined : record.chain.get(dispatchId);
  if (node?.step === undefined) return "code outside the steps";
  return `${record.run.workflowName}.${node.step}${node.attempt > 1 ? ` (attempt ${node.attempt})` : ""}`;
}
