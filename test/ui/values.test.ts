import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { Workbench } from "../harness/ui/workbench.ts";
import { pointAt, pressF5 } from "./support/actions.ts";

const TALLY = `import { Context, Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Counted extends Event.with("Counted", { n: z.number(), labels: z.array(z.string()) }) {}

export class Tally extends Workflow<{ limit: number }, number> {
  settings = { depth: 3 };

  @step(StartEvent)
  async begin(ev: StartEvent<{ limit: number }>, ctx: Context): Promise<Counted> {
    await ctx.set("total", 1);
    await ctx.set("user", { name: "Ada" });
    return new Counted({ n: 1, labels: ["first"] });
  }

  @step(Counted)
  async count(ev: Counted, ctx: Context): Promise<Counted | StopEvent<number>> {
    const total = await ctx.get("total");
    const depth = this.settings.depth;
    await ctx.set("total", total + ev.n * depth);
    if (ev.n < 3) return new Counted({ n: ev.n + 1, labels: [...ev.labels, "more"] });
    return new StopEvent({ result: total });
  }
}

await Promise.all([new Tally().run({ limit: 1 }), new Tally().run({ limit: 2 }), new Tally().run({ limit: 3 })]);
`;

describe("values in the editor", function () {
  this.timeout(120_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ files: { "tally.ts": TALLY } });
    await workbench.openFile("tally.ts");
    await workbench.goToLine(4);
    await workbench.clickGutter(4);
    await pressF5(workbench);
    await workbench.stopped(60_000);
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await workbench.keepEvidence(`values-${this.currentTest.title.slice(0, 20)}`);
  });

  it("stand at the ends of the lines of the step that is about to run", async () => {
    const inline = async (): Promise<string> =>
      (await workbench.editor.locator(".view-lines").innerText()).replaceAll("\u00a0", " ");
    const text = await workbench.until("inline values", inline, (seen) => seen.includes("event.n = 1"));
    await workbench.screenshot("inline-values");
    assert.match(text, /event = Counted \{n: 1/);
    assert.match(text, /state\.total = 1/);
    assert.match(text, /this\.settings\.depth = 3/);
  });

  it("are shown on hover: the step's parameter is the event", async () => {
    const hover = workbench.page.locator(".debug-hover-widget", { hasText: "Counted {n: 1" });
    // Asked for by keyboard: a mouse that rests loses its word when a lens or a value moves the text.
    await workbench.goToLine(21, 10);
    await workbench.evaluate(
      (vscode) => vscode.commands.executeCommand("editor.debug.action.showDebugHover"),
      undefined,
    );
    await hover.waitFor({ timeout: 20_000 });
    await workbench.screenshot("value-on-hover");
    await workbench.press("Escape");
    await hover.waitFor({ state: "hidden" });
  });

  it("are shown at each word where the mouse comes to rest", async () => {
    const values = workbench.page.locator(".debug-hover-widget:visible");
    const margin = await workbench.editor.locator(".margin").first().boundingBox();
    assert.ok(margin);
    // An editor that was made before its file knows no delay until the mouse was in its margin: VS Code then asks at every
    // word on the way, and each question that it withdraws takes the next one with it.
    const throughMargin = () => workbench.page.mouse.move(margin.x + 9, margin.y + 40);
    const words: readonly [line: number, word: string, value: RegExp][] = [
      [21, "n < 3", /^1\b/],
      [18, 'total")', /^1\b/],
      [19, "settings.depth", /^\{depth: 3\}/],
      [12, 'user"', /^\{name: 'Ada'\}/],
      [21, "labels, ", /^\(1\) \['first'\]/],
      [17, "ev: Counted", /^Counted \{n: 1/],
      [20, 'total"', /^1\b/],
      [20, "n * depth", /^1\b/],
    ];
    for (const [line, word, value] of words) {
      await throughMargin();
      await pointAt(workbench, line, word);
      const shown = async () => (await values.allInnerTexts()).join().trim();
      await workbench.until(`the value of "${word}" in line ${line}`, shown, (text) => value.test(text), 10_000);
    }
    await workbench.screenshot("value-under-mouse");
  });

  it("are no event's in a step that is not about to run: its parameter shows its type", async () => {
    await workbench.goToLine(10, 16);
    await workbench.evaluate(
      (vscode) => vscode.commands.executeCommand("editor.debug.action.showDebugHover"),
      undefined,
    );
    const type = workbench.page.locator(".monaco-hover:visible", { hasText: "(parameter) ev" });
    await type.first().waitFor({ timeout: 20_000 });
    assert.equal(await workbench.page.locator(".debug-hover-widget:visible").count(), 0);
    await workbench.press("Escape");
  });

  it("stop at a change that is asked for in the Variables view", async () => {
    assert.equal(await workbench.variable("State", "total"), "1");
    const row = workbench.page
      .locator(".debug-variables .monaco-list-row")
      .filter({ hasText: /^total/ })
      .first();
    await row.click({ button: "right" });
    await workbench.page.locator(".monaco-menu .action-label", { hasText: "Break on Value Change" }).first().waitFor();
    await workbench.screenshot("data-breakpoint-menu");
    await workbench.page.locator(".monaco-menu .action-label", { hasText: "Break on Value Change" }).first().click();
    await workbench.evaluate(
      (vscode) => vscode.debug.removeBreakpoints(vscode.debug.breakpoints.filter((b) => "location" in b)),
      undefined,
    );
    await workbench.debugAction("Continue");
    const explained = workbench.page.locator(".debug-call-stack", { hasText: "state.total: 1 → 4" });
    await explained.waitFor({ timeout: 20_000 });
    await workbench.screenshot("data-breakpoint-stop");
    await workbench.until(
      "the new value",
      () => workbench.variable("State", "total"),
      (value) => value === "4",
    );
  });

  const callStack = (): Promise<string[]> =>
    workbench.page.locator(".debug-call-stack .monaco-list-row").allInnerTexts();
  /** Chooses from a row's menu. The menu takes no click in its first moments; the keyboard is heard at once. */
  const choose = async (row: Locator, item: string, picture: string): Promise<void> => {
    await row.click({ button: "right" });
    await workbench.page.locator(".monaco-menu .action-label", { hasText: item }).first().hover();
    await workbench.screenshot(picture);
    await workbench.press("Enter");
  };

  it("stay as they are in the runs beside the one that goes on alone", async () => {
    await workbench.evaluate(
      (vscode) => vscode.commands.executeCommand("workbench.debug.viewlet.action.removeAllBreakpoints"),
      undefined,
    );
    const row = workbench.page.locator(".debug-call-stack .monaco-list-row").filter({ hasText: /Tally #2/ });
    await choose(row, "Continue This Run Alone", "run-alone-menu");
    const left = await workbench.until("the end of the run", callStack, (rows) => !rows.join().includes("Tally #2"));
    await workbench.screenshot("run-alone");
    assert.match(left.join(" "), /Tally #1.*Tally #3\sPAUSED/s);
    assert.equal(await workbench.variable("State", "total"), "4");
    await workbench.debugAction("Step Over");
    await workbench.until(
      "the run's next event",
      () => workbench.variable("Event", "n"),
      (value) => value === "2",
    );
  });

  it("are changed in the Variables view; what the schema refuses is told there", async () => {
    const name = workbench.page.locator(".expression .name", { hasText: /^n\s*[:=]?\s*$/ });
    const row = workbench.page.locator(".debug-variables .monaco-list-row").filter({ has: name }).first();
    const input = workbench.page.locator(".debug-variables input");
    const change = async (value: string): Promise<void> => {
      await row.dblclick();
      await input.fill(value);
      await workbench.press("Enter");
    };
    await change("'two'");
    const refusal = workbench.page.locator(".monaco-inputbox-container", { hasText: "n: Invalid input" });
    await refusal.waitFor();
    await workbench.screenshot("value-refused");
    assert.match(await refusal.innerText(), /Counted: n: Invalid input: expected number, received string/);
    await workbench.press("Escape");
    assert.equal(await workbench.variable("Event", "n"), "2");
    await change("1");
    await workbench.until(
      "the value",
      () => workbench.variable("Event", "n"),
      (value) => value === "1",
    );
  });

  it("are changed by an expression of the Watch view, and then everywhere", async () => {
    await workbench.evaluate(
      (vscode) => vscode.commands.executeCommand("workbench.debug.action.focusWatchView"),
      undefined,
    );
    await workbench.section("Watch").locator('[aria-label="Add Expression"]').click();
    await workbench.page.keyboard.type("state.total");
    await workbench.press("Enter");
    const row = workbench.page.locator(".debug-watch .monaco-list-row", { hasText: /state\.total\s*=\s*4/ });
    await choose(row, "Set Value", "watch-menu");
    await workbench.page.locator(".debug-watch input").fill("40");
    await workbench.press("Enter");
    await workbench.until(
      "the value",
      () => workbench.variable("State", "total"),
      (value) => value === "40",
    );
    await workbench.until(
      "the inline value",
      async () => (await workbench.editor.locator(".view-lines").innerText()).replaceAll("\u00a0", " "),
      (text) => text.includes("state.total = 40"),
    );
    await workbench.screenshot("watch-set");
  });

  it("are JavaScript's own in a body that is stepped into, and the event's again after it", async () => {
    // Another run must not stop on its way.
    await workbench.evaluate((vscode) => vscode.debug.removeBreakpoints(vscode.debug.breakpoints), undefined);
    const total = Number(await workbench.variable("State", "total"));
    await workbench.press("F11");
    const line = workbench.page.locator(".debug-call-stack .stack-frame").filter({ hasText: /count\s*tally\.ts\s*18/ });
    await line.first().waitFor({ timeout: 20_000 });
    const distance = async (): Promise<number> => {
      const top = await workbench.editor.locator(".debug-top-stack-frame-line").first().boundingBox();
      const number = await workbench.lineNumber(18).boundingBox();
      return Math.abs((top?.y ?? 0) - (number?.y ?? Number.POSITIVE_INFINITY));
    };
    await workbench.until("line 18 highlighted", distance, (pixels) => pixels < 4);
    assert.match(await workbench.variable("Local: count", "ev"), /^Counted \{n: 1/);
    await workbench.screenshot("step-into");
    await workbench.press("Shift+F11");
    await workbench.until(
      "the next event",
      () => workbench.callStack(),
      ([first]) => first?.includes("Counted → count") ?? false,
    );
    await workbench.until(
      "its value",
      () => workbench.variable("State", "total"),
      (value) => value === String(total + 3),
    );
    await workbench.screenshot("step-into-left");
  });
});
