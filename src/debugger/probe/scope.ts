import type { Event } from "../../runtime/events/event.ts";
import { syntaxProblem } from "../protocol/expression-syntax.ts";
import type { DispatchNode } from "./causal-chain.ts";
import type { RunRecord } from "./runs.ts";

/** The names that conditions, logpoints and evaluated expressions see. */
export const SCOPE_NAMES = ["event", "events", "state", "step", "run", "error", "oldValue", "newValue"] as const;

export interface StepView {
  readonly name: string | undefined;
  /** Counts from 1. */
  readonly attempt: number;
  readonly worker: number;
}

export interface RunView {
  readonly id: string;
  readonly thread: number;
  readonly workflow: string;
  readonly parentId: string | undefined;
  readonly status: string;
  /** ms of run time. */
  readonly elapsed: number;
}

/** What a data breakpoint saw. */
export interface Change {
  readonly oldValue: unknown;
  readonly newValue: unknown;
}

/** What an expression is evaluated over. Each part is made only where it is asked for. */
export class Scope {
  constructor(
    readonly record: RunRecord,
    readonly node: DispatchNode | undefined,
    /** What was thrown, at an exception stop. */
    readonly error?: unknown,
    /** At a data breakpoint. */
    readonly change?: Change,
  ) {}

  /** The workflow object: `this` in its steps. */
  get self(): object {
    return this.record.run.workflow;
  }

  get oldValue(): unknown {
    return this.change?.oldValue;
  }

  get newValue(): unknown {
    return this.change?.newValue;
  }

  /** What the step takes: one event, or all of them where it joins or collects. */
  get event(): Event | readonly Event[] | undefined {
    const inputs = this.node?.inputs;
    return inputs?.length === 1 ? inputs[0]?.event : inputs?.map((record) => record.event);
  }

  get events(): readonly Event[] {
    return this.node?.inputs.map((record) => record.event) ?? [];
  }

  get state(): Readonly<Record<string, unknown>> {
    return this.record.run.state.store;
  }

  get step(): StepView {
    return { name: this.node?.step, attempt: this.node?.attempt ?? 0, worker: this.node?.worker ?? 0 };
  }

  get run(): RunView {
    const { run, thread } = this.record;
    return {
      id: run.id,
      thread,
      workflow: run.workflowName,
      parentId: run.parentId,
      status: run.state.status,
      elapsed: run.elapsed(),
    };
  }
}

/** Only what a text mentions is taken from the scope: some parts cost something. */
export function namesIn(text: string): (typeof SCOPE_NAMES)[number][] {
  return SCOPE_NAMES.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}

/** A JavaScript expression over a scope, compiled once. Throws a SyntaxError. */
export function compileExpression(text: string): (scope: Scope) => unknown {
  const body = `const { ${namesIn(text).join(", ")} } = scope$; return (${text}\n);`;
  const problem = syntaxProblem(text);
  if (problem !== undefined) throw problem;
  const run = new Function("scope$", body) as (this: object, scope: Scope) => unknown;
  return (scope) => run.call(scope.self, scope);
}

/** Compiles expressions of breakpoints: in the program as its own code, over a recording without side effects. */
export type Compile = (text: string) => (scope: Scope) => unknown;
