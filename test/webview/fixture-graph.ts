/** Builds workflow graphs as the analysis would, from a short notation. */
import {
  type Edge,
  type EmitKind,
  type EventField,
  type EventKind,
  type EventNode,
  type SourceRange,
  type StepNode,
  WORKFLOW_GRAPH_VERSION,
  type WorkflowGraph,
  type WorkflowNode,
} from "../../src/analysis/workflow-graph.ts";

export interface StepSpec {
  readonly accepts: readonly string[];
  /** `A`, `A[]` for a list; `send A`, `stream A`, `prompt A` for other ways out. */
  readonly emits?: readonly string[];
  readonly waitsFor?: readonly string[];
  readonly workers?: number;
  readonly fanIn?: "collectEvents" | "collect" | "join";
  readonly kind?: "catchError";
  /** Steps whose failures a handler takes; all where left out. */
  readonly catches?: readonly string[];
  readonly children?: readonly string[];
  readonly inheritedFrom?: string;
  readonly docs?: string;
}

export interface WorkflowSpec {
  readonly steps: Readonly<Record<string, StepSpec>>;
  readonly abstract?: boolean;
  readonly extends?: string;
}

export interface EventSpec {
  readonly kind?: EventKind;
  /** `name: type`, `name?: type`, with ` // docs` after it. */
  readonly fields?: readonly string[];
  readonly docs?: string;
  readonly extends?: readonly string[];
}

const BUILT_IN: Readonly<Record<string, EventKind>> = {
  StartEvent: "start",
  StopEvent: "stop",
  InputRequiredEvent: "inputRequired",
  HumanResponseEvent: "humanResponse",
  StepFailedEvent: "stepFailed",
};

export function graphOf(
  file: string,
  workflows: Readonly<Record<string, WorkflowSpec>>,
  events: Readonly<Record<string, EventSpec>> = {},
): WorkflowGraph {
  let line = 1;
  const range = (): SourceRange => ({ file, startLine: ++line, startColumn: 1, endLine: line, endColumn: 40 });
  const nodes = Object.entries(workflows).map(([name, spec]) => workflowNode(name, spec, range));
  const names = new Set(nodes.flatMap((workflow) => workflow.events));
  return {
    version: WORKFLOW_GRAPH_VERSION,
    file,
    workflows: nodes,
    events: [...names].map((name) => eventNode(name, events[name] ?? {}, range)),
    notes: [],
  };
}

function workflowNode(name: string, spec: WorkflowSpec, range: () => SourceRange): WorkflowNode {
  const steps = Object.entries(spec.steps).map(([step, each]) => stepNode(step, each, range));
  const edges: Edge[] = steps.flatMap((step) => [
    ...step.accepts.map((event) => ({ kind: "accept" as const, event, step: step.name, list: false })),
    ...step.waitsFor.map((event) => ({ kind: "wait" as const, event, step: step.name, list: false })),
    ...step.emits.map(({ kind, event, list }) => ({ kind, event, step: step.name, list })),
    ...steps
      .filter((handler) => handler.catches?.includes(step.name))
      .map(() => ({ kind: "fail" as const, event: "StepFailedEvent", step: step.name, list: false })),
  ]);
  return {
    name,
    exported: "named",
    abstract: spec.abstract ?? false,
    ...(spec.extends !== undefined && { extends: spec.extends }),
    events: [...new Set(edges.map((edge) => edge.event))],
    steps,
    edges,
    input: [],
    range: range(),
    nameRange: range(),
  };
}

function stepNode(name: string, spec: StepSpec, range: () => SourceRange): StepNode {
  return {
    name,
    kind: spec.kind ?? "step",
    accepts: spec.accepts,
    ...(spec.fanIn !== undefined && { fanIn: spec.fanIn }),
    emits: (spec.emits ?? []).map((text) => {
      const [, kind = "return", event = "", list = ""] = /^(?:(send|stream|prompt) )?(\w+)(\[\])?$/.exec(text) ?? [];
      return { event, kind: kind as EmitKind, list: list !== "" };
    }),
    waitsFor: spec.waitsFor ?? [],
    children: spec.children ?? [],
    ...(spec.workers !== undefined && { workers: spec.workers }),
    ...(spec.catches !== undefined && { catches: spec.catches }),
    ...(spec.inheritedFrom !== undefined && { inheritedFrom: spec.inheritedFrom }),
    ...(spec.docs !== undefined && { docs: spec.docs }),
    range: range(),
    headRange: range(),
    bodyRange: range(),
    nameRange: range(),
  };
}

function eventNode(name: string, spec: EventSpec, range: () => SourceRange): EventNode {
  const builtIn = BUILT_IN[name];
  const fields = (spec.fields ?? []).map((text): EventField => {
    const [code = "", docs] = text.split(" // ");
    const [field = "", type = ""] = code.split(/\??: /);
    return { name: field, type, optional: code.includes("?: "), ...(docs !== undefined && { docs }) };
  });
  return {
    name,
    className: name,
    kind: spec.kind ?? builtIn ?? "event",
    extends: spec.extends ?? [],
    fields,
    ...(spec.docs !== undefined && { docs: spec.docs }),
    ...(builtIn === undefined && { range: range(), nameRange: range() }),
  };
}
