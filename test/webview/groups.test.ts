import assert from "node:assert/strict";
import { nestSketches } from "../../src/picture/groups.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { graphOf, type WorkflowSpec } from "./fixture-graph.ts";
import { large, nested } from "./fixtures.ts";
import { flaws } from "./geometry.ts";
import { GraphBrowser, type GraphPage } from "./graph-page.ts";
import { counts, run } from "./live-runs.ts";

const flow = (...children: string[]): WorkflowSpec => ({
  steps: { work: { accepts: ["StartEvent"], emits: ["StopEvent"], children } },
});
const deep = graphOf("/project/deep/flow.ts", {
  Inner: flow(),
  Middle: flow("Inner"),
  Outer: flow("Middle", "Inner"),
  Other: flow("Middle"),
});

describe("groups of child workflows", () => {
  const shape = (workflows: Readonly<Record<string, WorkflowSpec>>, closed: readonly string[] = []): string => {
    type Nested = ReturnType<typeof nestSketches>[number];
    const text = ({ name, inner }: Nested): string => (inner.length === 0 ? name : `${name}(${inner.map(text)})`);
    const sketches = sketchWorkflows(graphOf("/f.ts", workflows));
    return nestSketches(sketches, ({ name }) => !closed.includes(name))
      .map(text)
      .join(" ");
  };

  it("nest what is started in the first workflow that starts it; circles are cut", () => {
    assert.equal(shape({ Inner: flow(), Outer: flow("Inner") }), "Outer(Inner)");
    assert.equal(shape({ A: flow("C"), B: flow("C"), C: flow() }), "A(C) B");
    assert.equal(shape({ A: flow("B"), B: flow("A"), C: flow() }), "A(B) C");
    assert.equal(shape({ A: flow("A") }), "A");
    assert.equal(shape({ A: flow("B"), B: flow("C"), C: flow() }), "A(B(C))");
    // What is inside a closed one appears nowhere.
    assert.equal(shape({ A: flow("B"), B: flow("C"), C: flow() }, ["B"]), "A");
  });

  describe("on the screen", () => {
    let browser: GraphBrowser;
    let view: GraphPage;
    before(async () => {
      browser = await GraphBrowser.start();
    });
    beforeEach(async () => {
      view = await browser.open({ width: 900, height: 1000 });
    });
    afterEach(() => view.close());
    after(() => browser?.close());

    const titles = () => view.page.locator(".scene .title").allTextContents();
    /** The extension's part: what the person folded is laid out anew. */
    const folded = async (graph: Parameters<GraphPage["show"]>[0]): Promise<void> => {
      await view.until("something is folded", () => view.last("fold") !== undefined);
      const { workflow, open } = view.last("fold") ?? { workflow: "", open: false };
      view.groups.set(graph.file, workflow, open);
      view.posted.length = 0;
      await view.show(graph);
    };

    it("lie around their nodes, over several levels, in every theme", async () => {
      for (const theme of ["dark", "light", "highContrast"] as const) {
        const seen = await browser.open({ width: 900, height: 1000, theme });
        await seen.show(deep);
        await seen.screenshot(`groups-${theme}`);
        assert.deepEqual(await flaws(seen.page), []);
        const inside = await seen.page.evaluate(INSIDE);
        assert.deepEqual(inside, [
          ["Middle", true],
          ["Inner", true],
        ]);
        await seen.close();
      }
      await view.show(deep);
      assert.deepEqual(await titles(), ["Outer", "Middle", "Inner", "Other"]);
    });

    it("close and open by their button and by Space", async () => {
      await view.show(nested);
      assert.deepEqual(await titles(), ["OrderFlow", "CreditCheck"]);
      const group = view.node("OrderFlow", "child:CreditCheck");
      assert.equal(await group.getAttribute("aria-expanded"), "true");
      await group.locator(".fold").click();
      await folded(nested);
      assert.deepEqual(await titles(), ["OrderFlow"]);
      assert.equal(await group.getAttribute("aria-expanded"), "false");
      await view.screenshot("group-closed");
      assert.deepEqual(await flaws(view.page), []);
      await group.focus();
      await view.page.keyboard.press(" ");
      await folded(nested);
      assert.deepEqual(await titles(), ["OrderFlow", "CreditCheck"]);
      assert.equal(await group.and(view.page.locator(":focus")).count(), 1, "the focus stays");
    });

    it("lead to the source; a workflow shown elsewhere is gone to", async () => {
      await view.show(deep);
      await view.node("Outer", "child:Inner").click();
      await view.settled();
      assert.equal(await view.node("Inner", "event:StartEvent").and(view.page.locator(":focus")).count(), 1);
      await view.show(nested);
      await view.node("OrderFlow", "child:FraudCheckOfPartnerCompany").click();
      await view.until("it is opened", () => view.last("open") !== undefined);
      assert.equal(view.last("open")?.id, "child:FraudCheckOfPartnerCompany");
    });

    it("are closed where they are large; closed ones say what their runs do", async () => {
      const { workflows, events } = large(30);
      const parent = graphOf("/project/large/flow.ts", { Parent: flow("Large") });
      await view.show({ ...parent, workflows: [...parent.workflows, ...workflows], events });
      assert.deepEqual(await titles(), ["Parent"]);
      const child = run("Large", {
        status: "stopped",
        delivered: counts("StartEvent step0"),
        stopped: { event: "Event1", step: "step1", reason: "breakpoint" },
      });
      await view.send({ type: "live", runs: [{ key: "a", over: false, run: child }] });
      const node = view.node("Parent", "child:Large");
      assert.equal(await node.locator(".detail").textContent(), "stopped · breakpoint");
      await view.screenshot("group-closed-live");
      assert.deepEqual(await flaws(view.page), []);
    });

    it("come with their workflow when it is picked", async () => {
      await view.show(deep);
      await view.page.selectOption('select[aria-label="Workflow"]', "Middle");
      assert.deepEqual(await titles(), ["Middle", "Inner"]);
    });
  });
});

/** For each group, whether all its workflow's nodes lie in it. */
const INSIDE = `[...document.querySelectorAll(".scene .node.group-open")].map((group) => {
  const name = group.dataset.key.split("child:")[1];
  const around = group.querySelector(".body").getBoundingClientRect();
  const nodes = [...document.querySelectorAll('.scene .node[data-key^="' + name + '/"] .body')].map((node) => node.getBoundingClientRect());
  return [name, nodes.length > 0 && nodes.every((box) =>
    box.left >= around.left && box.right <= around.right && box.top >= around.top && box.bottom <= around.bottom)];
})` as unknown as () => [string, boolean][];
