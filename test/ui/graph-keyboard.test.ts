import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { Workbench } from "../harness/ui/workbench.ts";

const FLOW = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

/** A text that goes to the editor. */
class Drafted extends Event.with("Drafted", {
  /** As Markdown. */
  text: z.string(),
}) {}

export class DeskFlow extends Workflow<{ topic: string }, string> {
  /** Writes the first text. */
  @step(StartEvent)
  async write(ev: StartEvent<{ topic: string }>): Promise<Drafted> {
    return new Drafted({ text: \`About \${ev.topic}\` });
  }

  @step(Drafted)
  async edit(ev: Drafted): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.text });
  }
}

export class ArchiveFlow extends Workflow<{ text: string }, number> {
  @step(StartEvent)
  async keep(ev: StartEvent<{ text: string }>): Promise<StopEvent<number>> {
    return new StopEvent({ result: ev.text.length });
  }
}

await new DeskFlow().run({ topic: "events" });
`;
const LAUNCH = `{
  "version": "0.2.0",
  "configurations": [
    {
      "type": "stepwright",
      "request": "launch",
      "name": "The desk",
      "program": "\${workspaceFolder}/desk.ts",
      // Where we look every day
      "breakOnEvents": ["DeskFlow.edit"]
    }
  ]
}
`;
const lineOf = (part: string): number => FLOW.split("\n").findIndex((text) => text.includes(part)) + 1;

describe("the workflow graph without a mouse", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let graph: ReturnType<Workbench["webview"]>;

  before(async () => {
    workbench = await Workbench.open({
      files: { "desk.ts": FLOW, ".vscode/launch.json": LAUNCH },
      settings: { "files.autoSave": "off" },
    });
    await workbench.page.emulateMedia({ reducedMotion: "reduce" });
    await workbench.openFile("desk.ts");
    // The commands are there once the folder is known to have workflows.
    await workbench.page.locator('.activitybar a[aria-label^="Stepwright"]').waitFor({ timeout: 60_000 });
    await workbench.command("Focus on Workflow Graph View");
    graph = workbench.webview();
    await node("step:write").waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.fullTitle());
  });
  after(() => workbench?.close());

  const node = (id: string, workflow = "DeskFlow"): Locator =>
    graph.locator(`.scene .node[data-key="${workflow}/${id}"]`);
  const item = (id: string): Locator => graph.locator(`[role="treeitem"][data-key="DeskFlow/${id}"]`);
  const focused = (place: Locator): Promise<void> => place.and(graph.locator(":focus")).waitFor();
  const selected = (wanted: string): Promise<string> =>
    workbench.until(
      `${wanted} is selected in the editor`,
      () =>
        workbench.evaluate((vscode) => {
          const editor = vscode.window.activeTextEditor;
          return editor === undefined ? "" : editor.document.getText(editor.selection);
        }, undefined),
      (text) => text === wanted,
    );
  const breakpoints = (count: number): Promise<number> =>
    workbench.until(
      `${count} breakpoints`,
      () => workbench.evaluate((vscode) => vscode.debug.breakpoints.length, undefined),
      (found) => found === count,
    );
  const find = async (name: string): Promise<void> => {
    await workbench.command("Find in Workflow Graph");
    await graph.locator(".find:focus").waitFor();
    await workbench.page.keyboard.type(name);
    await workbench.press("Enter");
  };

  it("is walked along its arrows, opens the source, and sets breakpoints", async () => {
    await workbench.command("Focus on Workflow Graph View");
    await find("write");
    await focused(node("step:write"));
    await workbench.press("ArrowDown");
    await focused(node("event:Drafted"));
    await workbench.press("F9");
    await node("event:Drafted").and(graph.locator(".breakpoint-on")).waitFor();
    await breakpoints(1);
    await workbench.press("F9");
    await breakpoints(0);
    await workbench.press("ArrowDown");
    await focused(node("step:edit"));
    // Docs and fields come with the keyboard as with the pointer.
    await workbench.press("ArrowUp");
    const tooltip = graph.locator(".tooltip");
    await tooltip.getByText("A text that goes to the editor.").waitFor();
    assert.match(await tooltip.innerText(), /text\s+string/);
    await workbench.press("Enter");
    await selected("Drafted");
    await node("event:Drafted").and(graph.locator(".at-cursor")).waitFor();
  });

  it("does not move where no motion is wanted", async () => {
    const moving = await node("step:edit").evaluate((element) => getComputedStyle(element).transitionDuration);
    assert.equal(moving, "0s");
  });

  it("leads from the cursor to the node, with the keyboard", async () => {
    await workbench.goToLine(lineOf("About"), 10);
    await node("step:write").and(graph.locator(".at-cursor")).waitFor();
    await workbench.command("Reveal in Workflow Graph");
    await focused(node("step:write"));
  });

  it("shows both workflows of the file, or the one that is chosen", async () => {
    assert.deepEqual(await graph.locator(".scene .title").allTextContents(), ["DeskFlow", "ArchiveFlow"]);
    const picker = graph.getByRole("combobox", { name: "Workflow" });
    await picker.selectOption("ArchiveFlow");
    await node("step:write").waitFor({ state: "detached" });
    await node("step:keep", "ArchiveFlow").waitFor();
    await picker.selectOption("All 2 workflows");
    await node("step:write").waitFor();
  });

  it("has its list: source, breakpoints, the stop and the events themselves", async () => {
    await find("edit");
    await workbench.press("l");
    await focused(item("step:edit"));
    await workbench.press("F9");
    await breakpoints(1);
    await workbench.press("Enter");
    await selected("edit");
    await workbench.press("F5");
    await workbench.stopped();
    await workbench.command("Focus on Workflow Graph View");
    await graph.locator('[role="treeitem"][aria-label*="stopped"]').first().waitFor();
    await find("Drafted");
    await focused(item("event:Drafted"));
    await workbench.press("ArrowRight");
    await focused(item("accept:Drafted:edit"));
    await workbench.press("p");
    const event = graph.getByRole("dialog", { name: "Events" }).locator("details").first();
    await event.getByText("stopped before it").waitFor();
    await event.locator("dd").getByText("About events").waitFor();
    await workbench.screenshot("graph-list-events");
    await workbench.press("Escape");
    await focused(item("accept:Drafted:edit"));
    await workbench.press("l");
  });

  it("keeps place, stop and breakpoint where a step is renamed by F2 while its run is stopped", async () => {
    const place = async () => {
      const box = await node("step:edit").or(node("step:revise")).locator(".body").boundingBox();
      assert.ok(box);
      return box;
    };
    const before = await place();
    await workbench.page.locator(".tab", { hasText: "desk.ts" }).click();
    await workbench.goToLine(lineOf("async edit"), 10);
    const box = workbench.page.locator(".rename-box input");
    // While TypeScript still loads the project there is nothing to rename.
    const asked = async (): Promise<boolean> => {
      await workbench.press("F2");
      return box.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    };
    await workbench.until("F2's box", asked, (shown) => shown, 60_000);
    await box.fill("revise");
    await workbench.press("Enter");
    await node("step:revise").and(graph.locator(".held.breakpoint-on")).waitFor();
    const after = await place();
    assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 12, JSON.stringify([before, after]));
    await graph.locator('.edge.held[data-key="DeskFlow/accept:Drafted:revise"]').waitFor({ state: "attached" });
    assert.equal(await graph.locator(".live-status").textContent(), "Stopped: Drafted → revise");
    await graph.locator('[data-count="DeskFlow/accept:Drafted:revise"]').click();
    const event = graph.getByRole("dialog", { name: "Events" }).locator("details").first();
    await event.getByText("stopped before it").waitFor();
    await workbench.screenshot("graph-renamed");
  });

  it("keeps the last run's events, and offers launch.json the new name", async () => {
    const toast = workbench.page.locator(".notification-toast", {
      hasText: '"DeskFlow.edit" is now "DeskFlow.revise"',
    });
    await toast.waitFor();
    await workbench.screenshot("graph-renamed-launch");
    await toast.getByRole("button", { name: "Update launch.json" }).click();
    const launch = (): Promise<string> =>
      workbench.evaluate(async (vscode) => {
        const [uri] = await vscode.workspace.findFiles(".vscode/launch.json");
        return uri === undefined ? "" : String.fromCharCode(...(await vscode.workspace.fs.readFile(uri)));
      }, undefined);
    await workbench.until("launch.json", launch, (text) => text === LAUNCH.replace("DeskFlow.edit", "DeskFlow.revise"));
    await workbench.press("F5");
    await workbench.ended();
    await graph.getByText("Last run: completed").waitFor();
    const dialog = graph.getByRole("dialog", { name: "Events" });
    await dialog.getByText("The run of DeskFlow is over: these are the events as they were seen last.").waitFor();
    await dialog.locator("dd").getByText("About events").waitFor();
    await dialog.getByText("done", { exact: true }).waitFor();
    await workbench.screenshot("graph-last-events");
    await graph.getByRole("button", { name: "Clear" }).click();
    await dialog.waitFor({ state: "hidden" });
  });
});
