import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../scripts/paths.ts";
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { LayoutClient } from "../../src/extension/graph/layout-client.ts";
import { OpenGroups } from "../../src/extension/graph/open-groups.ts";
import { PictureMaker } from "../../src/extension/graph/picture-maker.ts";
import { nestSketches } from "../../src/picture/groups.ts";
import type { TextMetrics } from "../../src/picture/model.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { graphOf } from "./fixture-graph.ts";
import { rag, research } from "./fixtures.ts";

const font = { ascii: Array.from({ length: 95 }, () => 7), other: 14, lineHeight: 18 };
const nested = (graph: WorkflowGraph) => nestSketches(sketchWorkflows(graph), () => true);
const metrics: TextMetrics = { step: font, event: font, detail: font, title: font };

describe("the layout worker", () => {
  let folder: string;
  let script: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-layout-"));
    script = join(folder, "layout-worker.cjs");
    await build({
      absWorkingDir: root,
      entryPoints: ["src/extension/graph/layout-worker.ts"],
      outfile: script,
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("lays several requests out, each with its own answer", async () => {
    const client = new LayoutClient(script);
    const [first, second] = await Promise.all([
      client.layout(nested(rag), metrics),
      client.layout(nested(research), metrics),
    ]);
    assert.deepEqual([first?.[0]?.[0]?.name, second?.[0]?.[0]?.name], ["RagFlow", "ResearchFlow"]);
    assert.ok(second?.[0]?.[0]?.edges.every((edge) => edge.points.length >= 2));
    client.dispose();
  });

  it("rejects what was asked when it is closed or its worker cannot run, and can be asked again", async () => {
    const client = new LayoutClient(script);
    const asked = client.layout(nested(rag), metrics);
    client.dispose();
    await assert.rejects(asked, /was cancelled: the view was closed/);
    assert.equal((await client.layout(nested(rag), metrics)).length, 1);
    client.dispose();

    const broken = join(folder, "broken.cjs");
    writeFileSync(broken, "throw new Error('no elk here');");
    const failing = new LayoutClient(broken);
    await assert.rejects(failing.layout(nested(rag), metrics), /no elk here/);
    await assert.rejects(failing.layout(nested(rag), metrics), /no elk here/);
  });

  it("is not asked again for a workflow that did not change", async () => {
    const client = new LayoutClient(script);
    const maker = new PictureMaker(client, new OpenGroups());
    const first = await maker.picture(rag, metrics);
    client.dispose();
    // Closed: an answer can come from memory alone.
    const noted = { ...rag, notes: [{ severity: "error" as const, message: "'}' expected" }] };
    const again = await maker.picture(noted, metrics);
    assert.equal(again.workflows[0], first.workflows[0]);
    assert.deepEqual(again.notes, [{ severity: "error", message: "'}' expected", opens: false }]);
  });

  it("leaves what is still there in its place after an edit, also in a workflow of a new name", async () => {
    const client = new LayoutClient(script);
    const maker = new PictureMaker(client, new OpenGroups());
    const places = async (name: string, steps: Parameters<typeof graphOf>[1][string]["steps"]) => {
      const { workflows } = await maker.picture(graphOf("/f.ts", { [name]: { steps } }), metrics);
      return new Map(workflows[0]?.nodes.map((node) => [node.id, node.x + node.width / 2]));
    };
    const steps = {
      begin: { accepts: ["StartEvent"], emits: ["Left", "Right"] },
      left: { accepts: ["Left"], emits: ["StopEvent"] },
      right: { accepts: ["Right"], emits: ["StopEvent"] },
    };
    const before = await places("Flow", steps);
    const without = await places("Renamed", { begin: steps.begin, right: steps.right });
    assert.equal(
      (before.get("step:right") ?? 0) - (before.get("event:StartEvent") ?? 0),
      (without.get("step:right") ?? 0) - (without.get("event:StartEvent") ?? 0),
    );
    // As with an edit that is undone.
    assert.deepEqual(await places("Flow", steps), before);
    client.dispose();
  });
});
