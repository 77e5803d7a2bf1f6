/** Workflows that a file's workflows start, wherever they are declared: the picture shows them too. */
import type { WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import type { AnalysisService } from "../services.ts";

/** The graph with the child workflows of its workflows, and theirs, as far as the analysis knows them. */
export function withChildren(
  graph: WorkflowGraph,
  analysis: Pick<AnalysisService, "workflow" | "known">,
): WorkflowGraph {
  const shown = new Map<string, WorkflowNode>(graph.workflows.map((workflow) => [workflow.name, workflow]));
  const events = new Map(graph.events.map((event) => [event.name, event]));
  // What is added while this goes on is visited, too.
  for (const workflow of shown.values()) {
    for (const name of workflow.steps.flatMap((step) => step.children)) {
      const child = shown.has(name) ? undefined : analysis.workflow(name, workflow.range.file);
      if (child === undefined) continue;
      shown.set(name, child);
      const home = analysis.known().find((other) => other.workflows.includes(child));
      for (const event of home?.events ?? []) {
        if (child.events.includes(event.name) && !events.has(event.name)) events.set(event.name, event);
      }
    }
  }
  if (shown.size === graph.workflows.length) return graph;
  return { ...graph, workflows: [...shown.values()], events: [...events.values()] };
}
