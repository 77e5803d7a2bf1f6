/** How `stepwright graph` prints. What draws is loaded when it is asked for. */
import type { WorkflowGraph } from "../analysis/workflow-graph.ts";

export const formats = { json, mermaid, svg, dot } as const;

function json(graph: WorkflowGraph): string {
  return `${JSON.stringify(graph, undefined, 2)}\n`;
}

async function mermaid(graph: WorkflowGraph): Promise<string> {
  return (await import("../analysis/mermaid.ts")).toMermaid(graph);
}

async function dot(graph: WorkflowGraph): Promise<string> {
  return (await import("../analysis/dot.ts")).toDot(graph);
}

async function svg(graph: WorkflowGraph): Promise<string> {
  const [{ default: elkjs }, { layoutWorkflow }, { sketchWorkflows }, { FILE_METRICS }, { toSvg }] = await Promise.all([
    import("elkjs/lib/elk.bundled.js"),
    import("../picture/layout.ts"),
    import("../picture/sketch.ts"),
    import("../picture/fonts.ts"),
    import("../picture/svg-file.ts"),
  ]);
  const elk = new elkjs.default();
  const placed = [];
  for (const sketch of sketchWorkflows(graph)) placed.push(await layoutWorkflow(elk, sketch, FILE_METRICS));
  return toSvg(placed);
}
