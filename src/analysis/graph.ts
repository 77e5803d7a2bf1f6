import { ts } from "ts-morph";
import { exportOf } from "./classes.ts";
import { effectsOf } from "./effects.ts";
import { descendsFrom, type EventInfo, runtimeNames } from "./events.ts";
import type { Frame } from "./frames.ts";
import { hasModifier } from "./meanings.ts";
import { systemPath } from "./paths.ts";
import type { Production } from "./productions.ts";
import { docsOf, nameRangeOf, rangeBetween, rangeOf } from "./ranges.ts";
import type { Sources } from "./sources.ts";
import { headEnd, type StepInfo } from "./steps.ts";
import {
  type Edge,
  type Emission,
  type EmitKind,
  type EventField,
  type EventNode,
  type GraphNote,
  type StepNode,
  WORKFLOW_GRAPH_VERSION,
  type WorkflowGraph,
  type WorkflowNode,
} from "./workflow-graph.ts";
import type { WorkflowClass } from "./workflows.ts";

/** A graph with what its workflows were read from. */
export interface GraphWithSource {
  readonly graph: WorkflowGraph;
  /** One for each of the graph's workflows, in its order. */
  readonly read: ReadonlyArray<{
    readonly workflow: WorkflowClass;
    readonly steps: readonly StepInfo[];
    /** The events of the workflow by name. */
    readonly events: ReadonlyMap<string, EventInfo>;
  }>;
}

/** Draws the graph of one file from what the readers find. */
export function buildGraph(file: ts.SourceFile, sources: Sources): GraphWithSource {
  const events = new Map<string, EventInfo>();
  const notes: GraphNote[] = [];
  const read = sources.workflows.in(file).map((workflow) => {
    return { workflow, steps: sources.steps.of(workflow), events: new Map<string, EventInfo>() };
  });
  const workflows = read.map(({ workflow, steps, events: own }) => {
    const drawn = buildWorkflow(workflow, steps, sources, own, notes);
    for (const [name, event] of own) if (!events.has(name)) events.set(name, event);
    return drawn;
  });
  const readFrom = sources.modules.readFor(file.fileName).map(systemPath);
  const graph = {
    version: WORKFLOW_GRAPH_VERSION,
    file: systemPath(file.fileName),
    workflows,
    events: [...events.values()].map((event) => eventNode(event, sources)),
    notes: notes.filter((note, index) => notes.findIndex((one) => one.message === note.message) === index),
    ...(readFrom.length > 0 ? { readFrom } : {}),
  } as const;
  return { graph, read };
}

function buildWorkflow(
  workflow: WorkflowClass,
  infos: readonly StepInfo[],
  sources: Sources,
  seen: Map<string, EventInfo>,
  notes: GraphNote[],
): WorkflowNode {
  const { node } = workflow;
  const steps: StepNode[] = [];
  for (const info of infos) {
    const name = (event: EventInfo, at: ts.Node): string => {
      const other = seen.get(event.name);
      if (other && other.node !== event.node) notes.push(sameName(event, other, at));
      if (!other) seen.set(event.name, event);
      return event.name;
    };
    steps.push(buildStep(info, workflow, sources, name));
    for (const unknown of info.unknown) {
      const message = `${workflow.name}.${info.name}: "${unknown.getText()}" is no event class that can be found. Import it, or declare it with Event.with("${unknown.getText()}", { … }).`;
      notes.push({ severity: "warning", code: "unknown-event", message, range: rangeOf(unknown) });
    }
  }
  const exported = exportOf(node);
  const docs = docsOf(node);
  const heritage = node.heritageClauses?.[0]?.types[0]?.expression.getText();
  return {
    name: workflow.name,
    exported: exported.kind,
    ...(exported.name !== undefined && exported.name !== workflow.name ? { exportName: exported.name } : {}),
    abstract: hasModifier(node, ts.SyntaxKind.AbstractKeyword),
    ...(workflow.base && heritage ? { extends: workflow.base.name } : {}),
    ...(docs ? { docs } : {}),
    events: [...seen.keys()],
    steps,
    edges: edgesOf(steps, infos, seen),
    input: inputOf(workflow, infos, sources),
    range: rangeOf(node),
    nameRange: nameRangeOf(node),
  };
}

