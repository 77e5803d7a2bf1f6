import assert from "node:assert/strict";
import elkjs from "elkjs/lib/elk.bundled.js";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { PlacedPicture, shiftOf } from "../../src/extension/webview/placed.ts";
import { FILE_METRICS } from "../../src/picture/fonts.ts";
import { layoutWorkflow } from "../../src/picture/layout.ts";
import type { PictureWorkflow } from "../../src/picture/model.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { editsOf } from "./edits.ts";
import { exampleFiles } from "./example-files.ts";
import { graphOf, type StepSpec } from "./fixture-graph.ts";
import { branching, large, nested, rag, refinement, research, review } from "./fixtures.ts";
import { movement, type Shift, turnedRound } from "./movement.ts";

const elk = new elkjs.default();

async function draw(graph: WorkflowGraph, previous?: PictureWorkflow): Promise<PictureWorkflow> {
  const [sketch] = sketchWorkflows(graph);
  assert.ok(sketch);
  return await layoutWorkflow(elk, sketch, FILE_METRICS, new Map(), previous);
}

/** How many nodes stay where the view goes along with most of them, and with the best single one. */
function stayingInView(before: PictureWorkflow, after: PictureWorkflow, renamed?: readonly [string, string]) {
  const is = new PlacedPicture({ workflows: [after] }, false);
  const was = new Map(
    [...new PlacedPicture({ workflows: [before] }, false).nodes.values()].map((each) => {
      const id = each.node.id === renamed?.[0] ? renamed[1] : each.node.id;
      return [`${before.name}/${id}`, each] as const;
    }),
  );
  const staying = (focused?: string): number => {
    const shift = shiftOf(was, is, focused) ?? { x: 0, y: 0 };
    return [...was].filter(([key, { x, y, node }]) => {
      const now = is.nodes.get(key);
      if (now === undefined) return false;
      const dx = now.x + now.node.width / 2 - x - node.width / 2 - shift.x;
      return Math.abs(dx) <= 2 && Math.abs(now.y - y - shift.y) <= 2;
    }).length;
  };
  return { along: staying(), held: Math.max(...[...was.keys()].map(staying)) };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The height that a first arrow that turns takes between two layers; each further one takes less. */
const TURN = 18;
const isFar = ({ x, y }: Shift): boolean => x > 2 || y > TURN;

describe("after an edit of one step", () => {
  const analyzer = new Analyzer();
  const corpus: Readonly<Record<string, WorkflowGraph>> = {
    ...Object.fromEntries(exampleFiles.map(({ name, path }) => [`the example ${name}`, analyzer.graphOf(path)])),
    ...{ rag, branching, refinement, review, research, nested, "a chain of 20": large(20) },
  };

  for (const [name, graph] of Object.entries(corpus)) {
    it(`half of ${name} or more stays where it was, and nothing changes sides`, async () => {
      const before = await draw(graph);
      const edits = editsOf(graph);
      assert.ok(edits.length >= 7, `${edits.length}`);
      for (const { what, after, renamed } of edits) {
        const now = await draw(after, before);
        const moved = [...movement(before.nodes, now.nodes, renamed).values()];
        const text = `${what}: ${moved.map(({ x, y }) => `${x} ${y}`).join(", ")}`;
        assert.ok(median(moved.map(({ x }) => x)) <= 2, text);
        // What comes between two layers pushes down all that is below.
        const pushes = what.startsWith("a step is put before");
        assert.ok(pushes ? new Set(moved.map(({ y }) => y)).size <= 3 : median(moved.map(({ y }) => y)) <= TURN, text);
        assert.deepEqual(turnedRound(before.nodes, now.nodes, renamed), [], what);
        // No single node to hold on to would leave more of them where they are on the screen.
        const { along, held } = stayingInView(before, now, renamed);
        assert.ok(along >= held - 1, `${what}: ${along} stay, not ${held}`);
      }
    });
  }

  it("what has nothing to do with it does not move at all", async () => {
    for (const graph of Object.values(corpus)) {
      const before = await draw(graph);
      const alone = editsOf(graph).find(({ what }) => what.startsWith("a step of its own is added"));
      assert.ok(alone);
      const moved = movement(before.nodes, (await draw(alone.after, before)).nodes);
      // StopEvent stands below everything.
      const far = [...moved].filter(([id, by]) => isFar(by) && id !== "event:StopEvent");
      assert.deepEqual(far, [], `${graph.file}: ${alone.what}`);
    }
  });

  const CHAIN: Readonly<Record<string, StepSpec>> = {
    read: { accepts: ["StartEvent"], emits: ["Read"] },
    check: { accepts: ["Read"], emits: ["Checked", "Rejected"] },
    repair: { accepts: ["Rejected"], emits: ["Read"] },
    store: { accepts: ["Checked"], emits: ["StopEvent"] },
  };
  const flow = (steps: Readonly<Record<string, StepSpec>>, previous?: PictureWorkflow) =>
    draw(graphOf("/f.ts", { Flow: { steps } }), previous);
  const moved = async (steps: Readonly<Record<string, StepSpec>>): Promise<string[]> => {
    const before = await flow(CHAIN);
    const by = movement(before.nodes, (await flow(steps, before)).nodes);
    return [...by].filter(([, shift]) => isFar(shift)).map(([id]) => id);
  };

  it("nothing moves where a step's docs or workers change within its box", async () => {
    const check = { accepts: ["Read"], emits: ["Checked", "Rejected"], docs: "New.", workers: 2 };
    assert.deepEqual(await moved({ ...CHAIN, check }), []);
  });

  it("a branch more moves nothing: it goes where there is room", async () => {
    assert.deepEqual(await moved({ ...CHAIN, log: { accepts: ["Checked"] } }), []);
  });

  it("what is above stays when something is added below, also in a picture without an earlier one", async () => {
    const longer = {
      ...CHAIN,
      store: { accepts: ["Checked"], emits: ["Stored"] },
      report: { accepts: ["Stored"], emits: ["StopEvent"] },
    };
    assert.deepEqual(await moved(longer), ["event:StopEvent"]);
    const by = movement((await flow(CHAIN)).nodes, (await flow(longer)).nodes);
    assert.deepEqual(
      [...by].filter(([, shift]) => isFar(shift)).map(([id]) => id),
      ["event:StopEvent"],
    );
  });

  it("a loop that is open while somebody types turns nothing over", async () => {
    assert.deepEqual(await moved({ ...CHAIN, read: { accepts: ["StartEvent"] } }), []);
    assert.deepEqual(await moved({ ...CHAIN, check: { accepts: ["Read"], emits: ["Checked"] } }), []);
  });

  it("a picture that many edits tangled is laid out anew", async () => {
    const all = Object.entries(CHAIN).concat([
      ["audit", { accepts: ["Read", "Checked", "Rejected"], emits: ["Audited"] }],
      ["archive", { accepts: ["Audited", "Read"], emits: ["StopEvent"] }],
    ]);
    let picture: PictureWorkflow | undefined;
    // From the last to the first, as nobody reads it.
    for (let count = 1; count <= all.length; count++) {
      picture = await flow(Object.fromEntries(all.slice(all.length - count)), picture);
    }
    const fresh = await flow(Object.fromEntries(all));
    const step = (points: PictureWorkflow["edges"][number]["points"], at: number): number =>
      Math.abs((points[at]?.x ?? 0) - (points[at - 1]?.x ?? 0)) +
      Math.abs((points[at]?.y ?? 0) - (points[at - 1]?.y ?? 0));
    const length = ({ edges }: PictureWorkflow): number =>
      edges
        .flatMap(({ points }) => points.slice(1).map((_, index) => step(points, index + 1)))
        .reduce((a, b) => a + b, 0);
    assert.ok(picture && length(picture) <= 1.31 * length(fresh), `${picture && length(picture)} ${length(fresh)}`);
  });
});
