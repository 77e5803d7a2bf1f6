import type { EventKind, EventNode, SourceRange, StepNode, WorkflowNode } from "../workflow-graph.ts";
import { type Diagnostic, type DiagnosticCode, diagnostic } from "./diagnostic.ts";

/** A workflow's graph with quick ways to what the rules ask. */
export class Flow {
  /** What all steps pass on. */
  readonly produced: ReadonlySet<string>;
  private readonly takersOf = new Map<string, readonly StepNode[]>();

  constructor(
    readonly workflow: WorkflowNode,
    private readonly events: ReadonlyMap<string, EventNode>,
  ) {
    this.produced = new Set(workflow.steps.flatMap((step) => this.passedOn(step)));
  }

  kind(event: string): EventKind {
    return this.events.get(event)?.kind ?? "event";
  }

  /** Steps that an event of that name goes to, those included that accept its base classes too. */
  takers(event: string): readonly StepNode[] {
    const known = this.takersOf.get(event);
    if (known) return known;
    const { edges, steps } = this.workflow;
    const names = edges.filter((edge) => edge.kind === "accept" && edge.event === event).map((edge) => edge.step);
    const takers = steps.filter((step) => names.includes(step.name));
    this.takersOf.set(event, takers);
    return takers;
  }

  /** What a step passes on to other steps: what it returns or sends. */
  passedOn(step: StepNode): string[] {
    return step.emits.filter(({ kind }) => kind === "return" || kind === "send").map(({ event }) => event);
  }

  /** True where some step may let out what the source does not tell: then nothing can be said to be missing. */
  get open(): boolean {
    return this.workflow.steps.some((step) => step.open || step.skipGraphChecks);
  }
}

const FROM_OUTSIDE: ReadonlySet<EventKind> = new Set(["start", "humanResponse", "stepFailed", "stop", "inputRequired"]);
const TO_OUTSIDE: ReadonlySet<EventKind> = new Set(["stop", "inputRequired", "humanResponse"]);

/** The rules about where events come from and go to. An abstract class is no whole workflow: it is left out. */
export function checkFlow(flow: Flow): Diagnostic[] {
  const { workflow } = flow;
  if (workflow.abstract) return [];
  const found: Diagnostic[] = [];
  const report = (code: DiagnosticCode, range: SourceRange, message: string): void => {
    found.push(diagnostic(code, range, message, { workflow: workflow.name }));
  };
  if (workflow.steps.length === 0) {
    report("no-steps", workflow.nameRange, `${workflow.name} has no steps. Mark its methods with @step(SomeEvent).`);
    return found;
  }
  // Of a step that may take anything nothing can be said to be missing, either.
  if (!workflow.steps.some((step) => step.unclear)) {
    checkEnds(flow, report);
    checkProduction(flow, report);
    checkReach(flow, report);
  }
  checkPeople(flow, report);
  checkHandlers(flow, report);
  return found;
}

type Report = (code: DiagnosticCode, range: SourceRange, message: string) => void;

function checkEnds(flow: Flow, report: Report): void {
  const { workflow } = flow;
  const accepted = workflow.steps.flatMap((step) => step.accepts);
  const starts = distinct(accepted.filter((event) => flow.kind(event) === "start"));
  if (starts.length === 0) {
    const message = `${workflow.name} cannot start: no step takes a StartEvent. Add @step(StartEvent) to the first one.`;
    report("no-start", workflow.nameRange, message);
  } else if (starts.length > 1) {
    const message = `${workflow.name} takes several start events (${starts.join(", ")}); only one is allowed. Give the others a common class, or let the first step tell them apart.`;
    report("several-starts", workflow.nameRange, message);
  }
  const stops = distinct([...flow.produced].filter((event) => flow.kind(event) === "stop"));
  if (stops.length === 0 && !flow.open) {
    const message = `${workflow.name} can never end: no step returns or sends a StopEvent.`;
    report("no-stop", workflow.nameRange, message);
  } else if (stops.length > 1) {
    const message = `${workflow.name} ends with several stop events (${stops.join(", ")}); only one type is allowed.`;
    report("several-stops", workflow.nameRange, message);
  }
  for (const step of workflow.steps) {
    const stop = step.accepts.find((event) => flow.kind(event) === "stop");
    if (stop)
      report("accepts-stop", step.nameRange, `${step.name} can never run: ${stop} ends the run, no step gets it.`);
  }
}

