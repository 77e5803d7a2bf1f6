import assert from "node:assert/strict";
import type { ToWebview } from "../../src/extension/graph/messages.ts";
import { parallelSearch } from "./fixtures.ts";
import { GraphBrowser, type GraphPage } from "./graph-page.ts";
import { searching } from "./live-runs.ts";

type Answer = Extract<ToWebview, { type: "instances" }>;

const answer = (id: string, more: Partial<Answer> = {}): Answer => ({
  type: "instances",
  workflow: "ParallelSearchFlow",
  id,
  total: 3,
  instances: [
    {
      state: "held",
      event: "SearchCompleted",
      from: "search",
      to: "combine",
      attempt: 1,
      summary: "SearchCompleted {source: 'wiki', hits: (2) [...]}",
      fields: [
        { name: "source", text: "wiki" },
        { name: "hits", text: "[\n  { title: 'Events', score: 0.91 },\n  { title: 'Steps', score: 0.72 }\n]" },
      ],
    },
    {
      state: "done",
      event: "SearchCompleted",
      from: "search",
      to: "combine",
      attempt: 2,
      summary: "SearchCompleted {source: 'news'}",
      fields: [{ name: "source", text: "news" }],
    },
  ],
  ...more,
});

describe("events with what they carry", () => {
  let browser: GraphBrowser;
  let view: GraphPage;
  before(async () => {
    browser = await GraphBrowser.start();
  });
  beforeEach(async () => {
    view = await browser.open({ width: 900, height: 900 });
    await view.show(parallelSearch);
    await view.send({ type: "live", runs: [{ key: "a", over: false, run: searching }] });
  });
  afterEach(() => view.close());
  after(() => browser?.close());

  const panel = () => view.page.getByRole("dialog", { name: "Events" });
  const asked = async (): Promise<string> => {
    await view.until("it is asked for", () => view.last("instances") !== undefined);
    const { workflow, id } = view.last("instances") ?? { workflow: "", id: "" };
    view.posted.length = 0;
    return `${workflow}/${id}`;
  };

  it("are shown by a click on an arrow's number, the first one open", async () => {
    await view.page.locator('[data-count="ParallelSearchFlow/accept:SearchCompleted:combine"]').click();
    assert.equal(await asked(), "ParallelSearchFlow/accept:SearchCompleted:combine");
    await view.send(answer("accept:SearchCompleted:combine"));
    assert.equal(await panel().locator("strong").textContent(), "SearchCompleted → combine");
    assert.deepEqual(await panel().locator("details").evaluateAll(OPEN), [true, false]);
    assert.match(
      await panel().locator("details").first().innerText(),
      /stopped before it[\s\S]*source[\s\S]*wiki[\s\S]*score: 0.91/,
    );
    assert.match((await panel().innerText()).replaceAll("\n", " "), /and 1 more/);
    await view.screenshot("payloads");
    await panel().locator("summary").last().click();
    assert.match(await panel().innerText(), /search → combine · attempt 2/);
    // What is open stays open while the run goes on.
    await view.send({ type: "live", runs: [{ key: "a", over: false, run: searching }] });
    assert.equal(await asked(), "ParallelSearchFlow/accept:SearchCompleted:combine");
    await view.send(answer("accept:SearchCompleted:combine"));
    assert.deepEqual(await panel().locator("details").evaluateAll(OPEN), [true, true]);
    // An answer to an earlier question is not shown.
    await view.send(answer("accept:StartEvent:plan", { instances: [], total: 0 }));
    assert.equal(await panel().locator("details").count(), 2);
    await panel().getByRole("button", { name: "Close" }).click();
    assert.equal(await panel().isVisible(), false);
  });

  it("are shown by P on an event or a step, and closed by Escape, which gives the focus back", async () => {
    await view.node("ParallelSearchFlow", "step:search").focus();
    await view.page.keyboard.press("p");
    assert.equal(await asked(), "ParallelSearchFlow/step:search");
    await view.send(answer("step:search", { instances: [], total: 0 }));
    assert.match(await panel().innerText(), /No event is here now/);
    await view.page.keyboard.press("Escape");
    assert.equal(await panel().isVisible(), false);
    assert.equal(await view.node("ParallelSearchFlow", "step:search").and(view.page.locator(":focus")).count(), 1);
    await view.node("ParallelSearchFlow", "event:SearchRequested").focus();
    await view.page.keyboard.press("p");
    assert.equal(await asked(), "ParallelSearchFlow/event:SearchRequested");
    const problem = "The JavaScript debugger has paused the whole program";
    await view.send(answer("event:SearchRequested", { instances: [], total: 0, problem }));
    assert.match(await panel().innerText(), /has paused the whole program/);
  });

  it("are reached from the list, by keyboard alone", async () => {
    await view.page.keyboard.press("l");
    const item = (id: string) => view.page.locator(`[role="treeitem"][data-key="ParallelSearchFlow/${id}"]`);
    assert.match(
      (await item("accept:SearchCompleted:combine").getAttribute("aria-label")) ?? "",
      /stopped here, 2 so far/,
    );
    // Down to the event that the run is stopped at, and to its arrow.
    for (let at = ""; !at.endsWith("/event:SearchCompleted"); ) {
      await view.page.keyboard.press("ArrowDown");
      at = await view.page.evaluate(() => (document.activeElement as HTMLElement).dataset["key"] ?? "");
    }
    await view.page.keyboard.press("ArrowRight");
    await view.page.keyboard.press("p");
    assert.equal(await asked(), "ParallelSearchFlow/accept:SearchCompleted:combine");
    await view.send(answer("accept:SearchCompleted:combine"));
    await view.page.keyboard.press("Tab");
    await view.page.keyboard.press("Tab");
    await view.page.keyboard.press("Enter");
    assert.deepEqual(await panel().locator("details").evaluateAll(OPEN), [true, true]);
    await view.screenshot("payloads-list");
    await view.page.keyboard.press("Escape");
    assert.equal(await panel().isVisible(), false);
    assert.equal(await item("accept:SearchCompleted:combine").and(view.page.locator(":focus")).count(), 1);
    // The list was written anew meanwhile: the keyboard comes back to where it was.
    await view.page.keyboard.press("p");
    await view.show(parallelSearch);
    await view.page.keyboard.press("Escape");
    assert.equal(await item("accept:SearchCompleted:combine").and(view.page.locator(":focus")).count(), 1);
  });

  it("fit into a narrow panel", async () => {
    await view.page.setViewportSize({ width: 250, height: 600 });
    await view.page.locator('[data-count="ParallelSearchFlow/accept:SearchCompleted:combine"]').click();
    await asked();
    await view.send(answer("accept:SearchCompleted:combine"));
    await view.settled();
    await view.screenshot("payloads-narrow");
    const box = async (name: string) => {
      const found = await view.page.locator(name).boundingBox();
      assert.ok(found);
      return found;
    };
    const dialog = await box(".payloads");
    assert.ok(dialog.y + dialog.height <= (await box(".canvas")).y, "it covers nothing");
    await view.until("what it is about is in sight", async () => {
      const combine = await view.node("ParallelSearchFlow", "step:combine").locator(".body").boundingBox();
      return combine !== null && combine.y + combine.height < (await box(".buttons")).y;
    });
    await view.page.keyboard.press("Escape");
    await view.page.keyboard.press("l");
    await view.page.locator('[role="treeitem"][data-key$="/step:combine"]').focus();
    await view.page.keyboard.press("p");
    await asked();
    await view.send(answer("step:combine"));
    await view.screenshot("payloads-narrow-list");
    assert.ok((await box(".payloads")).y + (await box(".payloads")).height <= (await box('[role="tree"]')).y);
    const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(overflow, false);
  });

  it("of a run that is over are told as they were seen last", async () => {
    await view.page.locator('[data-count="ParallelSearchFlow/accept:SearchCompleted:combine"]').click();
    await asked();
    const { instances, ...rest } = answer("accept:SearchCompleted:combine", { problem: "The run is over." });
    await view.send({ ...rest, instances: instances.map((each) => ({ ...each, over: true })) });
    assert.deepEqual(await panel().locator(".state").allTextContents(), ["last seen: stopped before it", "done"]);
  });

  it("are not asked for where nothing runs", async () => {
    await view.send({ type: "live", runs: [] });
    await view.node("ParallelSearchFlow", "step:search").focus();
    await view.page.keyboard.press("p");
    await view.settled();
    assert.equal(view.last("instances"), undefined);
    assert.equal(await panel().isVisible(), false);
  });
});

const OPEN = (all: Element[]): boolean[] => all.map((each) => each.hasAttribute("open"));
