import assert from "node:assert/strict";
import { Workbench } from "../harness/ui/workbench.ts";
import { pressF5 } from "./support/actions.ts";

/** The example ends long before anybody could look at its events. */
describe("the graph after a run that ended at once", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let graph: ReturnType<Workbench["webview"]>;

  before(async () => {
    workbench = await Workbench.open({ from: "examples" });
    await workbench.openFile("branching/branching-flow.ts");
    await workbench.page.locator('.activitybar a[aria-label^="Stepwright"]').click();
    graph = workbench.webview();
    await graph.locator('.scene .node[data-key="BranchingFlow/step:route"]').waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.fullTitle());
  });
  after(() => workbench?.close());

  it("shows the way it took, and its events with what they carried", async () => {
    await pressF5(workbench);
    await workbench.debugConsoleLine("class InvoicesFlow", 90_000);
    await workbench.ended();
    // VS Code shows Run and Debug when something is debugged.
    await workbench.command("Focus on Workflow Graph View");
    await graph.getByText("Last run: completed").waitFor();
    // An arrow that nothing took has no number.
    const count = async (id: string): Promise<string> =>
      (await graph.locator(`[data-count="BranchingFlow/${id}"]`).allTextContents()).join("");
    assert.equal(await count("accept:CreativeQuery:invent"), "×1");
    assert.equal(await count("accept:FactualQuery:lookUp"), "");
    await graph.locator('[data-count="BranchingFlow/accept:CreativeQuery:invent"]').click();
    const dialog = graph.getByRole("dialog", { name: "Events" });
    await dialog.getByText("done", { exact: true }).first().waitFor();
    await dialog.locator("dd").getByText("Suggest names for a workflow").waitFor();
    await workbench.screenshot("graph-after-short-run");
    await graph.locator('[data-count="BranchingFlow/return:StopEvent:invent"]').click();
    await dialog.locator("dd").getByText("class InvoicesFlow").waitFor();
  });
});