function checkProduction(flow: Flow, report: Report): void {
  const { workflow, produced } = flow;
  const checked = workflow.steps.filter((step) => !step.skipGraphChecks);
  for (const step of flow.open ? [] : checked) {
    for (const event of [...step.accepts, ...step.waitsFor]) {
      if (FROM_OUTSIDE.has(flow.kind(event)) || arrives(event, produced, flow)) continue;
      if (step.waitsFor.includes(event)) {
        const message = `${step.name} waits for ${event}, but no step returns or sends one. Unless it is sent from outside with run.sendEvent, the wait never ends.`;
        report("unanswered-wait", step.nameRange, message);
      } else {
        const message = `${event} is taken by ${step.name}, but no step returns or sends one.`;
        report("never-produced", step.nameRange, message);
      }
    }
  }
  for (const step of checked) {
    for (const { event, kind, range } of step.emits) {
      if (kind !== "return" && kind !== "send") continue;
      if (TO_OUTSIDE.has(flow.kind(event)) || flow.takers(event).length > 0) continue;
      if (workflow.steps.some((other) => other.waitsFor.includes(event))) continue;
      const message = `${event} comes from ${step.name}, but no step takes it. Add @step(${event}) to one, or write it to the stream.`;
      report("never-consumed", range ?? step.nameRange, message);
    }
  }
}

/** True where the event, or one that the same step takes as its subclass, is produced. */
function arrives(event: string, produced: ReadonlySet<string>, flow: Flow): boolean {
  if (produced.has(event)) return true;
  const takers = flow.takers(event).map((step) => step.name);
  const { edges } = flow.workflow;
  return edges.some(
    (edge) =>
      edge.kind === "accept" &&
      takers.includes(edge.step) &&
      produced.has(edge.event) &&
      !flow.workflow.steps.find((step) => step.name === edge.step)?.accepts.includes(edge.event),
  );
}

function checkReach(flow: Flow, report: Report): void {
  const { workflow } = flow;
  if (flow.open) return;
  const reached = new Set(
    workflow.steps.filter((step) => step.accepts.some((event) => FROM_OUTSIDE.has(flow.kind(event)))),
  );
  for (const step of reached)
    for (const event of flow.passedOn(step)) for (const next of flow.takers(event)) reached.add(next);
  // A branch may also just end beside the others: it was only sent to be noted.
  const ends = (step: StepNode): boolean => endsOrAsks(step, flow) || flow.passedOn(step).length === 0;
  const ending = new Set(workflow.steps.filter(ends));
  for (let size = -1; size !== ending.size; ) {
    size = ending.size;
    for (const step of workflow.steps) {
      const leads = flow.passedOn(step).some((event) => flow.takers(event).some((next) => ending.has(next)));
      if (leads) ending.add(step);
    }
  }
  for (const step of workflow.steps) {
    // A step whose event nobody produces is reported for that.
    const fed = step.accepts.some((event) => flow.produced.has(event));
    if (!reached.has(step) && fed) {
      report(
        "unreachable",
        step.nameRange,
        `${step.name} is never reached: what leads to it is itself never reached from the start.`,
      );
    }
    const passes = flow.passedOn(step).length > 0;
    if (
      reached.has(step) &&
      passes &&
      !ending.has(step) &&
      flow.passedOn(step).every((event) => flow.takers(event).length > 0)
    ) {
      report(
        "no-way-to-stop",
        step.nameRange,
        `From ${step.name} no way leads to a StopEvent: the run goes on until its timeout.`,
      );
    }
  }
}

/** True for a step after which a run may end: it stops, asks a person, or what it feeds is awaited. */
function endsOrAsks(step: StepNode, flow: Flow): boolean {
  return (
    step.emits.some(({ event, kind }) => kind !== "stream" && TO_OUTSIDE.has(flow.kind(event))) ||
    step.fanIn === "collectEvents" ||
    step.emits.some(({ event }) => flow.workflow.steps.some((other) => other.waitsFor.includes(event)))
  );
}

function checkPeople(flow: Flow, report: Report): void {
  const { workflow } = flow;
  const answered = workflow.steps.some((step) =>
    [...step.accepts, ...step.waitsFor].some((event) => flow.kind(event) === "humanResponse"),
  );
  if (answered) return;
  for (const step of workflow.steps) {
    const question = step.emits.find(({ event, kind }) => flow.kind(event) === "inputRequired" && kind !== "prompt");
    if (!question) continue;
    const message = `${step.name} asks with ${question.event}, but no step takes or awaits a HumanResponseEvent: an answer would go nowhere.`;
    report("no-answer", question.range ?? step.nameRange, message);
  }
}

function checkHandlers(flow: Flow, report: Report): void {
  const { steps } = flow.workflow;
  const handlers = steps.filter((step) => step.kind === "catchError");
  const wildcards = handlers.filter((handler) => !handler.catches);
  for (const handler of wildcards.slice(1)) {
    const message = `${handler.name} and ${wildcards[0]?.name} both take the failures of all steps. Give one of them { steps: […] }.`;
    report("several-handlers", handler.nameRange, message);
  }
  const claimed = new Map<string, string>();
  for (const handler of handlers) {
    for (const name of handler.catches ?? []) {
      const other = claimed.get(name);
      if (!steps.some((step) => step.name === name)) {
        report("unknown-step", handler.nameRange, `${handler.name} handles the step "${name}", which does not exist.`);
      } else if (other !== undefined) {
        report(
          "several-handlers",
          handler.nameRange,
          `${name} has two @catchError handlers: ${other} and ${handler.name}.`,
        );
      }
      claimed.set(name, handler.name);
    }
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
