import type { EventNode, WorkflowGraph, WorkflowNode } from "./workflow-graph.ts";

/** A workflow with the events of its file, by name: in another file the same name may be another event's. */
export interface Pictured {
  readonly workflow: WorkflowNode;
  readonly events: ReadonlyMap<string, EventNode>;
}

export function picturedIn(graphs: readonly WorkflowGraph[]): Pictured[] {
  return graphs.flatMap(({ workflows, events }) => {
    const byName = new Map(events.map((event) => [event.name, event]));
    return workflows.map((workflow) => ({ workflow, events: byName }));
  });
}
