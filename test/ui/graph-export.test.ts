import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Workbench } from "../harness/ui/workbench.ts";

describe("the workflow graph in an editor tab", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let graph: ReturnType<Workbench["webview"]>;

  before(async () => {
    workbench = await Workbench.open({ from: "examples" });
    await workbench.openFile("rag/rag-flow.ts");
    // The commands are there once the folder is known to have workflows.
    await workbench.page.locator('.activitybar a[aria-label^="Stepwright"]').waitFor({ timeout: 60_000 });
    await workbench.command("Open Workflow Graph in Editor Tab");
    graph = workbench.webview();
    await graph.locator('.scene .node[data-key="RagFlow/step:retrieve"]').waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.fullTitle());
  });
  after(() => workbench?.close());

  const choose = async (item: string): Promise<void> => {
    await graph.getByRole("button", { name: "Export" }).click();
    await graph.getByRole("menuitem", { name: item }).click();
  };
  /** Takes the name that the dialog proposes. */
  const saved = async (item: string, file: string): Promise<Buffer> => {
    await choose(item);
    const input = workbench.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await workbench.until(
      "the proposed name",
      () => input.inputValue(),
      (value) => value.endsWith(file),
    );
    await workbench.press("Enter");
    const path = join(workbench.folder, "rag", file);
    await workbench.until(
      "the file",
      async () => existsSync(path) && readFileSync(path).length > 0,
      (there) => there,
    );
    return readFileSync(path);
  };
  const clipboard = (wanted: RegExp): Promise<string> =>
    workbench.until(
      "the clipboard",
      () => workbench.evaluate((vscode) => vscode.env.clipboard.readText(), undefined),
      (text) => wanted.test(text),
    );

  it("stands beside the code and follows it", async () => {
    await workbench.screenshot("graph-tab");
    await workbench.page.locator(".tab", { hasText: "rag-flow.ts" }).click();
    const line = readFileSync(join(workbench.folder, "rag", "rag-flow.ts"), "utf8")
      .split("\n")
      .findIndex((text) => text.includes("@step("));
    await workbench.goToLine(line + 2, 10);
    await graph.locator(".scene .node.at-cursor.step").waitFor();
    await workbench.command("Reveal in Workflow Graph");
    await graph.locator(".scene .node.step:focus").waitFor();
    assert.equal(await workbench.page.locator(".tab", { hasText: "Workflow Graph" }).count(), 1);
  });

  it("is saved as SVG and PNG", async () => {
    const text = (await saved("Save as SVG…", "rag-flow.svg")).toString();
    assert.match(text, /^<svg xmlns/);
    assert.match(text, /retrieve/);
    const png = await saved("Save as PNG…", "rag-flow.png");
    assert.equal(png.subarray(1, 4).toString(), "PNG");
  });

  it("is copied as Mermaid and as a block of Markdown", async () => {
    await choose("Copy as Mermaid");
    assert.match(await clipboard(/retrieve/), /^(---|flowchart|graph|stateDiagram|%%)/);
    await choose("Copy as Markdown");
    assert.match(await clipboard(/^```mermaid\n/), /\n```\n$/);
  });
});
