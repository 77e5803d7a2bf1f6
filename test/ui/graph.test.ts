import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { Workbench } from "../harness/ui/workbench.ts";

const FLOW = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

/** What the search found. */
class Retrieved extends Event.with("Retrieved", { passages: z.array(z.string()) }) {}

export class RagFlow extends Workflow<{ query: string }, string> {
  @step(StartEvent)
  async retrieve(ev: StartEvent<{ query: string }>): Promise<Retrieved> {
    return new Retrieved({ passages: [ev.query] });
  }

  @step(Retrieved)
  async synthesize(ev: Retrieved): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.passages.join() });
  }
}

await new RagFlow().run({ query: "what is a step?" });
`;

describe("the workflow graph in VS Code", function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let graph: ReturnType<Workbench["webview"]>;

  before(async () => {
    workbench = await Workbench.open({
      files: { "flow.ts": FLOW, "plain.ts": "export const a = 1;\n", "notes.md": "# Notes on the flow\n" },
    });
    await workbench.openFile("flow.ts");
    await workbench.page.locator('.activitybar a[aria-label^="Stepwright"]').click();
    graph = workbench.webview();
    await node("step:retrieve").waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.fullTitle());
  });
  after(() => workbench?.close());

  const node = (id: string): Locator => graph.locator(`.scene .node[data-key="RagFlow/${id}"]`);
  const drawn = async (): Promise<string[]> => (await graph.locator(".scene .node .name").allTextContents()).sort();
  /** Replaces a text of the open document, without saving. */
  const replace = (from: string, to: string): Promise<void> =>
    workbench.evaluate(
      async (vscode, [from, to]) => {
        const document = vscode.workspace.textDocuments.find((each) => each.uri.path.endsWith("/flow.ts"));
        if (document === undefined) throw new Error("flow.ts is not open");
        const at = document.getText().indexOf(from);
        if (at < 0) throw new Error(`no ${from} in flow.ts`);
        const edit = new vscode.WorkspaceEdit();
        const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
        edit.replace(document.uri, range, to);
        await vscode.workspace.applyEdit(edit);
      },
      [from, to] as const,
    );
  /** Shows a file with the cursor in a line, as somebody does who works in the editor. */
  const edit = (file: string, line = 1): Promise<void> =>
    workbench.evaluate(
      async (vscode, { file, line }) => {
        const [uri] = await vscode.workspace.findFiles(file);
        if (uri === undefined) throw new Error(`no ${file}`);
        const place = new vscode.Position(line - 1, 10);
        await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place) });
      },
      { file, line },
    );
  const cursor = (): Promise<string> =>
    workbench.evaluate((vscode) => {
      const editor = vscode.window.activeTextEditor;
      return editor === undefined ? "" : editor.document.getText(editor.selection);
    }, undefined);

  it("draws the workflow of the active file in the side panel", async () => {
    assert.deepEqual(await drawn(), ["Retrieved", "StartEvent", "StopEvent", "retrieve", "synthesize"]);
    await workbench.screenshot("graph-side-panel");
  });

  it("opens the source by click and by Enter, and marks the node at the text cursor", async () => {
    await node("step:synthesize").locator(".body").click();
    await workbench.until("the step's name is selected", cursor, (text) => text === "synthesize");
    await node("step:synthesize").and(graph.locator(".at-cursor")).waitFor();
    await node("event:Retrieved").focus();
    await workbench.page.keyboard.press("Enter");
    await workbench.until("the event's name is selected", cursor, (text) => text === "Retrieved");
    await node("event:Retrieved").and(graph.locator(".at-cursor")).waitFor();
  });

  it("shows and sets the very breakpoints of the gutter", async () => {
    await node("event:Retrieved")
      .locator(".body")
      .click({ modifiers: ["Alt"] });
    await node("event:Retrieved").and(graph.locator(".breakpoint-on")).waitFor();
    const lines = await workbench.evaluate(
      (vscode) =>
        vscode.debug.breakpoints.map((each) =>
          each instanceof vscode.SourceBreakpoint ? each.location.range.start.line + 1 : -1,
        ),
      undefined,
    );
    assert.deepEqual(lines, [5]);
    await workbench.evaluate((vscode) => vscode.debug.removeBreakpoints(vscode.debug.breakpoints), undefined);
    await graph.locator(".scene .breakpoint-on").waitFor({ state: "detached" });
  });

  it("follows edits that are not saved; a file that does not parse keeps the last picture, with a note", async () => {
    await replace(
      "  @step(Retrieved)\n",
      "  @step(Retrieved)\n  async log(ev: Retrieved): Promise<void> {\n    console.log(ev);\n  }\n\n  @step(Retrieved)\n",
    );
    await node("step:log").waitFor();
    await replace("console.log(ev);", "console.log(ev;{");
    await graph.locator(".note.error").first().waitFor();
    assert.ok((await drawn()).includes("synthesize"));
    await workbench.screenshot("graph-outdated");
    await replace("console.log(ev;{", "console.log(ev);");
    await graph.locator(".note.error").first().waitFor({ state: "detached" });
    assert.deepEqual(await drawn(), ["Retrieved", "StartEvent", "StopEvent", "log", "retrieve", "synthesize"]);
    await workbench.evaluate(async (vscode) => {
      await vscode.workspace.saveAll();
    }, undefined);
  });

  it("says that another file has no workflow, makes one, and comes back with the file", async () => {
    await edit("plain.ts");
    await graph.getByText("No workflow in plain.ts.").waitFor();
    await graph.getByRole("button", { name: "New Workflow" }).click();
    await graph.locator('.scene .node[data-key="HelloFlow/step:greet"]').waitFor();
    await edit("flow.ts");
    await node("step:log").waitFor();
    // What is no source leaves the picture alone.
    await edit("notes.md");
    await node("step:log").waitFor();
  });

  it("finds the node of the cursor's place by command", async () => {
    await edit("flow.ts", 5);
    await workbench.command("Reveal in Workflow Graph");
    await node("event:Retrieved").and(graph.locator(":focus")).waitFor();
  });

  it("is live while something is debugged, and keeps the last run", async () => {
    await workbench.evaluate((vscode) => {
      vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("RagFlow.synthesize")]);
    }, undefined);
    await edit("flow.ts");
    await workbench.press("F5");
    await workbench.stopped();
    // A stop shows Run and Debug; the graph is one click away.
    await workbench.page.locator('.activitybar a[aria-label^="Stepwright"]').click();
    await node("step:synthesize").and(graph.locator(".held")).waitFor();
    await graph.locator('.edge.held[data-key="RagFlow/accept:Retrieved:synthesize"]').waitFor({ state: "attached" });
    assert.equal(await graph.locator(".live-status").textContent(), "Stopped: Retrieved → synthesize");
    await workbench.screenshot("graph-stopped");
    // A number on an arrow leads to the events themselves.
    await graph.locator('[data-count="RagFlow/accept:Retrieved:synthesize"]').click();
    const event = graph.getByRole("dialog", { name: "Events" }).locator("details").first();
    await event.getByText("stopped before it").waitFor();
    await event.locator("dd").getByText("what is a step?").waitFor();
    await workbench.screenshot("graph-payloads");
    await workbench.press("F5");
    await workbench.ended();
    await graph.getByText("Last run: completed").waitFor();
    await workbench.screenshot("graph-last-run");
  });
});
