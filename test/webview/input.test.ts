import assert from "node:assert/strict";
import { graphOf } from "./fixture-graph.ts";
import { large, parallelSearch, rag, refinement, research, review, several } from "./fixtures.ts";
import { GraphBrowser, type GraphPage } from "./graph-page.ts";

describe("using the graph", () => {
  let browser: GraphBrowser;
  let view: GraphPage;
  before(async () => {
    browser = await GraphBrowser.start();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    view = await browser.open();
  });
  afterEach(async () => {
    assert.deepEqual(view.errors, []);
    await view.close();
  });

  const focused = (): Promise<string | undefined> =>
    view.page.evaluate(() => (document.activeElement as SVGElement | null)?.dataset?.["key"]);
  const press = (keys: string): Promise<void> => view.page.keyboard.press(keys);

  describe("by mouse", () => {
    it("opens a step, an event, an arrow's expression and the workflow's class", async () => {
      await view.show(rag);
      const opened = async (): Promise<unknown> => {
        await view.until("something is opened", () => view.last("open") !== undefined);
        const message = view.last("open");
        view.posted.length = 0;
        return message;
      };
      await view.node("RagFlow", "step:retrieve").click();
      assert.deepEqual(await opened(), { type: "open", workflow: "RagFlow", id: "step:retrieve" });
      await view.node("RagFlow", "event:Retrieved").click();
      assert.deepEqual(await opened(), { type: "open", workflow: "RagFlow", id: "event:Retrieved" });
      const arrow = await view.page.locator('.edge[data-key="RagFlow/return:Retrieved:retrieve"] .hit').boundingBox();
      await view.page.mouse.click((arrow?.x ?? 0) + (arrow?.width ?? 0) / 2, (arrow?.y ?? 0) + 10);
      assert.deepEqual(await opened(), { type: "open", workflow: "RagFlow", id: "return:Retrieved:retrieve" });
      await view.page.locator(".scene .title").click();
      assert.deepEqual(await opened(), { type: "open", workflow: "RagFlow" });
    });

    it("toggles a breakpoint by the dot beside a node and by Alt+click, on arrows too", async () => {
      await view.show(rag);
      const toggled = (): unknown[] => view.posted.filter((message) => message.type !== "ready");
      await view.node("RagFlow", "step:retrieve").hover();
      await view.node("RagFlow", "step:retrieve").locator(".dot").click();
      await view.node("RagFlow", "event:Retrieved").click({ modifiers: ["Alt"] });
      const arrow = await view.page.locator('.edge[data-key="RagFlow/accept:Retrieved:synthesize"] .hit').boundingBox();
      await view.page.keyboard.down("Alt");
      await view.page.mouse.click((arrow?.x ?? 0) + (arrow?.width ?? 0) / 2, (arrow?.y ?? 0) + 10);
      await view.page.keyboard.up("Alt");
      await view.until("three toggles", () => toggled().length === 3);
      assert.deepEqual(toggled(), [
        { type: "toggleBreakpoint", workflow: "RagFlow", id: "step:retrieve" },
        { type: "toggleBreakpoint", workflow: "RagFlow", id: "event:Retrieved" },
        { type: "toggleBreakpoint", workflow: "RagFlow", id: "accept:Retrieved:synthesize" },
      ]);
    });

    it("pans by dragging without opening anything, and by the wheel; zooms around the pointer with Ctrl", async () => {
      await view.show(research);
      const place = async () => {
        await view.settled();
        const box = await view.node("ResearchFlow", "step:gather").locator(".body").boundingBox();
        assert.ok(box);
        return box;
      };
      const before = await place();
      await view.page.mouse.move(before.x + 10, before.y + 10);
      await view.page.mouse.down();
      await view.page.mouse.move(before.x + 70, before.y + 40, { steps: 4 });
      await view.page.mouse.up();
      const dragged = await place();
      assert.deepEqual([Math.round(dragged.x - before.x), Math.round(dragged.y - before.y)], [60, 30]);
      assert.equal(view.last("open"), undefined);

      await view.page.mouse.wheel(0, 50);
      const scrolled = await place();
      assert.deepEqual([Math.round(scrolled.x - dragged.x), Math.round(scrolled.y - dragged.y)], [0, -50]);

      await view.page.mouse.move(scrolled.x, scrolled.y);
      await view.page.keyboard.down("Control");
      await view.page.mouse.wheel(0, -60);
      await view.page.keyboard.up("Control");
      const zoomed = await place();
      assert.ok(zoomed.width > scrolled.width * 1.2, `${zoomed.width} is wider than ${scrolled.width}`);
      assert.ok(Math.hypot(zoomed.x - scrolled.x, zoomed.y - scrolled.y) < 2, "what is under the pointer stays there");
    });

    it("shows an event's docs and fields, and where a step's events come from and go to", async () => {
      await view.show(rag);
      await view.node("RagFlow", "event:Retrieved").locator(".body").hover();
      await view.page.locator(".tooltip").waitFor();
      const text = (await view.page.locator(".tooltip").textContent()) ?? "";
      for (const part of ["Retrieved", "What the search found.", "passages", "string[]", "The best first.", "model?"]) {
        assert.ok(text.includes(part), `${part} in: ${text}`);
      }
      await view.screenshot("tooltip-event");
      await view.node("RagFlow", "step:retrieve").locator(".body").hover();
      await view.until(
        "the step's words",
        async () =>
          (await view.page.locator(".tooltip").textContent())?.includes("acceptsStartEventreturnsRetrieved") ?? false,
      );
      await view.screenshot("tooltip");
      await press("Escape");
      assert.equal(await view.page.locator(".tooltip").isVisible(), false);
    });
  });

  describe("by keyboard", () => {
    it("follows the arrows, comes back the way it went, and reaches the neighbours", async () => {
      await view.show(research);
      await press("Tab");
      assert.equal(await focused(), "ResearchFlow/event:StartEvent");
      const path: (string | undefined)[] = [];
      for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"]) {
        await press(key);
        path.push((await focused())?.replace("ResearchFlow/", ""));
      }
      assert.deepEqual(path, [
        "step:classify",
        "event:TopicClassified",
        "step:classify",
        "event:TopicClassified",
        "step:planSources",
        "event:SourceRequested",
      ]);
      await view.node("ResearchFlow", "event:InputRequiredEvent").focus();
      await press("ArrowRight");
      assert.equal(await focused(), "ResearchFlow/event:SourcesAccepted");
      await press("ArrowLeft");
      assert.equal(await focused(), "ResearchFlow/event:InputRequiredEvent");
      await press("Home");
      assert.equal(await focused(), "ResearchFlow/event:StartEvent");
      await view.screenshot("focused");
    });

    it("goes round a loop and over to the next workflow", async () => {
      await view.show(refinement);
      await view.node("RefinementFlow", "event:RevisionRequested").focus();
      await press("ArrowDown");
      assert.equal(await focused(), "RefinementFlow/step:draft");
      await view.show(several);
      await view.node("BaseIngestion", "event:StartEvent").focus();
      await press("ArrowRight");
      assert.match((await focused()) ?? "", /^InvoiceIngestion\//);
    });

    it("opens with Enter, toggles the breakpoint with F9, and leaves with Escape", async () => {
      await view.show(rag);
      await press("Tab");
      await press("ArrowDown");
      await press("Enter");
      await press("F9");
      await view.until("both messages", () => view.last("toggleBreakpoint") !== undefined);
      assert.deepEqual(view.last("open"), { type: "open", workflow: "RagFlow", id: "step:retrieve" });
      assert.deepEqual(view.last("toggleBreakpoint"), {
        type: "toggleBreakpoint",
        workflow: "RagFlow",
        id: "step:retrieve",
      });
      await press("Escape");
      if ((await focused()) !== undefined) await press("Escape");
      assert.equal(await focused(), undefined);
    });

    it("brings a node that is out of sight into it", async () => {
      await view.show(large(60));
      await press("End");
      await view.settled();
      const key = await focused();
      const box = await view.page.locator(`.scene [data-key="${key}"] .body`).first().boundingBox();
      assert.ok(box && box.y > 0 && box.y + box.height < 900, JSON.stringify(box));
    });

    it("finds by name", async () => {
      await view.show(research);
      await press("/");
      await view.page.keyboard.type("gath");
      assert.deepEqual(await view.page.locator(".scene .node.found .name").allTextContents(), [
        "gather",
        "SourceGathered",
      ]);
      await view.screenshot("find");
      await press("Enter");
      assert.equal(await focused(), "ResearchFlow/step:gather");
      assert.equal(await view.page.locator(".find").isVisible(), false);
    });

    it("goes through what was found, brings each into sight, and gives the keyboard back", async () => {
      await view.show(large(40));
      await press("Home");
      const before = await focused();
      await press("/");
      await view.page.keyboard.type("step39");
      const first = view.page.locator(".scene .node.found-now");
      assert.equal(await first.locator(".name").textContent(), "step39");
      const sight = view.page.viewportSize() ?? { width: 0, height: 0 };
      const isInSight = async (): Promise<boolean> => {
        const { x = -1, y = -1, width = 0, height = 0 } = (await first.boundingBox()) ?? {};
        return x >= 0 && y >= 0 && x + width <= sight.width && y + height <= sight.height;
      };
      await view.until("it is in sight", isInSight);
      await view.page.locator(".find").fill("step1");
      const status = view.page.locator(".find-count");
      assert.match((await status.textContent()) ?? "", /^1 of \d+$/);
      const key = await first.getAttribute("data-key");
      await press("ArrowUp");
      assert.notEqual(await first.getAttribute("data-key"), key);
      await view.until("the last one is in sight", isInSight);
      const last = await first.getAttribute("data-key");
      await press("Enter");
      assert.equal(await focused(), last);
      await press("/");
      await view.page.keyboard.type("zzz");
      assert.equal(await status.textContent(), "none");
      await press("Escape");
      assert.equal(await focused(), last);
      assert.notEqual(before, last);
      assert.equal(await view.page.locator(".scene.finding, .scene .found").count(), 0);
    });

    it("zooms with + and -, fits with 0", async () => {
      await view.show(rag);
      const width = async (): Promise<number> => {
        await view.settled();
        return (await view.node("RagFlow", "step:retrieve").locator(".body").boundingBox())?.width ?? 0;
      };
      const fitted = await width();
      await press("+");
      assert.ok((await width()) > fitted * 1.2);
      await press("-");
      await press("-");
      assert.ok((await width()) < fitted * 0.9);
      await press("0");
      assert.ok(Math.abs((await width()) - fitted) < 0.5);
    });

    it("shows the same data as a tree, with the same keys", async () => {
      await view.show(parallelSearch);
      await view.send({
        type: "breakpoints",
        at: [{ workflow: "ParallelSearchFlow", id: "event:SearchRequested", enabled: false }],
      });
      await press("l");
      await view.screenshot("list");
      const items = view.page.getByRole("treeitem");
      assert.equal(await items.count(), 1 + 8 + 7);
      await press("ArrowDown");
      await press("ArrowRight");
      assert.equal(await focused(), "ParallelSearchFlow/accept:StartEvent:plan");
      await press("ArrowLeft");
      await press("F9");
      await view.until("the toggle", () => view.last("toggleBreakpoint") !== undefined);
      assert.equal(view.last("toggleBreakpoint")?.id, "event:StartEvent");
      const spoken = await view.page
        .locator('[role="treeitem"][data-key$="/event:SearchRequested"]')
        .getAttribute("aria-label");
      assert.equal(spoken, "SearchRequested Event. From plan. To search. Breakpoint, disabled.");
      // What is found and what is revealed gets the keyboard there, too.
      await press("/");
      await view.page.keyboard.type("combine");
      await press("Enter");
      assert.equal(await focused(), "ParallelSearchFlow/step:combine");
      await view.send({ type: "cursor", focus: true, target: { workflow: "ParallelSearchFlow", id: "step:plan" } });
      assert.equal(await focused(), "ParallelSearchFlow/step:plan");
      assert.equal(await view.page.locator("[aria-current]").getAttribute("data-key"), "ParallelSearchFlow/step:plan");
      await press("l");
      assert.equal(await view.page.getByRole("tree").isVisible(), false);
      assert.equal(await focused(), "ParallelSearchFlow/step:plan");
      // And back to the same.
      await press("ArrowUp");
      await press("l");
      assert.equal(await focused(), "ParallelSearchFlow/event:StartEvent");
    });
  });

  describe("over refreshes", () => {
    const edited = (more: boolean) =>
      graphOf("/project/edit/flow.ts", {
        Flow: {
          steps: {
            first: { accepts: ["StartEvent"], emits: ["Second", ...(more ? ["Extra"] : [])] },
            second: { accepts: ["Second"], emits: ["Third"] },
            third: { accepts: ["Third"], emits: ["StopEvent"] },
            ...(more ? { extra: { accepts: ["Extra"], emits: ["StopEvent"] } } : {}),
          },
        },
      });

    it("keeps the zoom, the node one looks at, the focus and the order of what was there", async () => {
      await view.show(edited(false));
      await press("+");
      await view.node("Flow", "step:second").focus();
      await view.settled();
      const place = async (id: string) => {
        const box = await view.node("Flow", id).locator(".body").boundingBox();
        assert.ok(box);
        return box;
      };
      const before = await place("step:second");
      const element = await view.node("Flow", "step:second").elementHandle();
      await view.show(edited(true));
      await view.settled();
      const after = await place("step:second");
      assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 1, JSON.stringify([before, after]));
      assert.ok(Math.abs(after.width - before.width) < 0.5);
      assert.equal(await focused(), "Flow/step:second");
      assert.ok(await element?.evaluate((node) => node.isConnected), "the element is the same");
      assert.ok((await place("step:extra")).x > after.x, "what is new stands beside what was there");
    });

    it("remembers zoom and place of each file when the view is opened again", async () => {
      await view.show(rag);
      await press("+");
      await press("+");
      await view.settled();
      const before = await view.node("RagFlow", "step:retrieve").locator(".body").boundingBox();
      await view.show(review);
      await view.reload();
      await view.show(rag);
      await view.settled();
      assert.deepEqual(await view.node("RagFlow", "step:retrieve").locator(".body").boundingBox(), before);
    });
  });

  it("marks the node at the text cursor, and takes the keyboard to it when asked", async () => {
    await view.show(rag);
    await view.send({ type: "cursor", focus: false, target: { workflow: "RagFlow", id: "event:Retrieved" } });
    assert.equal(await view.page.locator(".scene .at-cursor").getAttribute("data-key"), "RagFlow/event:Retrieved");
    assert.equal(await focused(), undefined);
    await view.send({ type: "cursor", focus: true, target: { workflow: "RagFlow", id: "step:synthesize" } });
    assert.equal(await focused(), "RagFlow/step:synthesize");
  });

  it("has a map of a large graph, to see where one is and to go elsewhere", async () => {
    await view.show(rag);
    assert.equal(await view.page.locator(".minimap").isVisible(), false);
    await view.show(large(60));
    const map = view.page.locator(".minimap");
    const window = async (): Promise<number> => Number(await view.page.locator(".map-window").getAttribute("y"));
    const before = await window();
    const box = await map.boundingBox();
    assert.ok(box);
    await view.page.mouse.click(box.x + box.width / 2, box.y + box.height - 4);
    await view.settled();
    assert.ok((await window()) > before + 1000);
    await view.screenshot("minimap");
    await press("0");
    assert.equal(await map.isVisible(), false);
  });

  it("shows one of several workflows when it is picked", async () => {
    await view.show(several);
    await view.screenshot("several-wide");
    await view.page.selectOption('select[aria-label="Workflow"]', "InvoiceIngestion");
    assert.deepEqual(
      await view.page
        .locator(".scene .title")
        .evaluateAll((all) => all.map((each) => each.getAttribute("data-workflow"))),
      ["InvoiceIngestion"],
    );
  });
});
