import { picturedIn } from "./pictured.ts";
import type { EventKind, EventNode, WorkflowGraph, WorkflowNode } from "./workflow-graph.ts";

/** Attributes of an event's node: told apart by their shapes, with colours added. */
const EVENTS: Readonly<Record<EventKind, string>> = {
  start: 'shape=box, style="rounded,filled", penwidth=2, color="#2b8a3e", fillcolor="#d3f9d8"',
  stop: 'shape=box, style="rounded,filled", peripheries=2, color="#c92a2a", fillcolor="#ffe3e3"',
  inputRequired: 'shape=hexagon, style="filled", color="#e67700", fillcolor="#fff3bf"',
  humanResponse: 'shape=hexagon, style="filled", color="#e67700", fillcolor="#fff3bf"',
  stepFailed: 'shape=octagon, style="filled", color="#d9480f", fillcolor="#ffd8a8"',
  event: 'shape=box, style="rounded,filled", color="#868e96", fillcolor="#f8f9fa"',
};
const STEP = 'shape=box, style="filled", color="#3b5bdb", fillcolor="#e8eefc"';
const HANDLER = 'shape=octagon, style="filled", color="#d9480f", fillcolor="#ffd8a8"';
const CHILD = 'shape=component, style="filled", color="#3b5bdb", fillcolor="#e8eefc"';

/**
 * Graphs in the language of Graphviz. Several workflows, each of another name, become one cluster each; what runs one of
 * them points at its cluster.
 */
export function toDot(...graphs: readonly WorkflowGraph[]): string {
  const all = picturedIn(graphs);
  const clusters = new Map(
    all.map(({ workflow, events }, index) => [workflow.name, { index, entry: entryOf(workflow, events) }]),
  );
  const lines = all.flatMap(({ workflow, events }, index) => {
    const body = workflowLines(workflow, events, all.length > 1 ? `${workflow.name}/` : "", clusters);
    if (all.length === 1) return body;
    return [`subgraph ${quoted(`cluster ${index}`)} {`, `  label=${quoted(workflow.name)}`, ...body.map(indent), "}"];
  });
  const name = all.map(({ workflow }) => workflow.name).join(", ");
  const defaults = [
    ...(all.length > 1 ? ["compound=true"] : []),
    'node [fontname="Helvetica", fontsize=12]',
    'edge [fontname="Helvetica", fontsize=10]',
  ];
  return `digraph ${quoted(name)} {\n${[...defaults, ...lines].map(indent).join("\n")}\n}\n`;
}

/** The node of a workflow's cluster that arrows to the cluster are tied to; undefined where it has none. */
function entryOf(workflow: WorkflowNode, events: ReadonlyMap<string, EventNode>): string | undefined {
  const event = workflow.events.find((name) => events.get(name)?.kind === "start") ?? workflow.events[0];
  return event === undefined ? undefined : `${workflow.name}/event ${event}`;
}

function workflowLines(
  workflow: WorkflowNode,
  events: ReadonlyMap<string, EventNode>,
  prefix: string,
  clusters: ReadonlyMap<string, { readonly index: number; readonly entry: string | undefined }>,
): string[] {
  const eventId = (name: string): string => quoted(`${prefix}event ${name}`);
  const stepId = (name: string): string => quoted(`${prefix}step ${name}`);
  const lines = workflow.events.map((name) => {
    return `${eventId(name)} [label=${quoted(name)}, ${EVENTS[events.get(name)?.kind ?? "event"]}]`;
  });
  for (const step of workflow.steps) {
    lines.push(
      `${stepId(step.name)} [label=${quoted(step.name)}, ${step.kind === "catchError" ? HANDLER : STEP}]`,
      ...step.children.flatMap((child) => {
        const cluster = child === workflow.name ? undefined : clusters.get(child);
        if (cluster?.entry !== undefined) {
          const head = quoted(`cluster ${cluster.index}`);
          return `${stepId(step.name)} -> ${quoted(cluster.entry)} [label="runChild", style=dotted, lhead=${head}]`;
        }
        const id = quoted(`${prefix}child ${child}`);
        return [
          `${id} [label=${quoted(child)}, ${CHILD}]`,
          `${stepId(step.name)} -> ${id} [label="runChild", style=dotted]`,
        ];
      }),
    );
  }
  for (const { kind, event, step, list } of workflow.edges) {
    const inward = kind === "accept" || kind === "wait";
    const [from, to] = inward ? [eventId(event), stepId(step)] : [stepId(step), eventId(event)];
    const plain = kind === "accept" || kind === "return";
    const label = plain ? (list ? "list" : "") : kind === "fail" ? "fails" : kind;
    const attributes = [...(label ? [`label=${quoted(label)}`] : []), ...(plain ? [] : ["style=dashed"])];
    lines.push(`${from} -> ${to}${attributes.length > 0 ? ` [${attributes.join(", ")}]` : ""}`);
  }
  return lines;
}

function indent(line: string): string {
  return `  ${line}`;
}

/** Graphviz reads only the quote as special; a backslash begins an escape of its own in labels. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