function sameName(event: EventInfo, other: EventInfo, at: ts.Node): GraphNote {
  const message = `Two event classes are named "${event.name}": ${other.className} and ${event.className}. A name is an event's identity; give one of them another.`;
  return { severity: "warning", code: "same-event-name", message, range: rangeOf(at) };
}

function buildStep(
  info: StepInfo,
  workflow: WorkflowClass,
  sources: Sources,
  name: (event: EventInfo, at: ts.Node) => string,
): StepNode {
  const { method, decorator } = info;
  const frame = frameOf(info, workflow);
  const { undecided } = sources.productions;
  const accepts = info.accepts.map((event) => name(event, decorator.node));
  const effects = effectsOf(method, frame, sources);
  const emissions: Emission[] = [];
  const emit = ({ event, list, at }: Production, kind: EmitKind): void => {
    const same = emissions.some((one) => one.event === event.name && one.kind === kind && one.list === list);
    if (!same) emissions.push({ event: name(event, at), kind, list, range: rangeOf(at) });
  };
  for (const one of sources.productions.returned(method, frame)) emit(one, "return");
  for (const one of effects.emitted) emit(one, one.kind);
  // `emits` names what the step may let out; what the body shows already is not said twice.
  for (const { event, at } of info.emits) {
    if (!emissions.some((one) => one.event === event.name)) emit({ event, list: false, at }, "return");
  }
  const waitsFor = [...new Set(effects.awaited.map(({ event, at }) => name(event, at)))];
  const docs = docsOf(method);
  const file = method.getSourceFile();
  // An override is called by the name its base's decorator gave; then the head is the override's own.
  const start = decorator.node.parent === method ? decorator.node.getStart(file) : method.getStart(file);
  const fanIn = info.fanIn ?? (effects.collected.length > 0 ? "collectEvents" : undefined);
  return {
    name: info.name,
    kind: decorator.kind,
    accepts,
    ...(fanIn ? { fanIn } : {}),
    emits: emissions,
    waitsFor,
    children: effects.children,
    ...(info.workers === undefined ? {} : { workers: info.workers }),
    ...(sources.productions.undecided > undecided ? { open: true } : {}),
    ...(info.unclear ? { unclear: true } : {}),
    ...(info.skipGraphChecks ? { skipGraphChecks: true } : {}),
    ...(info.catches ? { catches: info.catches } : {}),
    ...(info.declaredIn.node === workflow.node ? {} : { inheritedFrom: info.declaredIn.name }),
    ...(docs ? { docs } : {}),
    range: rangeBetween(file, start, method.getEnd()),
    headRange: rangeBetween(file, start, headEnd(method)),
    bodyRange: method.body ? rangeOf(method.body) : rangeBetween(file, method.getEnd(), method.getEnd()),
    nameRange: rangeOf(method.name),
  };
}

/** What the parameters of a step stand for: the events it accepts, then the context. */
export function frameOf(info: StepInfo, workflow: WorkflowClass): Frame {
  const parameters: Map<
    ts.ParameterDeclaration,
    { kind: "events"; uses: StepInfo["slots"][number] } | { kind: "context" }
  > = new Map();
  info.method.parameters.forEach((parameter, index) => {
    const uses = info.slots[index];
    parameters.set(parameter, uses ? { kind: "events", uses } : { kind: "context" });
  });
  return { self: workflow, parameters, active: new Set() };
}

