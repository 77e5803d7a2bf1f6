/** From a workflow of the analysed source to the nodes and arrows of its picture, still without places and sizes. */
import type { Edge, EventNode, StepNode, WorkflowGraph, WorkflowNode } from "../analysis/workflow-graph.ts";
import { flowOrder } from "./flow-order.ts";
import type { PictureEdge, PictureNode } from "./model.ts";
import { describeEvent, describeStep, failuresTaken } from "./spoken.ts";

export type SketchNode = Omit<PictureNode, "x" | "y" | "width" | "height" | "lines">;
export type SketchEdge = Omit<PictureEdge, "points">;

export interface Sketch {
  readonly name: string;
  readonly file: string;
  readonly detail?: string;
  readonly docs?: string;
  /** In the order the picture should show them: along the flow, then as in the source. */
  readonly nodes: readonly SketchNode[];
  readonly edges: readonly SketchEdge[];
}

export const stepId = (name: string): string => `step:${name}`;
export const eventId = (name: string): string => `event:${name}`;
export const childId = (name: string): string => `child:${name}`;
const streamedId = (name: string): string => `streamed:${name}`;

/** One sketch per workflow class, in source order. */
export function sketchWorkflows(graph: WorkflowGraph): Sketch[] {
  const events = new Map(graph.events.map((event) => [event.name, event]));
  return graph.workflows.map((workflow) => sketchWorkflow(workflow, events));
}

function sketchWorkflow(workflow: WorkflowNode, events: ReadonlyMap<string, EventNode>): Sketch {
  const all = workflow.events.map((name) => events.get(name) ?? unknownEvent(name));
  const uses = (event: EventNode, streamed: boolean): boolean =>
    workflow.edges.some((edge) => edge.event === event.name && (edge.kind === "stream") === streamed);
  const own = all.filter((event) => uses(event, false) || !uses(event, true));
  const streamed = all.filter((event) => uses(event, true));
  const edges = workflow.edges.map(sketchEdge);
  const people = sketchPeople(workflow, own);
  const children = sketchChildren(workflow);
  const nodes = [
    ...own.map((event) => sketchEvent(event, workflow)),
    ...streamed.map((event) => sketchStreamed(event, workflow)),
    ...workflow.steps.map((step) => sketchStep(step, workflow)),
    ...people.nodes,
    ...children.nodes,
  ];
  const arrows = unique([...edges, ...people.edges, ...children.edges]);
  const detail = [workflow.abstract ? "abstract" : "", workflow.extends ? `extends ${workflow.extends}` : ""]
    .filter(Boolean)
    .join(" · ");
  return {
    name: workflow.name,
    file: workflow.range.file,
    ...(detail && { detail }),
    ...(workflow.docs !== undefined && { docs: workflow.docs }),
    nodes: flowOrder(nodes, arrows),
    edges: arrows,
  };
}

function sketchEvent(event: EventNode, workflow: WorkflowNode): SketchNode {
  return {
    id: eventId(event.name),
    role: event.kind,
    name: event.name,
    many: workflow.edges.some((edge) => edge.event === event.name && edge.list && edge.kind !== "accept"),
    extends: [...event.extends],
    fields: event.fields.map((field) => ({ ...field })),
    ...(event.docs !== undefined && { docs: event.docs }),
    spoken: describeEvent(event, workflow),
    opens: event.nameRange !== undefined,
    breakable: true,
  };
}

function sketchStreamed(event: EventNode, workflow: WorkflowNode): SketchNode {
  const writers = workflow.edges.filter((edge) => edge.event === event.name && edge.kind === "stream");
  return {
    ...sketchEvent(event, workflow),
    id: streamedId(event.name),
    role: "streamed",
    many: false,
    spoken: `Event in the run's stream. From ${writers.map((edge) => edge.step).join(", ")}.`,
    breakable: false,
  };
}

function sketchStep(step: StepNode, workflow: WorkflowNode): SketchNode {
  const detail = [
    step.fanIn ?? "",
    step.workers === undefined ? "" : step.workers === 1 ? "1 worker" : `${step.workers} workers`,
    step.inheritedFrom ? `from ${step.inheritedFrom}` : "",
    step.kind === "catchError" ? failuresTaken(step, workflow) : "",
  ]
    .filter(Boolean)
    .join(" · ");
  return {
    id: stepId(step.name),
    role: step.kind,
    name: step.name,
    ...(detail && { detail }),
    ...(step.workers !== undefined && { workers: step.workers }),
    ...(step.fanIn !== undefined && { fanIn: step.fanIn }),
    many: false,
    extends: [],
    fields: [],
    ...(step.docs !== undefined && { docs: step.docs }),
    spoken: describeStep(step, workflow),
    opens: true,
    breakable: true,
  };
}

