import assert from "node:assert/strict";
import elkjs from "elkjs/lib/elk.bundled.js";
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { FILE_METRICS } from "../../src/picture/fonts.ts";
import { layoutWorkflow } from "../../src/picture/layout.ts";
import type { PictureNode } from "../../src/picture/model.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { graphOf, type StepSpec } from "./fixture-graph.ts";

const elk = new elkjs.default();

const CHAIN: Readonly<Record<string, StepSpec>> = {
  read: { accepts: ["StartEvent"], emits: ["Read"] },
  check: { accepts: ["Read"], emits: ["Checked", "Rejected"] },
  repair: { accepts: ["Rejected"], emits: ["Read"] },
  store: { accepts: ["Checked"], emits: ["StopEvent"] },
};

describe("after an edit of one step", () => {
  const nodesOf = async (graph: WorkflowGraph): Promise<ReadonlyMap<string, PictureNode>> => {
    const [sketch] = sketchWorkflows(graph);
    assert.ok(sketch);
    const { nodes } = await layoutWorkflow(elk, sketch, FILE_METRICS);
    return new Map(nodes.map((node) => [node.id, node]));
  };
  const flow = (steps: Readonly<Record<string, StepSpec>>) => nodesOf(graphOf("/f.ts", { Flow: { steps } }));
  /** How far each node moved from its place, where most stayed in theirs. */
  const moves = (before: ReadonlyMap<string, PictureNode>, after: ReadonlyMap<string, PictureNode>) => {
    const shifts = [...before].flatMap(([id, { x, y }]) => {
      const now = after.get(id);
      return now === undefined ? [] : [{ id, x: now.x - x, y: now.y - y }];
    });
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
    const [dx, dy] = [middle(shifts.map(({ x }) => x)), middle(shifts.map(({ y }) => y))];
    return new Map(shifts.map(({ id, x, y }) => [id, Math.round(Math.hypot(x - dx, y - dy))]));
  };
  const moved = (each: ReadonlyMap<string, number>): string[] => [...each].filter(([, by]) => by > 2).map(([id]) => id);

  it("nothing moves where a step's name, docs or workers change within its box", async () => {
    const changed = {
      ...CHAIN,
      check: { accepts: ["Read"], emits: ["Checked", "Rejected"], docs: "New.", workers: 2 },
    };
    assert.deepEqual(moved(moves(await flow(CHAIN), await flow(changed))), []);
  });

  it("what is above stays where it is when something is added below", async () => {
    const longer = {
      ...CHAIN,
      store: { accepts: ["Checked"], emits: ["Stored"] },
      report: { accepts: ["Stored"], emits: ["StopEvent"] },
    };
    assert.deepEqual(moved(moves(await flow(CHAIN), await flow(longer))), ["event:StopEvent"]);
  });

  it("a branch more moves the others by less than its own width on average", async () => {
    const branched = { ...CHAIN, log: { accepts: ["Checked"] } };
    const by = [...moves(await flow(CHAIN), await flow(branched)).values()];
    const mean = by.reduce((sum, each) => sum + each, 0) / by.length;
    assert.ok(mean < 100, `${mean} px: ${by.join(", ")}`);
  });

  it("those that were there keep their order from left to right", async () => {
    const wide = Object.fromEntries(
      ["a", "b", "c", "d", "e"].map((name) => [name, { accepts: ["StartEvent"], emits: [`Done${name}`] }]),
    );
    const order = (nodes: ReadonlyMap<string, PictureNode>): string =>
      [...nodes.values()]
        .filter(({ role, name }) => role === "step" && name.length === 1)
        .sort((a, b) => a.x - b.x)
        .map(({ name }) => name)
        .join("");
    assert.equal(order(await flow(wide)), "abcde");
    const { a, b, ...others } = wide;
    assert.ok(a && b);
    assert.equal(order(await flow({ a, x2: { accepts: ["Donea"] }, b, ...others })), "abcde");
  });
});
