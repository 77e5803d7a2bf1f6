import { WorkflowConfigurationError, WorkflowValidationError } from "../errors.ts";
import type { EventClass, EventKind } from "../events/event.ts";
import { nameOf } from "../events/event.ts";
import type { StepDefinition, WorkflowDefinition } from "./definition.ts";

/** Rules that hold from construction on. @throws WorkflowConfigurationError */
export function checkConstruction(workflow: string, steps: readonly StepDefinition[]): void {
  if (steps.length === 0) return;
  const starts = distinct(steps.flatMap((step) => step.classes).filter((cls) => cls.kind === "start"));
  if (starts.length === 0) {
    throw new WorkflowConfigurationError(
      `Workflow ${workflow}: At least one Event of type StartEvent must be received by any step. Add @step(StartEvent) to the first step.`,
    );
  }
  if (starts.length > 1) {
    throw new WorkflowConfigurationError(
      `Workflow ${workflow}: only one type of StartEvent is allowed per workflow, found ${names(starts)}.`,
    );
  }
  const stops = distinct(steps.flatMap((step) => step.emits ?? []).filter((cls) => cls.kind === "stop"));
  if (stops.length > 1) {
    throw new WorkflowConfigurationError(
      `Workflow ${workflow}: only one type of StopEvent is allowed per workflow, found ${names(stops)}.`,
    );
  }
}

/** Rules that hold before a run: all that is wrong, in one error. @throws WorkflowValidationError */
export function checkWorkflow(definition: WorkflowDefinition): void {
  const { steps, workflowName } = definition;
  if (steps.length === 0) {
    throw new WorkflowValidationError(
      `Workflow ${workflowName} has no steps. Add methods decorated with @step(SomeEvent).`,
    );
  }
  const problems = [...stopConsumers(steps), ...handlerProblems(steps), ...flowProblems(steps)];
  if (problems.length > 0) throw new WorkflowValidationError(`Workflow ${workflowName}: ${problems.join(" ")}`);
}

function* stopConsumers(steps: readonly StepDefinition[]): Iterable<string> {
  for (const step of steps) {
    if (step.classes.some((cls) => cls.kind === "stop"))
      yield `Step ${step.name} cannot accept StopEvent: it ends the run.`;
  }
}

function* handlerProblems(steps: readonly StepDefinition[]): Iterable<string> {
  const handlers = steps.filter((step) => step.catches);
  const wildcards = handlers.filter((handler) => !handler.catches?.steps);
  if (wildcards.length > 1) {
    yield `Only one @catchError handler may take the failures of all steps, found ${wildcards.map((h) => h.name).join(", ")}.`;
  }
  const claimed = new Map<string, string>();
  for (const handler of handlers) {
    for (const name of handler.catches?.steps ?? []) {
      const step = steps.find((candidate) => candidate.name === name);
      if (!step) yield `@catchError ${handler.name} names the step "${name}", which does not exist.`;
      else if (step.catches) yield `@catchError ${handler.name} cannot take the failures of another handler (${name}).`;
      const other = claimed.get(name);
      if (other) yield `Step ${name} has two @catchError handlers: ${other} and ${handler.name}.`;
      claimed.set(name, handler.name);
    }
  }
}

const NEED_NO_PRODUCER: ReadonlySet<EventKind> = new Set([
  "start",
  "inputRequired",
  "humanResponse",
  "stop",
  "stepFailed",
]);
const NEED_NO_CONSUMER: ReadonlySet<EventKind> = new Set(["inputRequired", "humanResponse", "stop"]);

/** Production, consumption and reachability, where every step says what it emits. */
function* flowProblems(steps: readonly StepDefinition[]): Iterable<string> {
  const checked = steps.filter((step) => !step.skipGraphChecks);
  if (checked.length === 0 || checked.some((step) => step.emits === undefined)) return;
  const consumed = distinct(steps.flatMap((step) => step.classes));
  const produced = distinct(steps.flatMap((step) => step.emits ?? []));
  const complete = checked.length === steps.length;
  const unproduced = consumed.filter(
    (cls) => !NEED_NO_PRODUCER.has(cls.kind) && !produced.some((other) => reaches(other, cls, steps)),
  );
  if (complete && unproduced.length > 0) {
    yield `The following events are consumed but never produced: ${names(unproduced)}.`;
  }
  const unconsumed = produced.filter(
    (cls) => !NEED_NO_CONSUMER.has(cls.kind) && !consumed.some((other) => reaches(cls, other, steps)),
  );
  if (complete && unconsumed.length > 0) {
    yield `The following events are produced but never consumed: ${names(unconsumed)}.`;
  }
  const reached = reachable(steps);
  const unreachable = checked.filter((step) => !reached.has(step));
  if (unreachable.length > 0)
    yield `Steps that no event can reach: ${unreachable.map((step) => step.name).join(", ")}.`;
  if (!produced.some((cls) => cls.kind === "stop")) yield "No step emits a StopEvent: the run could never end.";
  const deadEnds = checked.filter((step) => step.emits?.length === 0 && steps.length > 1);
  if (deadEnds.length > 0) yield `Steps that emit nothing: ${deadEnds.map((step) => step.name).join(", ")}.`;
}

function reachable(steps: readonly StepDefinition[]): Set<StepDefinition> {
  const fromOutside: ReadonlySet<EventKind> = new Set(["start", "humanResponse", "stepFailed"]);
  const reached = new Set(steps.filter((step) => step.classes.some((cls) => fromOutside.has(cls.kind))));
  for (const step of reached) {
    for (const next of steps) {
      if (step.emits?.some((event) => next.classes.some((cls) => reaches(event, cls, [next])))) reached.add(next);
    }
  }
  return reached;
}

/** True where a step of these takes `produced` because it lists `listed`. */
function reaches(produced: EventClass, listed: EventClass, steps: readonly StepDefinition[]): boolean {
  if (produced === listed) return true;
  const opted = steps.some((step) => step.acceptSubclasses && step.classes.includes(listed));
  return opted && produced.prototype instanceof listed;
}

function distinct(classes: readonly EventClass[]): EventClass[] {
  return [...new Set(classes)];
}

function names(classes: readonly EventClass[]): string {
  return classes.map(nameOf).join(", ");
}
