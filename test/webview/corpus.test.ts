/** Every workflow of the analysis fixtures and the examples, laid out: nothing on each other, nothing through each other. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import elkjs from "elkjs/lib/elk.bundled.js";
import { root } from "../../scripts/paths.ts";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { FILE_METRICS } from "../../src/picture/fonts.ts";
import { nestSketches } from "../../src/picture/groups.ts";
import { layoutGroups, layoutWorkflow } from "../../src/picture/layout.ts";
import type { PictureWorkflow } from "../../src/picture/model.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { exampleFiles } from "./example-files.ts";
import { recovery } from "./fixtures.ts";

type Node = PictureWorkflow["nodes"][number];

const fixtures = join(root, "test", "analysis", "fixtures");
const files = [
  ...readdirSync(fixtures)
    .filter((file) => /\.[jt]s$/.test(file))
    .map((file) => join(fixtures, file)),
  ...exampleFiles.map(({ path }) => path),
];

describe("the layout of every fixture and example", () => {
  const elk = new elkjs.default();
  const analyzer = new Analyzer();

  it("are more than sixty", () => assert.ok(files.length > 60, `${files.length}`));

  for (const file of files) {
    it(basename(file), async () => {
      const sketches = sketchWorkflows(analyzer.graphOf(file));
      for (const open of [true, false]) {
        for (const sketch of nestSketches(sketches, () => open)) {
          const workflows = await layoutGroups(elk, sketch, FILE_METRICS);
          for (const workflow of workflows) assert.deepEqual(flaws(workflow, workflows), [], workflow.name);
        }
      }
    });
  }
});

describe("arrows that cannot but cross", () => {
  it("do so where it makes them short", async () => {
    const [sketch] = sketchWorkflows(recovery);
    assert.ok(sketch);
    const { nodes, edges } = await layoutWorkflow(new elkjs.default(), sketch, FILE_METRICS);
    const y = (id: string) => nodes.find((node) => node.id === id)?.y ?? 0;
    const { points = [] } = edges.find(({ id }) => id === "fail:StepFailedEvent:fetch") ?? {};
    const xs = points.map(({ x }) => x);
    assert.ok(Math.max(...xs) - Math.min(...xs) < y("event:StepFailedEvent") - y("step:fetch"), JSON.stringify(points));
  });
});

function flaws(workflow: PictureWorkflow, all: readonly PictureWorkflow[]): string[] {
  const { nodes, edges } = workflow;
  const found = nodes.flatMap((node, index) => [
    ...nodes.slice(index + 1).flatMap((other) => (apart(node, other) ? [] : [`${node.id} overlaps ${other.id}`])),
    ...(node.x >= 0 && node.y >= 0 && node.x + node.width <= workflow.width && node.y + node.height <= workflow.height
      ? []
      : [`${node.id} leaves its workflow`]),
  ]);
  for (const { id, from, to, points } of edges) {
    const [source, target] = [from, to].map((end) => nodes.find((node) => node.id === end));
    const [first, last] = [points[0], points.at(-1)];
    if (!(source && target && first && last)) found.push(`${id} has no ends`);
    else if (!(isOn(first, source, source.y + source.height) && isOn(last, target, target.y))) {
      found.push(`${id} does not begin and end at its nodes`);
    }
    for (const [index, a] of points.slice(1).entries()) {
      const b = points[index] ?? a;
      const through = nodes.find((node) => !apart(node, boxOf(a, b), -1));
      if (through !== undefined) found.push(`${id} goes through ${through.id}`);
    }
  }
  const { inside } = workflow;
  const group = all.find(({ name }) => name === inside?.workflow)?.nodes.find(({ id }) => id === inside?.node);
  if (inside !== undefined && !(group && group.width >= workflow.width && group.height >= workflow.height)) {
    found.push("it does not fit into its group");
  }
  return found;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const apart = (a: Box, b: Box, gap = 2): boolean =>
  a.x + a.width + gap <= b.x ||
  b.x + b.width + gap <= a.x ||
  a.y + a.height + gap <= b.y ||
  b.y + b.height + gap <= a.y;

const isOn = ({ x, y }: { x: number; y: number }, node: Node, side: number): boolean =>
  Math.abs(y - side) <= 1 && x >= node.x && x <= node.x + node.width;

function boxOf(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
