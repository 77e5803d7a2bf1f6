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

/** A workflow of the file that another one runs is drawn in it. */
async function svg(graph: WorkflowGraph): Promise<string> {
  const [{ default: elkjs }, { nestSketches }, { layoutGroups }, { sketchWorkflows }, { FILE_METRICS }, { toSvg }] =
    await Promise.all([
      import("elkjs/lib/elk.bundled.js"),
      import("../picture/groups.ts"),
      import("../picture/layout.ts"),
      import("../picture/sketch.ts"),
      import("../picture/fonts.ts"),
      import("../picture/svg-file.ts"),
    ]);
  const elk = new elkjs.default();
  const placed = [];
  for (const sketch of nestSketches(sketchWorkflows(graph), () => true)) {
    placed.push(...(await layoutGroups(elk, sketch, FILE_METRICS)));
  }
  return toSvg(placed);
}
