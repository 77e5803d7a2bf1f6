import type { Event } from "../../runtime/events/event.ts";
import type { BreakpointSpec } from "../protocol/probe.ts";
import type { BreakpointCondition } from "./breakpoint-conditions/condition.ts";
import { ExpressionCondition } from "./breakpoint-conditions/expression-condition.ts";
import { compileGroup } from "./breakpoint-conditions/expression-group.ts";
import { conditionsOf } from "./breakpoint-conditions/factory.ts";
import type { DispatchNode } from "./causal-chain.ts";
import type { Emit } from "./connection.ts";
import { LogPointOutput } from "./log-point-output.ts";
import type { RunRecord } from "./runs.ts";
import { type Compile, Scope } from "./scope.ts";

/** A breakpoint with its conditions compiled. */
class Breakpoint {
  readonly #spec: BreakpointSpec;
  readonly #conditions: readonly BreakpointCondition[];
  readonly #report: (message: string) => void;
  #reported = false;

  constructor(spec: BreakpointSpec, emit: Emit, logPoints: LogPointOutput, compile: Compile | undefined) {
    this.#spec = spec;
    this.#report = (message) => {
      if (this.#reported) return;
      this.#reported = true;
      emit("breakpointProblem", { id: spec.id, message });
    };
    this.#conditions = this.#compile(logPoints, compile);
  }

  get id(): number {
    return this.#spec.id;
  }

  #compile(logPoints: LogPointOutput, compile: Compile | undefined): readonly BreakpointCondition[] {
    try {
      const print = (text: string, { record, node }: Scope): void =>
        logPoints.print({
          category: "console",
          text: `${text}\n`,
          thread: record.thread,
          workflow: record.run.workflowName,
          ...(node?.step === undefined ? {} : { step: node.step }),
          ...(node === undefined || node.id === 0 ? {} : { dispatchId: node.id }),
        });
      return conditionsOf(this.#spec, print, compile);
    } catch (error) {
      this.#report((error as Error).message);
      // Better to stop once too often than to run past; but a logpoint was never meant to stop.
      return this.#spec.logMessage ? [{ shouldStop: () => false }] : [];
    }
  }

  /** True where it applies to such a dispatch, whatever its conditions say. */
  covers(workflows: readonly string[], step: string | undefined, events: ReadonlySet<string>): boolean {
    const spec = this.#spec;
    if (spec.workflow !== undefined && !workflows.includes(spec.workflow)) return false;
    if (spec.event !== undefined && !events.has(spec.event)) return false;
    if (spec.step !== undefined && spec.step !== step) return false;
    return spec.name === undefined || spec.name === step || events.has(spec.name);
  }

  /** The expression that must be true before anything else is asked. */
  get expression(): string | undefined {
    const [first] = this.#conditions;
    return first instanceof ExpressionCondition ? first.text : undefined;
  }

  /** Whether it stops where its expression is true, or threw. */
  shouldStop(scope: Scope, thrown: { readonly error: unknown } | undefined): boolean {
    if (thrown !== undefined) {
      this.#report(`The condition "${this.#spec.condition}" threw: ${String(thrown.error)}`);
      return !this.#spec.logMessage;
    }
    try {
      for (const condition of this.#conditions) {
        if (!(condition instanceof ExpressionCondition) && !condition.shouldStop(scope)) return false;
      }
      return true;
    } catch (error) {
      this.#report(`The log message "${this.#spec.logMessage}" threw: ${String(error)}`);
      return false;
    }
  }
}

/** The breakpoints that cover the dispatches of one kind of event to one step. */
class Covering {
  readonly #breakpoints: readonly Breakpoint[];
  readonly #test: ReturnType<typeof compileGroup>;
  #passed: { breakpoint: Breakpoint; thrown: { readonly error: unknown } | undefined }[] = [];