function sketchEdge(edge: Edge): SketchEdge {
  const inward = edge.kind === "accept" || edge.kind === "wait";
  const { event, step, kind, list } = edge;
  const spoken = {
    accept: `${step} accepts ${event}`,
    wait: `${step} waits for ${event}`,
    return: `${step} returns ${list ? "a list of " : ""}${event}`,
    send: `${step} sends ${event}`,
    stream: `${step} writes ${event} to the stream`,
    prompt: `${step} asks with ${event}`,
    fail: `when ${step} fails, its handler gets ${event}`,
  }[kind];
  return {
    id: `${kind}:${event}:${step}`,
    kind,
    from: inward ? eventId(event) : stepId(step),
    to: inward ? stepId(step) : kind === "stream" ? streamedId(event) : eventId(event),
    event,
    step,
    list,
    spoken,
  };
}

/**
 * Who answers: one person for each step that both asks and waits, one more for all the other questions and answers
 * together, since nothing in the source says which belongs to which.
 */
function sketchPeople(workflow: WorkflowNode, events: readonly EventNode[]) {
  const questions = new Set(events.filter((event) => event.kind === "inputRequired").map((event) => event.name));
  const answers = new Set(events.filter((event) => event.kind === "humanResponse").map((event) => event.name));
  const groups: { questions: string[]; answers: string[] }[] = [];
  for (const step of workflow.steps) {
    const asked = step.emits.map((emission) => emission.event).filter((name) => questions.delete(name));
    const awaited = step.waitsFor.filter((name) => answers.has(name));
    if (asked.length === 0) continue;
    if (awaited.length === 0) {
      for (const name of asked) questions.add(name);
      continue;
    }
    for (const name of awaited) answers.delete(name);
    groups.push({ questions: asked, answers: awaited });
  }
  if (questions.size + answers.size > 0) groups.push({ questions: [...questions], answers: [...answers] });
  const nodes: SketchNode[] = [];
  const edges: SketchEdge[] = [];
  for (const [index, group] of groups.entries()) {
    const id = `person:${index + 1}`;
    const what = [
      group.questions.length > 0 ? `is asked with ${group.questions.join(", ")}` : "",
      group.answers.length > 0 ? `answers with ${group.answers.join(", ")}` : "",
    ].filter(Boolean);
    const spoken = `Somebody who ${what.join(", and ")}.`;
    nodes.push({
      id,
      role: "person",
      name: "person",
      many: false,
      extends: [],
      fields: [],
      spoken,
      opens: false,
      breakable: false,
    });
    for (const name of group.questions) edges.push(personEdge(eventId(name), id, `${name} asks a person`));
    for (const name of group.answers) edges.push(personEdge(id, eventId(name), `a person answers with ${name}`));
  }
  return { nodes, edges };
}

/** One node for each child workflow, whoever starts it. */
function sketchChildren(workflow: WorkflowNode) {
  const starts = workflow.steps.flatMap((step) => step.children.map((child) => ({ step: step.name, child })));
  const nodes = [...new Set(starts.map(({ child }) => child))].map((child): SketchNode => {
    const starters = starts.filter((start) => start.child === child).map(({ step }) => step);
    return {
      id: childId(child),
      role: "child",
      name: child,
      detail: "workflow",
      many: false,
      extends: [],
      fields: [],
      spoken: `Started by ${starters.join(", ")}.`,
      opens: true,
      breakable: false,
    };
  });
  const edges = starts.map(
    ({ step, child }): SketchEdge => ({
      id: `child:${child}:${step}`,
      kind: "child",
      from: stepId(step),
      to: childId(child),
      event: "",
      step: "",
      list: false,
      spoken: `${step} runs the workflow ${child}`,
    }),
  );
  return { nodes, edges };
}

function personEdge(from: string, to: string, spoken: string): SketchEdge {
  return { id: `person:${from}:${to}`, kind: "person", from, to, event: "", step: "", list: false, spoken };
}

/** The same event may leave a step twice in the same way; one arrow shows it, a list if any of them is one. */
function unique(edges: readonly SketchEdge[]): SketchEdge[] {
  const byId = new Map<string, SketchEdge>();
  for (const edge of edges) {
    const before = byId.get(edge.id);
    if (before === undefined || (edge.list && !before.list)) byId.set(edge.id, edge);
  }
  return [...byId.values()];
}

function unknownEvent(name: string): EventNode {
  return { name, className: name, kind: "event", extends: [], fields: [] };
}
