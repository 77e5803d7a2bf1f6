/**
 * The layout library and the way of drawing beside those that were not chosen, in one run:
 *
 *     node --import tsx bench/graph-view/compare.ts
 */
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { type Sketch, sketchWorkflows } from "../../src/picture/sketch.ts";
import { large, research, tangled } from "../../test/webview/fixtures.ts";
import { compareDrawings } from "./drawings.ts";
import { layouts } from "./layouts.ts";
import { installPeers } from "./peers.ts";
import { crossings, displacement, overlaps, throughNodes } from "./quality.ts";

const ROUNDS = 3;

const peers = installPeers();
try {
  console.log(
    "layout: median of",
    ROUNDS,
    "rounds; moved: mean px of all nodes after a step was added, at four places\n",
  );
  const engines = await layouts(peers);
  const graphs = {
    research,
    tangled,
    "chain of 50": large(50),
    "chain of 100": large(100),
    "chain of 240": large(240),
  };
  for (const [name, graph] of Object.entries(graphs)) {
    const before = sketchOf(graph);
    const places = [0.2, 0.4, 0.6, 0.8];
    const edits = places.map((part) => sketchOf(edited(graph, part)));
    const rows = [];
    for (const { title, run } of engines) {
      // The first time loads and compiles what the others use again.
      let laidOut = await run(before);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const started = performance.now();
        laidOut = await run(before);
        times.push(performance.now() - started);
      }
      let moved = 0;
      for (const edit of edits) moved += displacement(laidOut, await run(edit));
      rows.push({
        layout: title,
        ms: Math.round(times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0),
        crossings: crossings(laidOut),
        "on each other": overlaps(laidOut),
        "through nodes": throughNodes(laidOut),
        "moved px": Math.round(moved / edits.length),
      });
    }
    console.log(`${name}: ${before.nodes.length} nodes, ${before.edges.length} arrows`);
    console.table(rows);
  }
  console.log("\ndrawing in Chromium\n");
  console.table(await compareDrawings(peers));
} finally {
  peers.remove();
}

function sketchOf(graph: WorkflowGraph): Sketch {
  const [sketch] = sketchWorkflows(graph);
  if (sketch === undefined) throw new Error("no workflow");
  return sketch;
}

/** As after an edit: a step more, after the given part of the steps, that takes what the step before it takes. */
function edited(graph: WorkflowGraph, part: number): WorkflowGraph {
  const [workflow, ...others] = graph.workflows;
  if (workflow === undefined) return graph;
  const at = Math.floor(workflow.steps.length * part);
  const model = workflow.steps[at];
  if (model === undefined) return graph;
  const event = model.accepts[0] ?? "";
  const step = { ...model, name: "added", accepts: [event], emits: [], waitsFor: [], children: [] };
  const changed = {
    ...workflow,
    steps: workflow.steps.toSpliced(at + 1, 0, step),
    edges: [...workflow.edges, { kind: "accept" as const, event, step: "added", list: false }],
  };
  return { ...graph, workflows: [changed, ...others] };
}
