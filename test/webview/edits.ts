/** What people do to a workflow while they write it, as changes of its graph. */
import type { Edge, EventNode, StepNode, WorkflowGraph, WorkflowNode } from "../../src/analysis/workflow-graph.ts";

export interface Edit {
  readonly what: string;
  readonly after: WorkflowGraph;
  /** Nodes that another takes the place of: new id by old one. */
  readonly renamed?: readonly [string, string];
}

/** Every edit that the first workflow of the graph allows, each at a few places of it. */
export function editsOf(graph: WorkflowGraph): Edit[] {
  const [workflow] = graph.workflows;
  if (workflow === undefined || workflow.steps.length === 0) return [];
  const places = [...new Set([0.1, 0.5, 0.9].map((part) => Math.floor(workflow.steps.length * part)))];
  return places.flatMap((at) => {
    const step = workflow.steps[at];
    return step === undefined ? [] : editsAt(graph, workflow, step);
  });
}

function editsAt(graph: WorkflowGraph, workflow: WorkflowNode, step: StepNode): Edit[] {
  const change = (what: string, steps: readonly StepNode[], edges: readonly Edge[], more: string[] = []): Edit => {
    const names = new Set(edges.map(({ event }) => event));
    const events = [...workflow.events.filter((name) => names.has(name)), ...more];
    const changed = { ...workflow, steps: [...steps], edges: [...edges], events };
    const known = [...graph.events, ...more.map(plainEvent)];
    return {
      what: `${what} at ${step.name}`,
      after: { ...graph, workflows: [changed, ...graph.workflows.slice(1)], events: known },
    };
  };
  const { steps, edges } = workflow;
  const at = steps.indexOf(step);
  const [accepted] = step.accepts;
  const returned = edges.filter((edge) => edge.step === step.name && edge.kind === "return");
  const found = [
    change("an event more is returned", steps, [...edges, edge("return", "Added", step.name)], ["Added"]),
    change(
      "a step is removed",
      steps.toSpliced(at, 1),
      edges.filter((each) => each.step !== step.name),
    ),
    change(
      "a step of its own is added",
      [...steps, { ...step, name: "added" }],
      [...edges, edge("accept", "Alone", "added"), edge("return", "AloneDone", "added")],
      ["Alone", "AloneDone"],
    ),
  ];
  const long = "renamedToSomethingLonger";
  found.push({
    ...change(
      "a step is renamed",
      steps.with(at, { ...step, name: long }),
      edges.map((each) => (each.step === step.name ? { ...each, step: long } : each)),
    ),
    renamed: [`step:${step.name}`, `step:${long}`],
  });
  if (accepted !== undefined) {
    const added = { ...step, name: "added", accepts: [accepted], emits: [], waitsFor: [], children: [] };
    found.push(
      change("a step more accepts", steps.toSpliced(at + 1, 0, added), [...edges, edge("accept", accepted, "added")]),
    );
    // Accepted by a new step, which returns what the old one accepts now.
    found.push(
      change(
        "a step is put before",
        steps.toSpliced(at, 0, added),
        [
          ...edges.map((each) =>
            each.kind === "accept" && each.step === step.name && each.event === accepted
              ? { ...each, event: "Between" }
              : each,
          ),
          edge("accept", accepted, "added"),
          edge("return", "Between", "added"),
        ],
        ["Between"],
      ),
    );
  }
  const [first] = returned;
  if (first !== undefined) {
    found.push(
      change(
        "an arrow is removed",
        steps,
        edges.filter((each) => each !== first),
      ),
    );
  }
  const start = workflow.events.find(
    (name) => name !== accepted && edges.some((each) => each.event === name && each.kind === "accept"),
  );
  if (start !== undefined && !returned.some(({ event }) => event === start)) {
    found.push(change(`an arrow to ${start} is added`, steps, [...edges, edge("return", start, step.name)]));
  }
  return found;
}

const edge = (kind: "accept" | "return", event: string, step: string): Edge => ({ kind, event, step, list: false });
const plainEvent = (name: string): EventNode => ({ name, className: name, kind: "event", extends: [], fields: [] });