function edgesOf(
  steps: readonly StepNode[],
  infos: readonly StepInfo[],
  events: ReadonlyMap<string, EventInfo>,
): Edge[] {
  const edges: Edge[] = [];
  const add = (edge: Edge): void => {
    const { kind, event, step, list } = edge;
    if (!edges.some((one) => one.kind === kind && one.event === event && one.step === step && one.list === list)) {
      edges.push(edge);
    }
  };
  steps.forEach((step, index) => {
    const info = infos[index];
    for (const event of step.accepts) add({ kind: "accept", event, step: step.name, list: step.fanIn === "collect" });
    if (info?.acceptSubclasses) {
      for (const event of events.values()) {
        if (info.accepts.some((base) => descendsFrom(event, base))) {
          add({ kind: "accept", event: event.name, step: step.name, list: step.fanIn === "collect" });
        }
      }
    }
    for (const event of step.waitsFor) add({ kind: "wait", event, step: step.name, list: false });
    for (const { event, kind, list } of step.emits) add({ kind, event, step: step.name, list });
    for (const event of failuresOf(step, steps, events)) add({ kind: "fail", event, step: step.name, list: false });
  });
  return edges;
}

/** The events that the handlers which name a step get when it fails. A handler's own failure ends the run. */
function failuresOf(step: StepNode, steps: readonly StepNode[], events: ReadonlyMap<string, EventInfo>): string[] {
  if (step.kind === "catchError") return [];
  const handlers = steps.filter((one) => one.catches?.includes(step.name));
  return handlers.flatMap(({ accepts }) => accepts.filter((event) => events.get(event)?.kind === "stepFailed"));
}

/** An event class as the graph tells of it. */
export function eventNode(event: EventInfo, sources: Sources): EventNode {
  const bases: string[] = [];
  for (let one = event.base; one?.node; one = one.base) bases.push(one.name);
  const docs = event.node && docsOf(event.node);
  const { node } = event;
  return {
    name: event.name,
    className: event.className,
    kind: event.kind,
    extends: bases,
    fields: sources.fields.of(event),
    ...(runtimeNames(event).length === 0 ? { unnamed: true } : {}),
    ...(docs ? { docs } : {}),
    ...(node ? { range: eventRange(node), nameRange: nameRangeOf(node) } : {}),
  };
}

/** The whole class, or the whole statement of a variable. */
export function eventRange(node: NonNullable<EventInfo["node"]>): ReturnType<typeof rangeOf> {
  if (!ts.isVariableDeclaration(node)) return rangeOf(node);
  const list = node.parent;
  const alone =
    ts.isVariableDeclarationList(list) && list.declarations.length === 1 && ts.isVariableStatement(list.parent);
  return rangeOf(alone ? list.parent : node);
}

/** The fields a run is started with: of the start event, of `Workflow.with({ input })`, or of `Workflow<Input>`. */
function inputOf(workflow: WorkflowClass, steps: readonly StepInfo[], sources: Sources): EventField[] {
  const first = steps.find((step) => step.accepts.some((event) => event.kind === "start"));
  const start = first?.accepts.find((event) => event.kind === "start");
  if (start && sources.fields.of(start).length > 0) return sources.fields.of(start);
  for (let one: WorkflowClass | undefined = workflow; one; one = one.base) {
    const input = one.config && sources.inputOf(one.config);
    if (input) return sources.fields.shape(input);
    const [type] = one.base ? [] : baseArguments(one.node);
    const fields = type ? sources.fields.type(type) : [];
    if (fields.length > 0) return fields;
  }
  const [taken] = first?.method.parameters ?? [];
  const parameter = taken && (taken.type ?? ts.getJSDocType(taken));
  const [type] = parameter && ts.isTypeReferenceNode(parameter) ? (parameter.typeArguments ?? []) : [];
  return type ? sources.fields.type(type) : [];
}

/** The type arguments of a class's base, in JavaScript those of `@extends {Base<…>}`. */
function baseArguments(node: ts.ClassLikeDeclaration): readonly ts.TypeNode[] {
  const written = node.heritageClauses?.[0]?.types[0]?.typeArguments;
  return written ?? ts.getJSDocAugmentsTag(node)?.class.typeArguments ?? [];
}
