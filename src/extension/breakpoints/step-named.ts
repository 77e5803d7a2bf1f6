import type { StepNode, WorkflowGraph } from "../../analysis/workflow-graph.ts";
import type { OwnerOf } from "./names.ts";

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

/**
 * The workflow that a name meant in these graphs, as they were before a rename. Where they have a step of that name but
 * none that takes the event, it is a step of another file, and follows nothing.
 */
export function ownerIn(graphs: readonly WorkflowGraph[]): OwnerOf {
  return (workflow, step, event) => {
    const found = stepNamed(graphs, workflow, step, event);
    const isMeant = workflow !== undefined || event === undefined || found?.node.accepts.includes(event);
    return isMeant ? found?.workflow : undefined;
  };
}
