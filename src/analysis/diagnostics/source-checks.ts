import { ts } from "ts-morph";
import { descendsFrom, type EventInfo, runtimeEvent } from "../events.ts";
import { hasModifier } from "../meanings.ts";
import type { Production } from "../productions.ts";
import { rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
import { methodName, type StepInfo } from "../steps.ts";
import type { StepNode, WorkflowNode } from "../workflow-graph.ts";
import { stepDecorator, type WorkflowClass } from "../workflows.ts";
import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import { addDecorator, addEmits, changeType } from "./fixes.ts";
import { removeEmits } from "./stubs.ts";

/** A workflow as it is written. */
export interface WrittenWorkflow {
  readonly workflow: WorkflowClass;
  readonly steps: readonly StepInfo[];
  /** Its events by name. */
  readonly events: ReadonlyMap<string, EventInfo>;
  readonly node: WorkflowNode;
}

/** The rules about how a class is written, for the steps it declares itself. */
export function checkSource(written: WrittenWorkflow, sources: Sources): Diagnostic[] {
  const { workflow, steps, node, events } = written;
  const found = [...duplicateSteps(workflow, sources), ...missingDecorators(written, sources)];
  for (const step of steps) {
    if (step.declaredIn.node !== workflow.node) continue;
    found.push(...wrongParameters(step, workflow.name, sources));
    const drawn = node.steps.find((one) => one.name === step.name);
    if (drawn) found.push(...emitsProblems(step, drawn, { workflow: workflow.name, events }, sources));
  }
  return found;
}

function duplicateSteps(workflow: WorkflowClass, sources: Sources): Diagnostic[] {
  const seen = new Set<string>();
  return workflow.node.members.filter(ts.isMethodDeclaration).flatMap((method) => {
    if (!stepDecorator(method, sources.meanings)) return [];
    const name = methodName(method);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `${workflow.name} has two steps named ${name}; only the last one counts. Give one of them another name.`;
    return [diagnostic("duplicate-step", rangeOf(method.name), message, { workflow: workflow.name })];
  });
}

/** Methods that return events, and may take one, that nobody calls, and that are no step: the decorator was forgotten. */
function missingDecorators({ workflow, steps, node }: WrittenWorkflow, sources: Sources): Diagnostic[] {
  return workflow.node.members.filter(ts.isMethodDeclaration).flatMap((method) => {
    const hidden = [ts.SyntaxKind.StaticKeyword, ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
    const isStep = steps.some((step) => step.method === method);
    if (
      isStep ||
      !method.body ||
      ts.isPrivateIdentifier(method.name) ||
      hidden.some((kind) => hasModifier(method, kind))
    ) {
      return [];
    }
    const [parameter] = method.parameters;
    const type = parameter && typeOf(parameter);
    const taken = type ? sources.types.read(type).uses.filter((use) => use.event.base) : [];
    const name = methodName(method);
    if ((type && taken.length === 0) || isCalled(name, workflow)) return [];
    const frame = { self: workflow, parameters: new Map(), active: new Set<ts.Node>() };
    const given = sources.productions.returned(method, frame);
    if (given.length === 0) return [];
    // What says of itself that it takes no event, or nothing at all, may be there for others than this class.
    if (taken.length === 0 && !isPartOf(node, name, given, workflow)) return [];
    if (taken.length === 0) return [undecorated(method, given[0]?.event.name ?? "", workflow.name, steps, sources)];
    const classes = [...new Set(taken.map((use) => use.event.className))];
    const message = `${name} takes ${classes.join(" or ")} and returns ${given[0]?.event.name}, but it is no step: nothing calls it. Mark it with @step(${classes.join(", ")}).`;
    const fixes = addDecorator([...new Set(taken.map((use) => use.event))], method, sources);
    return [diagnostic("missing-decorator", rangeOf(method.name), message, { workflow: workflow.name, fixes })];
  });
}

/** A parameter's type, in JavaScript that of its JSDoc comment. */
function typeOf(parameter: ts.ParameterDeclaration): ts.TypeNode | undefined {
  return parameter.type ?? ts.getJSDocType(parameter);
}

/** True where a method's events are the workflow's, and no text of the class names the method, as for `this[name]()`. */
function isPartOf(
  node: WorkflowNode,
  name: string,
  given: readonly Production[],
  { node: written }: WorkflowClass,
): boolean {
  const isOwn = given.every(({ event }) => event.kind === "stop" || node.events.includes(event.name));
  const text = written.getSourceFile().text;
  return (
    isOwn && !node.abstract && !/\bthis\[/.test(text) && !text.includes(`"${name}"`) && !text.includes(`'${name}'`)
  );
}

/** Which event the method takes nobody can tell, but that a workflow without a start lacks that one. */
function undecorated(
  method: ts.MethodDeclaration,
  given: string,
  workflow: string,
  steps: readonly StepInfo[],
  sources: Sources,
): Diagnostic {
  const isStarted = steps.some((step) => step.accepts.some(({ kind }) => kind === "start"));
  const message = `${methodName(method)} returns ${given}, but it is no step: nothing calls it. Mark it with ${isStarted ? "@step and the events it takes" : "@step(StartEvent)"}.`;
  const start = runtimeEvent("StartEvent");
  const fixes = isStarted || !start ? [] : addDecorator([start], method, sources);
  return diagnostic("missing-decorator", rangeOf(method.name), message, { workflow, fixes });
}

function isCalled(name: string, workflow: WorkflowClass): boolean {
  const call = new RegExp(`\\.${name.replaceAll("$", "\\$")}\\b`);
  for (let one: WorkflowClass | undefined = workflow; one; one = one.base) {
    if (call.test(one.node.getSourceFile().text)) return true;
  }
  return false;
}

/** A parameter's type that leaves out what the decorator lists. */
function wrongParameters(step: StepInfo, workflow: string, sources: Sources): Diagnostic[] {
  return step.slots.flatMap((slot, index) => {
    const parameter = step.method.parameters[index];
    const type = parameter && typeOf(parameter);
    const written = type && sources.types.read(type);
    if (!type || !written?.complete || written.uses.length === 0) return [];
    const fits = (event: EventInfo): boolean => written.uses.some((use) => descendsFrom(event, use.event));
    const missing = slot.filter((use) => !fits(use.event));
    if (missing.length === 0) return [];
    const names = missing.map((use) => use.event.className).join(" and ");
    const message = `${step.name} is called with ${names}, as its decorator says, but its parameter's type does not allow that.`;
    // In a comment the class may have to be imported in another way.
    const fixes = parameter?.type ? changeType(slot, parameter.type, sources) : [];
    return [diagnostic("wrong-parameter", rangeOf(type), message, { workflow, fixes })];
  });
}

/** An `emits` option that disagrees with the body. */
function emitsProblems(
  step: StepInfo,
  drawn: StepNode,
  { workflow, events }: { workflow: string; events: ReadonlyMap<string, EventInfo> },
  sources: Sources,
): Diagnostic[] {
  const { emitsList } = step;
  if (!emitsList) return [];
  const listed = new Set(step.emits.map(({ event }) => event.name));
  const found: Diagnostic[] = [];
  for (const { event, kind, range } of drawn.emits) {
    if ((kind !== "return" && kind !== "send") || listed.has(event)) continue;
    const message = `${step.name} lets out ${event}, which its emits option does not list: the runtime's checks would not know of it.`;
    const info = events.get(event);
    const fixes = info ? addEmits(info, emitsList, sources) : [];
    found.push(diagnostic("missing-emits", range ?? drawn.nameRange, message, { workflow, fixes }));
  }
  for (const { event, at } of step.emits) {
    const place = rangeOf(at);
    // What only the option names is drawn with the option as its place.
    const shown = drawn.emits.some(
      ({ event: name, range }) =>
        name === event.name && (range?.startLine !== place.startLine || range.startColumn !== place.startColumn),
    );
    if (shown || drawn.open) continue;
    const message = `${step.name} lists ${event.name} in emits, but its body lets none out.`;
    const fixes = removeEmits(event.className, emitsList, at as ts.Expression);
    found.push(diagnostic("superfluous-emits", place, message, { workflow, fixes }));
  }
  return found;
}
