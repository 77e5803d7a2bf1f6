import assert from "node:assert/strict";
import { renamedKey } from "../../src/extension/graph/renamed-keys.ts";
import { graphOf } from "./fixture-graph.ts";
import { GraphBrowser, type GraphPage } from "./graph-page.ts";
import { counts, run } from "./live-runs.ts";

/** A text goes from a writer to an editor; each name can be another one. */
const flow = ({ workflow = "Desk", event = "Drafted", step = "edit" } = {}) =>
  graphOf("/project/desk/flow.ts", {
    [workflow]: {
      steps: {
        write: { accepts: ["StartEvent"], emits: [event] },
        [step]: { accepts: [event], emits: ["StopEvent"] },
      },
    },
  });

describe("a node that gets another name", () => {
  let browser: GraphBrowser;
  let view: GraphPage;
  before(async () => {
    browser = await GraphBrowser.start();
  });
  beforeEach(async () => {
    view = await browser.open();
    await view.show(flow());
  });
  afterEach(async () => {
    assert.deepEqual(view.errors, []);
    await view.close();
  });
  after(() => browser?.close());

  const place = async (workflow: string, id: string) => {
    const box = await view.node(workflow, id).locator(".body").boundingBox();
    assert.ok(box);
    return { x: box.x + box.width / 2, y: box.y };
  };

  for (const [what, names, id, key] of [
    ["step", { step: "revise" }, "step:edit", "Desk/step:revise"],
    ["event", { event: "Written" }, "event:Drafted", "Desk/event:Written"],
    ["workflow", { workflow: "Office" }, "step:edit", "Office/step:edit"],
  ] as const) {
    it(`keeps its place, its element and the keyboard: ${what}`, async () => {
      await view.node("Desk", id).focus();
      const before = await place("Desk", id);
      const element = await view.node("Desk", id).elementHandle();
      await view.show(flow(names));
      const [workflow = "", now = ""] = key.split("/");
      // Its width changes with its name.
      const after = await place(workflow, now);
      assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 3, JSON.stringify([before, after]));
      assert.equal(await element?.evaluate((node) => node === document.activeElement), true);
      assert.equal(await view.node(workflow, now).and(view.page.locator(":focus")).count(), 1);
      assert.deepEqual(await view.page.locator(".scene .node").count(), 5);
      // The arrow keys go on from there.
      await view.page.keyboard.press("ArrowUp");
      assert.equal(await view.page.locator(":focus").count(), 1);
    });
  }

  it("keeps what the last run did, which another edit takes away", async () => {
    const done = run("Desk", { status: "completed", delivered: counts("StartEvent write", "Drafted edit 3") });
    await view.send({ type: "live", runs: [{ key: "1", over: true, run: done }] });
    await view.show(flow({ step: "revise" }));
    const renamed = { ...done, delivered: counts("StartEvent write", "Drafted revise 3") };
    await view.send({ type: "live", runs: [{ key: "1", over: true, run: renamed }] });
    assert.equal(await view.page.locator('[data-count="Desk/accept:Drafted:revise"]').textContent(), "×3");
    await view.show(graphOf("/project/desk/flow.ts", { Desk: { steps: { write: { accepts: ["StartEvent"] } } } }));
    assert.equal(await view.page.locator(".live-status").textContent(), "");
  });

  it("keeps being looked at by who searches, and so does what stands beside it", async () => {
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("e");
    for (let i = 0; i < 3; i++) await view.page.keyboard.press("ArrowDown");
    const looked = () => view.page.locator(".scene .node.found-now").getAttribute("data-key");
    assert.equal(await looked(), "Desk/event:Drafted");
    await view.show(flow({ step: "revise" }));
    assert.equal(await looked(), "Desk/event:Drafted");
    await view.show(flow({ step: "revise", event: "Edited" }));
    assert.equal(await looked(), "Desk/event:Edited");
    assert.equal(await view.page.locator(".find-count").textContent(), "1 of 5");
    await view.page.keyboard.press("Enter");
    assert.equal(await view.node("Desk", "event:Edited").and(view.page.locator(":focus")).count(), 1);
  });

  it("keeps its line in the list", async () => {
    await view.page.keyboard.press("l");
    const item = (id: string) => view.page.locator(`[role="treeitem"][data-key="Desk/${id}"]`);
    await item("step:edit").click();
    await view.show(flow({ step: "revise" }));
    assert.equal(await item("step:revise").and(view.page.locator(":focus")).count(), 1);
  });

  it("is known by any of its ids", () => {
    const event = { kind: "event", from: "A", to: "B", file: "" } as const;
    assert.equal(renamedKey("F/accept:A:s", [event]), "F/accept:B:s");
    assert.equal(renamedKey("F/streamed:A", [event]), "F/streamed:B");
    assert.equal(renamedKey("F/person:event:A:person:1", [event]), "F/person:event:B:person:1");
    assert.equal(renamedKey("F/step:A", [event]), "F/step:A");
    const workflow = { kind: "workflow", from: "F", to: "G" } as const;
    assert.equal(renamedKey("F/", [workflow]), "G/");
    assert.equal(renamedKey("Outer/child:F:s", [workflow]), "Outer/child:G:s");
    const step = { kind: "step", workflow: "G", from: "s", to: "t" } as const;
    assert.equal(renamedKey("F/return:A:s", [workflow, step, event]), "G/return:B:t");
    assert.equal(renamedKey("Other/return:A:s", [step]), "Other/return:A:s");
  });
});
