import assert from "node:assert/strict";
import { Workbench } from "../harness/ui/workbench.ts";
import { REVIEW_FLOW } from "../vscode/support/flows.ts";
import { quickInput } from "./support/actions.ts";

describe("the Event Breakpoints view", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  const row = (name: string) =>
    workbench
      .section("Event Breakpoints")
      .locator(".monaco-list-row")
      .filter({ has: workbench.page.getByText(name, { exact: true }) })
      .first();
  /** A click that meets the tree while it draws itself anew is lost, for a person as well: then, after a look, once more. */
  const setChecked = (name: string, checked: boolean) => {
    const box = row(name).locator("[role=checkbox]");
    return workbench.until(
      `${name} ${checked ? "checked" : "unchecked"}`,
      async () => {
        const is = (await box.getAttribute("aria-checked")) === "true";
        if (is === checked) return is;
        await box.click();
        await row(name)
          .locator(`[role=checkbox][aria-checked=${checked}]`)
          .waitFor({ timeout: 3_000 })
          .catch(() => {});
        return is;
      },
      (is) => is === checked,
    );
  };
  const breakpoints = () =>
    workbench.evaluate(
      (vscode) =>
        vscode.debug.breakpoints.map((breakpoint) => ({
          at:
            breakpoint instanceof vscode.SourceBreakpoint
              ? breakpoint.location.range.start.line + 1
              : breakpoint instanceof vscode.FunctionBreakpoint
                ? breakpoint.functionName
                : "",
          condition: breakpoint.condition ?? "",
        })),
      undefined,
    );

  before(async () => {
    workbench = await Workbench.open({ files: { "review.ts": REVIEW_FLOW } });
    await workbench.openFile("review.ts");
    await workbench.press("Mod+Shift+D");
    await workbench.page.locator(".pane-header", { hasText: "Event Breakpoints" }).click({ timeout: 60_000 });
    await row("Drafted").waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.title.replaceAll(" ", "-"));
  });
  after(() => workbench?.close());

  it("sets a breakpoint that the gutter shows", async () => {
    await setChecked("Drafted", true);
    const line = REVIEW_FLOW.split("\n").findIndex((text) => text.includes("class Drafted")) + 1;
    await workbench.until("the breakpoint", breakpoints, ([first]) => first?.at === line);
    await workbench.page.locator(".glyph-margin-widgets .codicon-debug-breakpoint").waitFor();
    await workbench.screenshot("tree");
  });

  it("gives it a condition by the context menu, and shows it", async () => {
    await row("Drafted").click({ button: "right" });
    // A menu takes no click in its first moments, and no event tells when it does: the keyboard is heard at once.
    await workbench.page.locator(".monaco-menu .action-label", { hasText: "Edit Condition" }).hover();
    await workbench.press("Enter");
    await quickInput(workbench, "Condition: ");
    await workbench.page.keyboard.type("event.text.length > 3");
    await workbench.press("Enter");
    await workbench.until("the condition", breakpoints, ([first]) => first?.condition === "event.text.length > 3");
    await workbench.until(
      "the row's text",
      () => row("Drafted").innerText(),
      (text) => text.includes("event.text.length > 3"),
    );
  });

  it("shows what was set in the gutter, and takes it away", async () => {
    const line = REVIEW_FLOW.split("\n").findIndex((text) => text.includes("async draft(")) + 1;
    await workbench.page.locator(".tab.active").click();
    await workbench.clickGutter(line);
    await workbench.until(
      "the checkbox",
      () => row("draft").locator("[role=checkbox]").getAttribute("aria-checked"),
      (checked) => checked === "true",
    );
    await setChecked("draft", false);
    const [left] = await workbench.until("one breakpoint", breakpoints, (all) => all.length === 1);
    assert.notEqual(left?.at, line);
  });

  it("names an event that has no class in the source", async () => {
    await workbench.until(
      "its breakpoint",
      async () => {
        await setChecked("StartEvent", true);
        return breakpoints();
      },
      (all) => all.some(({ at }) => at === "ReviewFlow.StartEvent"),
    );
  });
});
