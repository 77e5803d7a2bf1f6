import { WorkflowRuntimeError } from "../../errors.ts";
import type { Definition, StepRule } from "../definition.ts";
import type { Transition } from "../reduce.ts";
import { newScope, ROOT_SCOPE, type RunState, type Scope, type Work } from "../state.ts";
import type { EventRecord } from "../tick.ts";
import { failRun } from "./ending.ts";

/**
 * Fan-out and fan-in. A step that returns a list opens a scope; everything its events lead to is open work of that
 * scope. Steps that collect or join park what arrives. When a scope has no open work left it closes: what its
 * collecting steps hold goes to them at once, as work of the scope around it. The run itself is the outermost scope.
 */

/** Opens a scope for the list a dispatch returned; without collecting steps there is no need for one. */
export function openScope({ definition, state }: Transition, parent: number, step: string): number {
  if (!definition.fansIn) return ROOT_SCOPE;
  const id = ++state.lastScopeId;
  state.scopes.set(id, newScope(parent, step));
  scopeOf(state, parent).open++;
  return id;
}

function scopeOf(state: RunState, id: number): Scope {
  const scope = state.scopes.get(id);
  if (!scope) throw new Error(`Scope ${id} is not open: the reducer has lost count.`);
  return scope;
}

/** One more piece of work that may still lead to events of this scope. */
export function addOpenWork({ definition, state }: Transition, scope: number): void {
  if (definition.fansIn) scopeOf(state, scope).open++;
}

/** One piece less; the last one closes the scope, and perhaps those around it. */
export function endOpenWork(transition: Transition, scope: number): void {
  const { definition, state } = transition;
  if (!definition.fansIn || state.status !== "running") return;
  const current = scopeOf(state, scope);
  current.open--;
  if (current.open === 0) close(transition, scope, current);
}

/** Keeps an event for a collecting or joining step; starts that step where the event completes what it waits for. */
export function park(transition: Transition, stepIndex: number, record: EventRecord, scope: number): void {
  const rule = transition.definition.steps[stepIndex] as StepRule;
  const current = scopeOf(transition.state, scope);
  if (rule.fanIn?.kind === "collect" && current.fired.has(stepIndex)) return;
  const parked = current.parked.get(stepIndex) ?? [];
  current.parked.set(stepIndex, parked);
  parked.push(record);
  if (rule.fanIn?.kind === "join") {
    const inputs = completeJoin(rule, parked);
    if (inputs) start(transition, stepIndex, inputs, scope);
  } else if (parked.length === rule.fanIn?.take) {
    current.parked.delete(stepIndex);
    if (scope !== ROOT_SCOPE) current.fired.add(stepIndex);
    start(transition, stepIndex, parked, current.parent);
  }
}

/** One record of each type the step joins, taken out of what is parked; undefined while one is missing. */
function completeJoin(rule: StepRule, parked: EventRecord[]): EventRecord[] | undefined {
  const found = rule.accepts.map((name) => parked.find((record) => record.event.$type === name));
  if (found.some((record) => record === undefined)) return undefined;
  for (const record of found) parked.splice(parked.indexOf(record as EventRecord), 1);
  return found as EventRecord[];
}

function close(transition: Transition, id: number, scope: Scope): void {
  const { definition, state } = transition;
  const target = id === ROOT_SCOPE ? ROOT_SCOPE : scope.parent;
  for (const [stepIndex, parked] of scope.parked) {
    if (definition.steps[stepIndex]?.fanIn?.kind !== "collect" || parked.length === 0) continue;
    scope.parked.delete(stepIndex);
    scope.fired.add(stepIndex);
    start(transition, stepIndex, parked, target);
  }
  if (id === ROOT_SCOPE) {
    scope.fired.clear();
    return;
  }
  if (scope.fired.size === 0 && !scope.collects) {
    const { steps, sure } = definition.collectorsAfter(scope.step);
    if (!sure) {
      failRun(transition, unclearListError(definition, scope.step, steps), undefined);
      return;
    }
    for (const stepIndex of steps) start(transition, stepIndex, [], target);
  }
  keepHalfFullJoins(state, scope);
  state.scopes.delete(id);
  endOpenWork(transition, scope.parent);
}

/** Types are erased: which step is to get an empty list can only be told from `emits`. */
function unclearListError(definition: Definition, producer: string | undefined, steps: readonly number[]): Error {
  const names = steps.map((index) => definition.steps[index]?.name);
  return new WorkflowRuntimeError(
    `Workflow ${definition.workflowName}: nothing came of the list that step ${producer} returned, and which of the steps ` +
      `${names.slice(0, -1).join(", ")} and ${names.at(-1)} is to get an empty list cannot be told. ` +
      `Name what step ${producer} and the steps after it return: @step(…, { emits: […] }).`,
  );
}

/** What a join holds half full when its scope closes can never be completed: remembered for the message of a run that cannot end. */
function keepHalfFullJoins(state: RunState, scope: Scope): void {
  for (const [stepIndex, parked] of scope.parked) {
    const name = state.steps[stepIndex]?.name;
    if (name !== undefined && parked.length > 0)
      state.halfFull.set(
        name,
        parked.map((record) => record.event.$type),
      );
  }
}

function start(transition: Transition, stepIndex: number, inputs: readonly EventRecord[], scope: number): void {
  const work: Work = { inputs, attempt: 1, firstStartedAt: 0, scope };
  addOpenWork(transition, scope);
  transition.state.steps[stepIndex]?.queue.push(work);
  transition.state.queued++;
}
