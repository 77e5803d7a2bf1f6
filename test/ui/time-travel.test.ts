import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Workbench } from "../harness/ui/workbench.ts";
import { PROGRAM } from "../vscode/support/flows.ts";
import { pressF5, quickInput } from "./support/actions.ts";

const TICKER = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Tick extends Event.with("Tick", { n: z.number() }) {}

class Ticker extends Workflow<object, unknown> {
  constructor() {
    super({ timeout: null });
  }

  @step(StartEvent)
  async begin(): Promise<Tick> {
    return new Tick({ n: 0 });
  }

  @step(Tick)
  async round(ev: Tick): Promise<Tick | StopEvent> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("round", ev.n);
    return new Tick({ n: ev.n + 1 });
  }
}

await new Ticker().run({});
`;

const FAILING = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Asked extends Event.with("Asked", { n: z.number() }) {}

class Failing extends Workflow<{ n: number }, string> {
  @step(StartEvent)
  async begin(ev: StartEvent<{ n: number }>): Promise<Asked> {
    return new Asked({ n: ev.n });
  }

  @step(Asked)
  async search(ev: Asked): Promise<StopEvent<string>> {
    const refused = new Error("connect ECONNREFUSED 127.0.0.1:9200");
    throw new TypeError("nothing was found for " + ev.n, { cause: new Error("the index does not answer", { cause: refused }) });
  }
}

await Promise.allSettled([new Failing().run({ n: 1 }), new Failing().run({ n: 2 }), new Failing().run({ n: 3 })]);
`;

describe("time travel", function () {
  this.timeout(180_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { "count.ts": PROGRAM, "ticker.ts": TICKER, "failing.ts": FAILING } });
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
    await workbench.debugToolbar.waitFor({ state: "hidden" });
  });

  it("replays a recording that is chosen from a list, back and forth by the toolbar", async () => {
    await workbench.evaluate(async (vscode) => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      const configuration = { type: "stepwright", request: "launch", name: "count", program: "count.ts" };
      await vscode.debug.startDebugging(folder, { ...configuration, record: "count.stepwright.jsonl" });
    }, undefined);
    await workbench.debugConsoleLine("the result is 42");
    await workbench.ended();
    await workbench.command("Stepwright: Replay Recording");
    const item = workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "count.stepwright.jsonl" });
    await item.first().waitFor();
    await workbench.screenshot("replay-list");
    await workbench.press("Enter");
    await workbench.stopped();
    await workbench.screenshot("replay");
    await workbench.debugAction("Step Over");
    const count = () => workbench.variable("Event", "count");
    await workbench.until("the first event", count, (value) => value === "3");
    await workbench.debugAction("Continue");
    await workbench.until("the last event", count, (value) => value === "1");
    // From the end to before its last dispatch, then to the one before that.
    await workbench.debugAction("Step Back");
    await workbench.page.locator(".pane", { hasText: "Paused in the past" }).first().waitFor();
    await workbench.debugAction("Step Back");
    await workbench.until("the event before", count, (value) => value === "2");
    await workbench.screenshot("replay-back");
    await workbench.debugAction("Continue");
    await workbench.until("the last event", count, (value) => value === "1");
    await workbench.debugAction("Stop");
    await workbench.ended();
  });

  it("attaches to a running program that is picked from a list, and leaves it", async () => {
    const options = ["--import", "tsx", "--import", "stepwright/debug", "ticker.ts"];
    // The window has a temporary folder of its own, and such programs are found there.
    const folders = await workbench.evaluate(() => {
      const { TMPDIR, XDG_RUNTIME_DIR } = process.env;
      return { ...(TMPDIR && { TMPDIR }), ...(XDG_RUNTIME_DIR && { XDG_RUNTIME_DIR }) };
    }, undefined);
    const program = spawn(process.execPath, options, {
      cwd: workbench.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...folders },
    });
    let rounds = 0;
    program.stdout.on("data", () => rounds++);
    program.stderr.resume();
    try {
      await workbench.until(
        "the program",
        async () => rounds,
        (n) => n > 0,
      );
      await workbench.openFile("ticker.ts");
      await workbench.clickGutter(TICKER.split("\n").findIndex((text) => text.includes("class Tick")) + 1);
      await workbench.command("Stepwright: Attach to a Running Program");
      await quickInput(workbench, "Attach to a Running Program");
      await workbench.page.keyboard.type("ticker");
      await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "ticker.ts" }).first().waitFor();
      await workbench.screenshot("attach-list");
      await workbench.press("Enter");
      await workbench.stopped();
      const top = async (): Promise<string> => (await workbench.callStack())[0] ?? "";
      await workbench.until("the stop", top, (text) => text.includes("Tick → round"));
      await workbench.screenshot("attached");
      const held = rounds;
      await workbench.debugAction("Disconnect");
      await workbench.ended();
      await workbench.until(
        "the program goes on",
        async () => rounds,
        (n) => n > held + 5,
      );
    } finally {
      program.kill("SIGKILL");
    }
  });

  it("shows a failure with what caused it, and stops at those that its condition means", async () => {
    await workbench.openFile("failing.ts");
    await pressF5(workbench);
    await workbench.stopped();
    const widget = workbench.page.locator(".zone-widget.exception-widget-container");
    await widget.waitFor();
    await workbench.screenshot("failure");
    const text = (await widget.innerText()).replaceAll("\u00a0", " ");
    assert.match(text, /nothing was found for 1/);
    assert.match(text, /\[cause\]: Error: the index does not answer/);
    assert.match(text, /\[cause\]: Error: connect ECONNREFUSED 127\.0\.0\.1:9200/);

    const row = workbench.page.locator(".debug-breakpoints .monaco-list-row", { hasText: "Step failed" }).first();
    const input = workbench.page.locator(".debug-breakpoints input[type=text]").first();
    await row.click({ button: "right" });
    await workbench.page.locator(".monaco-menu .action-label", { hasText: "Edit Condition" }).first().hover();
    await workbench.press("Enter");
    await input.fill("event.n === 3");
    await workbench.press("Enter");
    await row.filter({ hasText: "event.n === 3" }).waitFor();
    await workbench.screenshot("filter-condition");
    await workbench.debugAction("Continue");
    await workbench.until(
      "the third run's failure",
      () => workbench.variable("Event", "n"),
      (value) => value === "3",
    );
    await workbench.debugAction("Stop");
    await workbench.ended();
  });
});
