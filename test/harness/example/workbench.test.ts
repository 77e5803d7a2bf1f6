import assert from "node:assert/strict";
import { Workbench } from "../ui/workbench.ts";

const program = `const greeting: string = "hello";
const answer = { count: 42 };
console.log(greeting, answer.count);
`;

describe("Workbench", function () {
  this.timeout(120_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { "hello.ts": program } });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.title.replaceAll(" ", "-"));
  });
  after(() => workbench?.close());

  it("runs code in the extension host", async () => {
    const folders = await workbench.evaluate(
      (vscode, suffix) => (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.path + suffix),
      "!",
    );
    assert.deepEqual(folders, [`${workbench.folder}!`]);
  });

  it("sets a breakpoint in the gutter", async () => {
    await workbench.openFile("hello.ts");
    await workbench.clickGutter(3);
    const lines = await workbench.until(
      "a breakpoint",
      () =>
        workbench.evaluate(
          (vscode) =>
            vscode.debug.breakpoints.map((point) =>
              point instanceof vscode.SourceBreakpoint ? point.location.range.start.line + 1 : 0,
            ),
          undefined,
        ),
      (found) => found.length > 0,
    );
    assert.deepEqual(lines, [3]);
  });

  it("stops in a debugged program and reads what it shows", async () => {
    await workbench.evaluate((vscode) => {
      void vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        type: "node",
        request: "launch",
        name: "hello",
        program: "hello.ts",
        runtimeArgs: ["--import", "tsx"],
        console: "internalConsole",
        outputCapture: "std",
      });
    }, undefined);
    await workbench.stopped();
    assert.equal(await workbench.variable("Module", "greeting"), "'hello'");
    assert.equal(await workbench.variable("Module", "answer", "count"), "42");
    await workbench.screenshot("harness-stopped");
    await workbench.debugAction("Continue");
    await workbench.debugConsoleLine("hello 42");
    await workbench.ended();
  });
});
