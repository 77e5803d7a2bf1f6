import assert from "node:assert/strict";
import { graphOf } from "./fixture-graph.ts";
import { fixtures, large } from "./fixtures.ts";
import { flaws } from "./geometry.ts";
import { GraphBrowser, type GraphPage } from "./graph-page.ts";
import { counts, recovering, reviewing, run, searching } from "./live-runs.ts";

describe("the drawn graph", () => {
  let browser: GraphBrowser;
  before(async () => {
    browser = await GraphBrowser.start();
  });
  after(() => browser?.close());

  for (const theme of ["dark", "light", "highContrast"] as const) {
    describe(theme, () => {
      let view: GraphPage;
      before(async () => {
        view = await browser.open({ width: 760, height: 900, theme });
      });
      after(() => view?.close());

      for (const [name, graph] of Object.entries(fixtures)) {
        it(`${name}: everything is there, nothing overlaps, nothing is cut`, async () => {
          const picture = await view.show(graph);
          await view.screenshot(`${name}-${theme}`);
          const [nodes, edges] = await view.page.evaluate(() => [
            document.querySelectorAll(".scene .node").length,
            document.querySelectorAll(".scene .edge").length,
          ]);
          assert.equal(nodes, picture.workflows.flatMap((workflow) => workflow.nodes).length);
          assert.equal(edges, picture.workflows.flatMap((workflow) => workflow.edges).length);
          assert.deepEqual(await flaws(view.page), []);
          assert.deepEqual(view.errors, []);
        });
      }
    });
  }

  it("is right in a narrow side panel and with sixty steps", async () => {
    const view = await browser.open({ width: 300, height: 700, place: "view" });
    await view.show(fixtures["research"] ?? large(1));
    await view.screenshot("research-narrow");
    assert.deepEqual(await flaws(view.page), []);
    await view.show(large(60));
    await view.screenshot("sixty-steps");
    assert.deepEqual(await flaws(view.page), []);
    await view.close();
  });

  it("tells every kind of node apart by its outline", async () => {
    const view = await browser.open();
    const outlines = new Map<string, string>();
    for (const graph of [fixtures["research"], fixtures["parallel-search"]]) {
      if (graph === undefined) continue;
      await view.show(graph);
      for (const [role, outline] of await view.page.evaluate(OUTLINES)) outlines.set(role, outline);
    }
    const kinds = ["step", "catchError", "event", "stop", "inputRequired", "person", "event many", "step joins"];
    assert.equal(new Set(kinds.map((kind) => outlines.get(kind))).size, kinds.length, JSON.stringify([...outlines]));
    await view.close();
  });

  it("shows what runs, waits, failed and is held, and the numbers do not cover anything", async () => {
    for (const theme of ["dark", "light", "highContrast"] as const) {
      const view = await browser.open({ width: 760, height: 900, theme });
      await view.show(fixtures["parallel-search"] ?? large(1));
      await view.send({
        type: "breakpoints",
        at: [{ workflow: "ParallelSearchFlow", id: "step:combine", enabled: true }],
      });
      await view.send({ type: "live", runs: [{ key: "a", over: false, run: searching }] });
      await view.screenshot(`live-stopped-${theme}`);
      assert.deepEqual(await flaws(view.page), []);
      const text = (id: string) => view.node("ParallelSearchFlow", id).locator(".detail").textContent();
      assert.equal(await text("step:search"), "running 1/3 · 1.4 s");
      assert.equal(await text("step:combine"), "stopped · breakpoint");
      const count = (id: string) => view.page.locator(`[data-count="ParallelSearchFlow/${id}"]`).textContent();
      assert.equal(await count("accept:SearchRequested:search"), "2×3");
      assert.equal(await count("stream:SearchProgress:search"), "×12");
      assert.equal(await view.page.locator(".scene .edge.held").count(), 1);
      assert.equal(await view.page.locator(".live-status").textContent(), "Stopped: SearchCompleted → combine");

      await view.page.keyboard.press("l");
      const line = (id: string) => view.page.locator(`[role="treeitem"][data-key="ParallelSearchFlow/${id}"] .live`);
      assert.equal(await line("step:combine").textContent(), "stopped · breakpoint");
      assert.equal(await line("accept:SearchRequested:search").textContent(), "3 so far, 2 in the queue");
      await view.page.keyboard.press("l");

      await view.show(fixtures["review"] ?? large(1));
      await view.send({ type: "live", runs: [{ key: "a", over: false, run: reviewing }] });
      await view.screenshot(`live-waiting-${theme}`);
      assert.deepEqual(await flaws(view.page), []);
      assert.equal(
        await view.node("ReviewFlow", "step:review").locator(".detail").textContent(),
        "waits for an answer",
      );
      await view.page.locator(".scene .node.person.asked").click();
      await view.until("the answer is asked for", () => view.last("answer") !== undefined);
      await view.close();
    }
  });

  it("shows which step's failure a handler took", async () => {
    const view = await browser.open({ width: 760, height: 900 });
    await view.show(fixtures["recovery"] ?? large(1));
    await view.send({ type: "live", runs: [{ key: "a", over: true, run: recovering }] });
    await view.screenshot("live-recovered");
    assert.deepEqual(await flaws(view.page), []);
    const counted = (id: string) => view.page.locator(`[data-count="RecoveryFlow/fail:StepFailedEvent:${id}"]`);
    assert.equal(await counted("fetch").textContent(), "×1");
    assert.equal(await counted("parse").count(), 0);
    const taken = view.page.locator(".edge.fail.taken");
    assert.deepEqual(await taken.evaluateAll((edges) => edges.map(({ dataset }) => dataset["key"])), [
      "RecoveryFlow/fail:StepFailedEvent:fetch",
    ]);
    await view.page.keyboard.press("l");
    const line = view.page.locator('[role="treeitem"][data-key="RecoveryFlow/fail:StepFailedEvent:fetch"] .live');
    assert.equal(await line.textContent(), "1 so far");
    await view.close();
  });

  it("has room for whatever a step may be doing", async () => {
    const view = await browser.open();
    const steps = Object.fromEntries(
      ["held", "heldByData", "waits", "fails", "retries", "runs", "runsMany"].map((name) => [
        name,
        { accepts: ["StartEvent"], emits: ["StopEvent"], workers: 32 },
      ]),
    );
    await view.show(graphOf("/f.ts", { Busy: { steps } }));
    const held = (step: string, reason: string) =>
      run("Busy", { runId: step, status: "stopped", stopped: { event: "StartEvent", step, reason } });
    const runs = [
      held("held", "function breakpoint"),
      held("heldByData", "somethingNobodyThoughtOf"),
      run("Busy", {
        waiting: counts("StartEvent waits"),
        failed: [
          { step: "fails", message: "no", retrying: false },
          { step: "retries", message: "no", retrying: true },
        ],
        running: [
          { step: "runs", count: 1, ms: 59_900 },
          { step: "runsMany", count: 32, ms: 3_599_000 },
        ],
      }),
    ];
    await view.send({ type: "live", runs: runs.map((each) => ({ key: each.runId, over: false, run: each })) });
    await view.screenshot("live-everything");
    assert.deepEqual(await flaws(view.page), []);
    await view.close();
  });

  it("shows all runs of a workflow together, or the one that is picked", async () => {
    const view = await browser.open();
    await view.show(fixtures["rag"] ?? large(1));
    const first = run("RagFlow", { runId: "1", delivered: counts("StartEvent retrieve"), status: "completed" });
    const second = run("RagFlow", {
      runId: "2",
      threadId: 2,
      delivered: counts("StartEvent retrieve", "Retrieved synthesize"),
      failed: [{ step: "synthesize", message: "the model does not answer", retrying: false }],
      status: "failed",
    });
    const other = run("Elsewhere", { runId: "3" });
    await view.send({
      type: "live",
      runs: [first, second, other].map((each) => ({ key: each.runId, over: false, run: each })),
    });
    const count = view.page.locator('[data-count="RagFlow/accept:StartEvent:retrieve"]');
    assert.equal(await count.textContent(), "×2");
    assert.equal(await view.page.locator(".live-status").textContent(), "1 completed, 1 failed");
    assert.equal(await view.page.locator(".live-status").getAttribute("data-status"), "failed");
    await view.page.selectOption('select[aria-label="Run"]', "2");
    assert.equal(await count.textContent(), "×1");
    assert.equal(await view.page.locator(".live-status").textContent(), "failed: the model does not answer");
    assert.equal(await view.page.locator(".scene .node.failed").count(), 1);
    await view.screenshot("live-runs");
    await view.close();
  });

  it("keeps the last run after its session, until it is cleared or the workflow is edited", async () => {
    const view = await browser.open();
    const graph = fixtures["rag"] ?? large(1);
    await view.show(graph);
    const over = run("RagFlow", { status: "completed", delivered: counts("StartEvent retrieve") });
    await view.send({ type: "live", runs: [{ key: "a", over: true, run: over }] });
    assert.equal(await view.page.locator(".live-status").textContent(), "Last run: completed");
    await view.page.getByRole("button", { name: "Clear" }).click();
    assert.equal(await view.page.locator(".scene .edge.taken").count(), 0);
    assert.equal(await view.page.locator(".header").isVisible(), false);
    await view.close();
  });
});

const OUTLINES = `[...document.querySelectorAll(".scene .node")].map((node) => {
  const role = node.classList[1];
  const kind = node.querySelector(".behind") ? role + " many" : node.querySelector(".join") ? role + " joins" : role;
  const outline = [...node.querySelectorAll(".shape > :not(.icon)")].map((part) => {
    const box = part.getBBox();
    const round = part.getAttribute("rx") === null ? "" : Number(part.getAttribute("rx")) * 2 >= box.height ? "pill" : "rounded";
    const commands = (part.getAttribute("d") ?? "").replace(/[-.\\d\\s]/g, "");
    return part.localName + part.getAttribute("class") + round + commands;
  });
  return [kind, outline.join(" ")];
})` as unknown as () => [string, string][];
