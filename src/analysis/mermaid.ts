import { picturedIn } from "./pictured.ts";
import type { EventKind, EventNode, WorkflowGraph, WorkflowNode } from "./workflow-graph.ts";

/** Opening and closing brackets of a node's shape: told apart without colour. */
const SHAPES: Readonly<Record<EventKind, readonly [string, string]>> = {
  start: ["([", "])"],
  stop: ["([", "])"],
  inputRequired: ["[/", "/]"],
  humanResponse: ["[\\", "\\]"],
  stepFailed: [">", "]"],
  event: ["(", ")"],
};

const STYLES = [
  "classDef step fill:#e8eefc,stroke:#3b5bdb,color:#111",
  "classDef event fill:#f8f9fa,stroke:#868e96,color:#111",
  "classDef start fill:#d3f9d8,stroke:#2b8a3e,color:#111",
  "classDef stop fill:#ffe3e3,stroke:#c92a2a,color:#111",
  "classDef human fill:#fff3bf,stroke:#e67700,color:#111",
  "classDef failed fill:#ffd8a8,stroke:#d9480f,color:#111",
];

const CLASSES: Readonly<Record<EventKind, string>> = {
  start: "start",
  stop: "stop",
  inputRequired: "human",
  humanResponse: "human",
  stepFailed: "failed",
  event: "event",
};

/**
 * Graphs as a Mermaid flowchart: steps are rectangles, events rounded, questions and answers slanted. Several
 * workflows become one subgraph each.
 */
export function toMermaid(...graphs: readonly WorkflowGraph[]): string {
  const all = picturedIn(graphs);
  const several = all.length > 1;
  const lines = ["flowchart TD"];
  all.forEach(({ workflow, events }, index) => {
    const body = workflowLines(workflow, events, several ? `w${index}_` : "");
    if (!several) lines.push(...body.map(indent));
    else
      lines.push(
        indent(`subgraph w${index}["${entities(workflow.name)}"]`),
        ...body.map(indent).map(indent),
        indent("end"),
      );
  });
  if (all.length > 0) lines.push(...STYLES.map(indent));
  return `${lines.join("\n")}\n`;
}

function workflowLines(workflow: WorkflowNode, events: ReadonlyMap<string, EventNode>, prefix: string): string[] {
  const eventId = new Map(workflow.events.map((name, index) => [name, `${prefix}e${index}`]));
  const stepId = new Map(workflow.steps.map((step, index) => [step.name, `${prefix}s${index}`]));
  const lines: string[] = [];
  for (const [name, id] of eventId) {
    const kind = events.get(name)?.kind ?? "event";
    const [open, close] = SHAPES[kind];
    lines.push(`${id}${open}"${entities(name)}"${close}:::${CLASSES[kind]}`);
  }
  for (const step of workflow.steps) {
    lines.push(
      `${stepId.get(step.name)}["${entities(step.name)}"]:::${step.kind === "catchError" ? "failed" : "step"}`,
    );
    step.children.forEach((child, index) => {
      const id = `${stepId.get(step.name)}c${index}`;
      lines.push(`${id}[["${entities(child)}"]]:::step`, `${stepId.get(step.name)} -. runChild .-> ${id}`);
    });
  }
  for (const { kind, event, step, list } of workflow.edges) {
    const [from, to] =
      kind === "accept" || kind === "wait"
        ? [eventId.get(event), stepId.get(step)]
        : [stepId.get(step), eventId.get(event)];
    const label = kind === "accept" || kind === "return" ? (list ? "list" : "") : kind === "fail" ? "fails" : kind;
    const arrow = kind === "accept" || kind === "return" ? "-->" : "-.->";
    lines.push(`${from} ${arrow}${label ? `|${label}|` : ""} ${to}`);
  }
  return lines;
}

function indent(line: string): string {
  return `  ${line}`;
}

/** Mermaid reads entities in quoted labels; a name may hold what would end the label or start a tag. */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} _.$-]/gu, (character) => `#${character.codePointAt(0)};`);
}
