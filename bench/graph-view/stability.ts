/**
 * How far an edit moves what it does not touch, in pictures laid out afresh and in those that know the earlier one:
 *
 *     node --import tsx bench/graph-view/stability.ts
 */
import elkjs from "elkjs/lib/elk.bundled.js";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { FILE_METRICS } from "../../src/picture/fonts.ts";
import { layoutWorkflow } from "../../src/picture/layout.ts";
import type { PictureWorkflow } from "../../src/picture/model.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { editsOf } from "../../test/webview/edits.ts";
import { exampleFiles } from "../../test/webview/example-files.ts";
import { fixtures, large } from "../../test/webview/fixtures.ts";
import { movement } from "../../test/webview/movement.ts";

const elk = new elkjs.default();
const analyzer = new Analyzer();
await measure("small workflows", [
  ...exampleFiles.map(({ path }) => analyzer.graphOf(path)),
  ...Object.values(fixtures),
]);
await measure("a chain with loops, 515 nodes", [large(240)]);

async function measure(title: string, graphs: readonly WorkflowGraph[]): Promise<void> {
  const found = new Map<string, { afresh: number[]; kept: number[]; ms: number[] }>();
  for (const graph of graphs) {
    const before = await draw(graph);
    for (const { what, after, renamed } of editsOf(graph)) {
      const kind = what.replace(/ at .*/, "").replace(/to .* is/, "is");
      const row = found.get(kind) ?? { afresh: [], kept: [], ms: [] };
      found.set(kind, row);
      const moved = (picture: PictureWorkflow): number[] =>
        [...movement(before.nodes, picture.nodes, renamed).values()].map(({ x, y }) => Math.hypot(x, y));
      row.afresh.push(...moved(await draw(after)));
      const started = performance.now();
      row.kept.push(...moved(await draw(after, before)));
      row.ms.push(performance.now() - started);
    }
  }
  console.log(`${title}: mean px moved, and the part that stays within 2 px`);
  console.table(
    Object.fromEntries(
      [...found].map(([kind, { afresh, kept, ms }]) => [
        kind,
        {
          afresh: `${mean(afresh)} px, ${staying(afresh)} %`,
          "knowing the earlier one": `${mean(kept)} px, ${staying(kept)} %`,
          ms: mean(ms),
        },
      ]),
    ),
  );
}

async function draw(graph: WorkflowGraph, previous?: PictureWorkflow): Promise<PictureWorkflow> {
  const [sketch] = sketchWorkflows(graph);
  if (sketch === undefined) throw new Error(`no workflow in ${graph.file}`);
  return await layoutWorkflow(elk, sketch, FILE_METRICS, new Map(), previous);
}

function mean(values: readonly number[]): number {
  return Math.round(values.reduce((sum, each) => sum + each, 0) / values.length);
}

function staying(values: readonly number[]): number {
  return Math.round((values.filter((by) => by <= 2).length / values.length) * 100);
}
