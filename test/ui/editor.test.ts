import assert from "node:assert/strict";
import { Workbench } from "../harness/ui/workbench.ts";

const FLOW = `import { Context, Event, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

/** A text that waits for approval. */
export class Drafted extends Event.with("Drafted", {
  /** As Markdown. */
  text: z.string(),
}) {}

export class Published extends Event.with("Published", { url: z.string() }) {}

export class ReviewFlow extends Workflow<{ topic: string }, string> {
  @step(StartEvent)
  async draft(ev: StartEvent<{ topic: string }>): Promise<Drafted> {
    return new Drafted({ text: \`About \${ev.topic}\` });
  }

  @step(Drafted)
  async review(ev: Drafted, ctx: Context): Promise<Published | StopEvent<string>> {
    const answer = await ctx.waitForEvent(HumanResponseEvent, {
      prompt: new InputRequiredEvent({ prefix: "Publish *" + ev.text + "*?" }),
    });
    if (answer.response === "yes") return new Published({ url: "https://example.org" });
    return new StopEvent({ result: ev.text + ": " + answer.response });
  }
}
`;
const lineOf = (part: string): number => FLOW.split("\n").findIndex((text) => text.includes(part)) + 1;

describe("a workflow in the editor", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  const lens = (text: string) => workbench.page.locator(".codelens-decoration a", { hasText: text }).first();

  before(async () => {
    workbench = await Workbench.open({ files: { "review.ts": FLOW }, settings: { "files.autoSave": "off" } });
    await workbench.openFile("review.ts");
    await lens("Show Graph").waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.title.replaceAll(" ", "-"));
  });
  after(() => workbench?.close());

  it("sets and removes an event's breakpoint by the line above it", async () => {
    await lens("Break on This Event").click();
    await workbench.page.locator(".glyph-margin-widgets .codicon-debug-breakpoint").waitFor();
    await lens("Remove Breakpoint").click();
    await workbench.page.locator(".glyph-margin-widgets .codicon-debug-breakpoint").waitFor({ state: "detached" });
  });

  it("peeks at where an event comes from", async () => {
    await lens("1 producer").click();
    const peek = workbench.page.locator(".zone-widget.peekview-widget, .zone-widget .peekview-widget").first();
    await peek.waitFor({ timeout: 60_000 });
    await peek.getByText("new Drafted").first().waitFor();
    await workbench.press("Escape");
  });

  it("explains an event on hover, with links", async () => {
    await workbench.goToLine(lineOf("new Drafted"), 17);
    await workbench.press("Control+K");
    await workbench.press("Control+I");
    const hover = workbench.page.locator(".monaco-hover:visible").first();
    await hover.getByText("ReviewFlow.review").waitFor({ timeout: 60_000 });
    await workbench.screenshot("editor-hover");
    await hover.getByText("ReviewFlow.review").click();
    const status = workbench.page.locator("[id='status.editor.selection']");
    await workbench.until(
      "the cursor at the step",
      () => status.innerText(),
      (text) => text.includes(`Ln ${lineOf("async review")},`),
    );
  });

  it("mends a problem by the keyboard alone", async () => {
    await workbench.page.locator(".squiggly-warning").first().waitFor({ timeout: 60_000 });
    await workbench.goToLine(lineOf("new Published"), 45);
    const menu = workbench.page.locator(".action-widget");
    const fix = menu.getByText("Add a step that takes Published");
    // While TypeScript still loads the project VS Code may answer that there are none: a person asks again.
    const asked = async (): Promise<boolean> => {
      await workbench.press("Control+.");
      return fix.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await workbench.until("the fixes", asked, (shown) => shown, 60_000);
    await menu.getByText("Ignore never-consumed here").waitFor();
    await workbench.screenshot("editor-fix");
    await workbench.press("Enter");
    await workbench.page.locator(".view-line", { hasText: "@step(Published)" }).waitFor();
    await workbench.page.locator(".squiggly-warning").waitFor({ state: "detached", timeout: 60_000 });
    await workbench.press("Mod+Z");
    await workbench.page.locator(".squiggly-warning").first().waitFor({ timeout: 60_000 });
  });

  it("explains a problem's code on a page of its own", async () => {
    await workbench.press("Mod+Shift+M");
    await workbench.page.locator(".markers-panel .code-link, .markers-panel a", { hasText: "never-consumed" }).click();
    await workbench.page.locator(".tab.active", { hasText: "diagnostics.md" }).waitFor({ timeout: 60_000 });
    await workbench.webview().getByRole("heading", { name: "never-consumed" }).waitFor({ timeout: 60_000 });
    await workbench.screenshot("editor-explained");
    // By mouse: what is typed into a page that has just been shown may be lost.
    await workbench.page.locator(".tab", { hasText: "review.ts" }).click();
  });

  it("shows a workflow's graph by the line above it", async () => {
    await workbench.goToLine(lineOf("extends Workflow"));
    await lens("Show Graph").click();
    await workbench.webview().locator(".scene .node").first().waitFor({ timeout: 60_000 });
  });

  it("shows a step in the graph", async () => {
    await workbench.goToLine(lineOf("@step(Drafted)"));
    await lens("Drafted → ").click();
    const node = workbench.webview().locator(":focus").first();
    await node.waitFor({ timeout: 60_000 });
    assert.match((await node.getAttribute("aria-label")) ?? (await node.innerText()), /review/);
    await workbench.screenshot("editor-shown-in-graph");
  });
});
