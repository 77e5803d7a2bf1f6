import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Workbench } from "../harness/ui/workbench.ts";
import { pressF5, questionThread } from "./support/actions.ts";

const FILE = "review/review-flow.ts";

/** The way of somebody who opens the examples for the first time; each picture is kept. */
describe("the first run", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let line: (part: string) => number;

  before(async () => {
    workbench = await Workbench.open({ from: "examples" });
    const lines = readFileSync(join(workbench.folder, FILE), "utf8").split("\n");
    line = (part) => lines.findIndex((candidate) => candidate.includes(part)) + 1;
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.title.replaceAll(" ", "-"));
  });
  after(() => workbench?.close());

  it("stops at the event whose class was clicked in the gutter, and shows it", async () => {
    await workbench.openFile(FILE);
    await workbench.clickGutter(line("class ReplyDrafted"));
    await workbench.screenshot("1-breakpoint");
    await pressF5(workbench);
    await workbench.stopped(90_000);
    assert.equal(await workbench.variable("Event", "refund"), "42.5");
    assert.equal(await workbench.variable("Event", "requiresApproval"), "true");
    const [top, cause] = await workbench.callStack();
    assert.match(top ?? "", /ReplyDrafted → requestReview/);
    assert.match(cause ?? "", /StartEvent → generate/);
    await workbench.screenshot("2-stopped");
  });

  it("asks under the asking step, and takes the answer there", async () => {
    await workbench.debugAction("Continue");
    const thread = await questionThread(workbench);
    assert.match(await thread.innerText(), /We refund 42\.50/);
    await workbench.until(
      "the number of questions",
      () => workbench.page.locator(".statusbar-item").allInnerTexts(),
      (texts) => texts.some((text) => text.includes("1 workflow question")),
    );
    await workbench.screenshot("3-question");
    await thread.locator(".review-thread-reply-button").click();
    await workbench.page.keyboard.type("yes");
    await workbench.screenshot("4-answer");
    await thread.locator(".monaco-button", { hasText: "Respond" }).click();
  });

  it("has the result in the Debug Console, and nothing left of the question", async () => {
    await workbench.debugConsoleLine("approved: Dear Ada", 60_000);
    await workbench.ended(60_000);
    assert.equal(await workbench.page.locator(".review-widget").count(), 0);
    await workbench.screenshot("5-result");
  });

  it("keeps the breakpoint when the window is loaded again", async () => {
    await workbench.page.reload();
    await workbench.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await workbench.page.locator(".tab.active").filter({ hasText: "review-flow.ts" }).waitFor({ timeout: 60_000 });
    await workbench.page.locator(".codicon-debug-breakpoint").first().waitFor({ timeout: 60_000 });
    await workbench.page.locator(".pane-header", { hasText: "Event Breakpoints" }).click({ timeout: 60_000 });
    const row = workbench.section("Event Breakpoints").locator(".monaco-list-row", { hasText: "ReplyDrafted" }).first();
    await row.waitFor({ timeout: 60_000 });
    await workbench.until(
      "the checkbox",
      () => row.locator("[role=checkbox]").getAttribute("aria-checked"),
      (checked) => checked === "true",
    );
    await workbench.screenshot("6-loaded-again");
  });
});
