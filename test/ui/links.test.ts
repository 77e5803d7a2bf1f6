import { Workbench } from "../harness/ui/workbench.ts";
import { pressF5 } from "./support/actions.ts";

const EVENTS = `import { Event } from "stepwright";
import { z } from "zod";

export class Found extends Event.with("Found", { text: z.string() }) {}
`;
const FLOW = `import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Found } from "./events.ts";

export class Search extends Workflow<object, string> {
  @step(StartEvent)
  async find(): Promise<Found[]> {
    return [new Found({ text: "it" }), new Found({ text: "that" })];
  }

  @step(Found)
  async take(ev: Found): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.text });
  }
}

await new Search().run({});
`;

describe("an event in the debugger's views", function () {
  this.timeout(120_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ files: { "events.ts": EVENTS, "flow.ts": FLOW } });
    await workbench.openFile("flow.ts");
    await workbench.evaluate(
      (vscode) => vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("Found")]),
      undefined,
    );
    await pressF5(workbench);
    await workbench.stopped(60_000);
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(`links-${this.currentTest.title}`);
  });

  /** The line of the active editor where the cursor is, with its file. */
  const cursor = () =>
    workbench.evaluate((vscode) => {
      const editor = vscode.window.activeTextEditor;
      return editor ? [editor.document.fileName.split("/").pop(), editor.selection.active.line + 1] : [];
    }, undefined);
  const arrived = () => workbench.until("the class", cursor, (at) => at[0] === "events.ts" && at[1] === 4);

  it("leads from its row in Variables to its class", async () => {
    await workbench.page.locator(".debug-variables .scope", { hasText: "Queue" }).first().click();
    const link = workbench.page.locator(".debug-variables .monaco-list-row a.link", { hasText: "Found {" }).first();
    await link.waitFor();
    await workbench.screenshot("event-link");
    await link.click({ modifiers: ["ControlOrMeta"] });
    await arrived();
  });

  it("leads from the console to its class", async () => {
    await workbench.openFile("flow.ts");
    await workbench.debugConsoleEnter("event");
    const link = workbench.page.locator(".repl .monaco-list-row a.link", { hasText: "Found {" }).first();
    await link.waitFor();
    await link.click({ modifiers: ["ControlOrMeta"] });
    await arrived();
  });
});
