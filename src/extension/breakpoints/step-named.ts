import type { StepNode, WorkflowGraph } from "../../analysis/workflow-graph.ts";

/**
 * The step that a name in a breakpoint means, with its workflow. Where no workflow is named, several may have a step of
 * that name: it is the one that takes the event which is on its way there.
 */
export function stepNamed(
  graphs: readonly WorkflowGraph[],
  workflow: string | undefined,
  step: string,
  event: string | undefined,
): { readonly workflow: string; readonly node: StepNode } | undefined {
  const found = graphs.flatMap(({ workflows }) =>
    workflows
      .filter(({ name }) => (workflow ?? name) === name)
      .flatMap(({ name, steps }) =>
        steps.filter((node) => node.name === step).map((node) => ({ workflow: name, node })),
      ),
  );
  return found.find(({ node }) => event !== undefined && node.accepts.includes(event)) ?? found[0];
}
