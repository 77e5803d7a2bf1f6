import type { Edge, EventNode, StepNode, WorkflowGraph, WorkflowNode } from "../../src/analysis/workflow-graph.ts";

/** What a graph says, in the shape of the fixtures' expected JSON: short enough to be reviewed beside the source. */
export interface Facts {
  readonly workflows: Record<string, WorkflowFacts>;
  /** `kind < Base (field: type; field?: type)` by name. */
  readonly events: Record<string, string>;
  readonly notes: readonly string[];
}

interface WorkflowFacts {
  readonly is: string;
  readonly input: string;
  readonly steps: Record<string, StepFacts>;
  readonly edges: readonly string[];
}

interface StepFacts {
  readonly accepts: readonly string[];
  /** `Result`, `Result[]` for a list, `send Result`, `stream Result`, `prompt Result`. */
  readonly emits: readonly string[];
  readonly [more: string]: unknown;
}

export function factsOf(graph: WorkflowGraph): Facts {
  return {
    workflows: Object.fromEntries(graph.workflows.map((workflow) => [workflow.name, workflowFacts(workflow)])),
    events: Object.fromEntries(graph.events.map((event) => [event.name, eventFacts(event)])),
    notes: graph.notes.map((note) => `${note.severity}: ${note.message}`),
  };
}

function workflowFacts(workflow: WorkflowNode): WorkflowFacts {
  const exported = workflow.exportName ? `${workflow.exported} as ${workflow.exportName}` : workflow.exported;
  const base = workflow.extends ? ` extends ${workflow.extends}` : "";
  return {
    is: `${workflow.abstract ? "abstract " : ""}${exported}${base}`,
    input: fields(workflow.input),
    steps: Object.fromEntries(workflow.steps.map((step) => [step.name, stepFacts(step)])),
    edges: workflow.edges.map(edgeFacts),
  };
}

function stepFacts(step: StepNode): StepFacts {
  return {
    ...(step.kind === "step" ? {} : { kind: step.kind }),
    accepts: step.accepts,
    emits: step.emits.map(
      ({ event, kind, list }) => `${kind === "return" ? "" : `${kind} `}${event}${list ? "[]" : ""}`,
    ),
    ...(step.fanIn ? { fanIn: step.fanIn } : {}),
    ...(step.waitsFor.length > 0 ? { waitsFor: step.waitsFor } : {}),
    ...(step.children.length > 0 ? { children: step.children } : {}),
    ...(step.workers === undefined ? {} : { workers: step.workers }),
    ...(step.inheritedFrom ? { inheritedFrom: step.inheritedFrom } : {}),
  };
}

function edgeFacts({ kind, event, step, list }: Edge): string {
  const name = `${event}${list ? "[]" : ""}`;
  if (kind === "accept" || kind === "wait") return `${name} ${kind === "wait" ? "-wait->" : "->"} ${step}`;
  return `${step} ${kind === "return" ? "->" : `-${kind}->`} ${name}`;
}

function eventFacts(event: EventNode): string {
  const bases = event.extends.map((base) => ` < ${base}`).join("");
  const alias = event.className === event.name ? "" : ` class ${event.className}`;
  return `${event.kind}${alias}${bases} (${fields(event.fields)})`;
}

function fields(list: EventNode["fields"]): string {
  return list.map(({ name, type, optional }) => `${name}${optional ? "?" : ""}: ${type}`).join("; ");
}