  constructor(breakpoints: readonly Breakpoint[], compile: Compile | undefined) {
    this.#breakpoints = breakpoints;
    this.#test = compileGroup(
      breakpoints.map((breakpoint) => breakpoint.expression),
      compile,
    );
  }

  /** Ids of those that stop. */
  hits(scope: Scope): readonly number[] {
    this.#test(scope, this.#pass);
    if (this.#passed.length === 0) return NO_HITS;
    const passed = this.#passed;
    this.#passed = [];
    return passed.flatMap(({ breakpoint, thrown }) => (breakpoint.shouldStop(scope, thrown) ? [breakpoint.id] : []));
  }

  readonly #pass = (index: number, thrown?: { readonly error: unknown }): void => {
    this.#passed.push({ breakpoint: this.#breakpoints[index] as Breakpoint, thrown });
  };
}

/** What covers a dispatch, looked up once per step and event class. */
type Coverage = Map<string, Map<unknown, Covering | undefined>>;

const NO_HITS: readonly number[] = [];

/** The breakpoints on dispatches. */
export class Breakpoints {
  readonly #emit: Emit;
  readonly #logPoints: LogPointOutput;
  readonly #compile: Compile | undefined;
  #list: readonly Breakpoint[] = [];
  /** By the text of the spec: one that is set again unchanged keeps its hit count. */
  #bySpec = new Map<string, Breakpoint>();
  #coverage = new WeakMap<RunRecord, Coverage>();

  /** `compile` takes the place of the program's own evaluation. */
  constructor(emit: Emit, compile?: Compile) {
    this.#emit = emit;
    this.#logPoints = new LogPointOutput(emit);
    this.#compile = compile;
  }

  /** Replaces all. */
  set(specs: readonly BreakpointSpec[]): void {
    const bySpec = new Map<string, Breakpoint>();
    for (const spec of specs) {
      const text = JSON.stringify(spec);
      bySpec.set(text, this.#bySpec.get(text) ?? new Breakpoint(spec, this.#emit, this.#logPoints, this.#compile));
    }
    this.#bySpec = bySpec;
    this.#list = [...bySpec.values()];
    this.#coverage = new WeakMap();
  }

  /** Says how many lines of log points were not shown so far. */
  tellLeftOut(): void {
    this.#logPoints.tellLeftOut();
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** Ids of the breakpoints that stop here. Counts hits and prints logpoints: ask once a dispatch. */
  hits(record: RunRecord, node: DispatchNode): readonly number[] {
    const covering = this.#covering(record, node);
    return covering === undefined ? NO_HITS : covering.hits(new Scope(record, node));
  }

  #covering(record: RunRecord, node: DispatchNode): Covering | undefined {
    if (node.inputs.length !== 1) {
      return this.#find(record, node.step, new Set(node.inputs.flatMap(({ event }) => [...lineage(event)])));
    }
    const event = node.inputs[0]?.event as Event;
    let coverage = this.#coverage.get(record);
    if (coverage === undefined) {
      coverage = new Map();
      this.#coverage.set(record, coverage);
    }
    const step = node.step ?? "";
    let byClass = coverage.get(step);
    if (byClass === undefined) {
      byClass = new Map();
      coverage.set(step, byClass);
    }
    let covering = byClass.get(event.constructor);
    if (covering === undefined && !byClass.has(event.constructor)) {
      covering = this.#find(record, node.step, lineage(event));
      byClass.set(event.constructor, covering);
    }
    return covering;
  }

  #find(record: RunRecord, step: string | undefined, events: ReadonlySet<string>): Covering | undefined {
    const covering = this.#list.filter((breakpoint) => breakpoint.covers(record.names, step, events));
    return covering.length === 0 ? undefined : new Covering(covering, this.#compile);
  }
}

/** Event names and class names of the event's class and of those it extends. */
export function lineage(event: Event): Set<string> {
  const names = new Set<string>();
  let cls: unknown = event.constructor;
  while (typeof cls === "function" && cls !== Function.prototype) {
    names.add((cls as unknown as { $type: string }).$type);
    names.add(cls.name);
    cls = Object.getPrototypeOf(cls);
  }
  return names;
}
