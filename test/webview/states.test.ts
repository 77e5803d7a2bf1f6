import assert from "node:assert/strict";
import { rag, research, review } from "./fixtures.ts";
import { GraphBrowser } from "./graph-page.ts";
import { reviewing, type run } from "./live-runs.ts";

describe("the graph's window", () => {
  let browser: GraphBrowser;
  before(async () => {
    browser = await GraphBrowser.start();
  });
  after(() => browser?.close());

  it("says that a file has no workflow, and how to start", async () => {
    const view = await browser.open({ width: 320, height: 600, place: "view" });
    await view.send({ type: "state", state: "empty", file: "/a.ts", message: "No workflow in a.ts." });
    await view.screenshot("empty");
    assert.equal(await view.page.locator(".placeholder p").textContent(), "No workflow in a.ts.");
    await view.page.getByRole("button", { name: "New Workflow" }).click();
    await view.until("the view asks for it", () => view.last("newWorkflow") !== undefined);
    await view.show(rag);
    assert.equal(await view.page.locator(".placeholder").isVisible(), false);
    await view.send({ type: "state", state: "noFile", file: "", message: "Open a file." });
    assert.equal(await view.page.locator(".scene .node").count(), 0);
    assert.deepEqual(view.errors, []);
    await view.close();
  });

  it("keeps the last picture while the next one is read, and says when it is outdated", async () => {
    const view = await browser.open({ width: 320, height: 600, place: "view" });
    await view.send({ type: "state", state: "loading", file: "/a.ts", message: "Reading a.ts…" });
    await view.screenshot("loading");
    assert.equal(await view.page.locator(".placeholder p").textContent(), "Reading a.ts…");
    await view.show(rag);
    await view.send({ type: "state", state: "loading", file: "/b.ts", message: "Reading b.ts…" });
    assert.equal(await view.page.locator(".scene .node").count(), 5);
    await view.show(rag, [
      {
        severity: "error",
        message: "Line 12: '}' expected. The picture is the last one that could be read.",
        opens: true,
      },
      { severity: "info", message: "One step is inherited from another file." },
    ]);
    await view.screenshot("note");
    assert.equal(await view.page.locator(".note").count(), 2);
    await view.page.getByRole("button", { name: /'}' expected/ }).click();
    await view.until("the note is opened", () => view.last("openNote") !== undefined);
    assert.equal(view.last("openNote")?.index, 0);
    await view.show(rag);
    assert.equal(await view.page.locator(".note").count(), 0);
    await view.close();
  });

  it("does not move for those who want no motion", async () => {
    for (const reducedMotion of [true, false]) {
      const view = await browser.open({ reducedMotion });
      await view.show(review);
      await view.send({ type: "live", runs: [live(reviewing)] });
      const moving = await view.page.evaluate(() => document.getAnimations().length);
      assert.equal(moving > 0, !reducedMotion, `${moving} animations`);
      await view.close();
    }
  });

  it("exports an SVG that looks the same without the style sheet, and a PNG", async () => {
    const view = await browser.open({ width: 900, height: 1000 });
    await view.show(research);
    await view.page.getByRole("button", { name: "Export" }).click();
    await view.page.getByRole("menuitem", { name: "Save as SVG…" }).click();
    await view.until("the export", () => view.last("save") !== undefined);
    const text = Buffer.from(view.last("save")?.base64 ?? "", "base64").toString();
    assert.ok(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
    assert.doesNotMatch(text, /var\(|class=|NaN/);
    const page = await browser.blank();
    await page.setContent(text);
    await page.screenshot({ path: view.pathOf("export") });
    assert.equal(await page.locator("text").filter({ hasText: "askForApproval" }).count(), 1);
    await page.close();

    view.posted.length = 0;
    await view.page.getByRole("button", { name: "Export" }).click();
    await view.page.getByRole("menuitem", { name: "Save as PNG…" }).click();
    await view.until("the export", () => view.last("save") !== undefined);
    const bytes = Buffer.from(view.last("save")?.base64 ?? "", "base64");
    assert.deepEqual([...bytes.subarray(1, 4)].map((code) => String.fromCharCode(code)).join(""), "PNG");
    assert.ok(bytes.readUInt32BE(16) > 800, "at twice the size");
    assert.deepEqual(view.errors, []);
    await view.close();
  });

  it("copies Markdown by its menu, with the keyboard alone", async () => {
    const view = await browser.open();
    await view.show(rag);
    await view.page.getByRole("button", { name: "Export" }).focus();
    await view.page.keyboard.press("Enter");
    await view.page.keyboard.press("ArrowUp");
    await view.page.keyboard.press("Enter");
    await view.until("the copy", () => view.last("copy") !== undefined);
    assert.equal(view.last("copy")?.as, "markdown");
    assert.equal(await view.page.getByRole("menu").isVisible(), false);
    await view.close();
  });
});

const live = (each: ReturnType<typeof run>) => ({ key: each.runId, over: false, run: each });
