import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { PROGRAM, REVIEW_FLOW } from "./support/flows.ts";
import { until } from "./support/until.ts";
import { writeFile } from "./support/workspace.ts";

describe("opening a folder with workflows", () => {
  it("finds them, also those that no editor has open", async () => {
    writeFile("activation/review.ts", REVIEW_FLOW);
    const { analysis } = await activated();
    const found = await until("the workflow", async () =>
      (await analysis.workspace()).find(({ file }) => file.endsWith("activation/review.ts")),
    );
    assert.deepEqual(
      found.workflows.map(({ name }) => name),
      ["ReviewFlow"],
    );
  });

  it("follows edits that are not saved", async () => {
    const uri = writeFile("activation/edited.ts", REVIEW_FLOW);
    const { analysis } = await activated();
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) =>
      edit.replace(new vscode.Range(0, 0, document.lineCount, 0), REVIEW_FLOW.replaceAll("ReviewFlow", "EditedFlow")),
    );
    await until("the new name", () => analysis.latest(uri.fsPath)?.workflows[0]?.name === "EditedFlow");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("offers a program as a program, and a class by its name", async () => {
    const { analysis } = await activated();
    const program = writeFile("activation/count.ts", PROGRAM);
    writeFile("activation/review.ts", REVIEW_FLOW);
    await vscode.window.showTextDocument(program);
    await until("both files", () => {
      const files = analysis.known().filter(({ workflows }) => workflows.length > 0);
      return files.length >= 2 && files.some(({ file }) => file === program.fsPath);
    });
    const offered = await vscode.commands.executeCommand<vscode.DebugConfiguration[]>("stepwright.configurations");
    assert.equal(offered[0]?.name, "Debug program activation/count.ts", "the active file comes first");
    const review = offered.find(({ name }) => name === "Debug ReviewFlow (activation/review.ts)");
    assert.deepEqual(
      { ...review },
      {
        type: "stepwright",
        request: "launch",
        name: "Debug ReviewFlow (activation/review.ts)",
        program: `\${workspaceFolder}/activation/review.ts`,
        workflow: "ReviewFlow",
      },
    );
  });
});
