import { type EventKind, nameOf } from "../events/event.ts";
import { inputSchema } from "../events/input-schema.ts";
import type { StepDefinition, WorkflowDefinition } from "../workflow/definition.ts";
import { PERSON } from "./person.ts";

export interface RepresentationNode {
  readonly id: string;
  readonly kind: "step" | "event" | "external";
  readonly label: string;
  /** Of an event: its family, and the JSON schema of its fields. */
  readonly eventKind?: EventKind;
  readonly schema?: Record<string, unknown>;
}

export interface RepresentationEdge {
  readonly source: string;
  readonly target: string;
}

/** A workflow as plain JSON, for those who draw it. */
export interface Representation {
  readonly name: string;
  /** False where a step has no `emits`: what it produces is in its source only (`stepwright graph FILE` reads that). */
  readonly complete: boolean;
  readonly nodes: readonly RepresentationNode[];
  readonly edges: readonly RepresentationEdge[];
}

export function representationOf({ workflowName, steps }: WorkflowDefinition): Representation {
  const nodes = new Map<string, RepresentationNode>();
  const edges: RepresentationEdge[] = [];
  for (const step of steps) {
    const id = stepId(step);
    nodes.set(id, { id, kind: "step", label: step.name });
    for (const cls of step.classes) edges.push({ source: eventNode(nodes, cls), target: id });
    for (const cls of step.emits ?? []) edges.push({ source: id, target: eventNode(nodes, cls) });
  }
  for (const node of [...nodes.values()]) {
    if (node.eventKind !== "inputRequired" && node.eventKind !== "humanResponse") continue;
    nodes.set(PERSON.id, PERSON);
    edges.push(
      node.eventKind === "inputRequired"
        ? { source: node.id, target: PERSON.id }
        : { source: PERSON.id, target: node.id },
    );
  }
  return { name: workflowName, complete: steps.every((step) => step.emits), nodes: [...nodes.values()], edges };
}

function stepId(step: StepDefinition): string {
  return `step:${step.name}`;
}

function eventNode(nodes: Map<string, RepresentationNode>, cls: StepDefinition["classes"][number]): string {
  const name = nameOf(cls);
  const id = `event:${name}`;
  if (!nodes.has(id)) nodes.set(id, { id, kind: "event", label: name, eventKind: cls.kind, schema: inputSchema(cls) });
  return id;
}
