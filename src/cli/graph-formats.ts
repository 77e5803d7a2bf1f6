/** How `stepwright graph` prints. What draws is loaded when it is asked for. */
import type { WorkflowGraph } from "../analysis/workflow-graph.ts";
import { CommandError } from "./command.ts";

export const formats = { json, mermaid, svg, dot } as const;

/** A file's graph; of several files the list of theirs. */
function json(graphs: readonly WorkflowGraph[]): string {
  return `${JSON.stringify(graphs.length === 1 ? graphs[0] : graphs, undefined, 2)}\n`;
}

async function mermaid(graphs: readonly WorkflowGraph[]): Promise<string> {
  return (await import("../analysis/mermaid.ts")).toMermaid(...graphs);
}

async function dot(graphs: readonly WorkflowGraph[]): Promise<string> {
  checkNames(graphs);
  return (await import("../analysis/dot.ts")).toDot(...graphs);
}

/** A workflow that another one runs is drawn in it. */
async function svg(graphs: readonly WorkflowGraph[]): Promise<string> {
  checkNames(graphs);
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
  for (const sketch of nestSketches(graphs.flatMap(sketchWorkflows), () => true)) {
    placed.push(...(await layoutGroups(elk, sketch, FILE_METRICS)));
  }
  return toSvg(placed);
}

/** @throws CommandError where workflows of two files have one name: who runs one of them would be drawn with either. */
function checkNames(graphs: readonly WorkflowGraph[]): void {
  const files = new Map<string, string>();
  for (const { name, range } of graphs.flatMap(({ workflows }) => workflows)) {
    const other = files.get(name);
    if (other !== undefined && other !== range.file) {
      throw new CommandError(
        `Two workflows are named ${name}, in ${other} and in ${range.file}. Draw one file, or other workflows, at a time.`,
      );
    }
    files.set(name, range.file);
  }
}
