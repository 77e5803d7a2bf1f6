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

  it("goes on from an edited past in a new line, with the old one in sight, and comes back to it", async () => {
    await workbench.evaluate(async (vscode) => {
      const session = vscode.debug.activeDebugSession;
      const item = vscode.debug.activeStackItem;
      if (session === undefined || !(item instanceof vscode.DebugStackFrame)) throw new Error("nothing is stopped");
      const { scopes } = await session.customRequest("scopes", { frameId: item.frameId });
      const event = scopes.find(({ name }: { name: string }) => name === "Event");
      const { variablesReference } = event;
      await session.customRequest("setVariable", { variablesReference, name: "count", value: "9" });
    }, undefined);
    await workbench.debugAction("Continue");
    const rows = async (): Promise<string> =>
      (await workbench.page.locator(".debug-call-stack .monaco-list-row").allInnerTexts()).join("\n");
    await workbench.until(
      "the fork's next event",
      () => workbench.variable("Event", "count"),
      (text) => text.includes("8"),
    );
    await workbench.until(
      "both lines",
      rows,
      (text) => /CountFlow #1 \(forked at \d\)/.test(text) && /CountFlow #1(?! \()/.test(text),
    );
    await workbench.screenshot("fork");
    await workbench.evaluate((vscode) => vscode.debug.removeBreakpoints(vscode.debug.breakpoints), undefined);
    await workbench.debugAction("Continue");
    await workbench.until(
      "the old line alone",
      rows,
      (text) => !text.includes("forked") && text.includes("Counted → countDown"),
    );
    await workbench.screenshot("fork-over");
    await workbench.until(
      "the old line's event",
      () => workbench.variable("Event", "count"),
      (text) => text.includes("2"),
    );
    await workbench.debugAction("Continue");
    await workbench.until(
      "the end",
      () => workbench.evaluate((vscode) => vscode.debug.activeDebugSession === undefined, undefined),
      (over) => over,
    );
  });
});
