import assert from "node:assert/strict";
import { Workbench } from "../harness/ui/workbench.ts";
import { PROGRAM } from "../vscode/support/flows.ts";
import { pressF5 } from "./support/actions.ts";

describe("time travel", function () {
  this.timeout(180_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { "count.ts": PROGRAM } });
    await workbench.openFile("count.ts");
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.title.replaceAll(" ", "-"));
  });
  after(() => workbench?.close());

  it("steps back by the toolbar's button, and shows the event as it was", async () => {
    const line = PROGRAM.split("\n").findIndex((text) => text.includes("async countDown(")) + 1;
    await workbench.clickGutter(line);
    await pressF5(workbench);
    await workbench.stopped();
    await workbench.debugAction("Continue");
    await workbench.until(
      "the second event",
      () => workbench.variable("Event", "count"),
      (text) => text.includes("2"),
    );
    await workbench.debugAction("Step Back");
    await workbench.until(
      "the first event",
      () => workbench.variable("Event", "count"),
      (text) => text.includes("3"),
    );
    assert.match((await workbench.callStack()).join("\n"), /Counted → countDown/);
    await workbench.debugToolbar.locator('[aria-label^="Reverse"]').waitFor();
    await workbench.screenshot("step-back");
  });
});
