import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { compilerErrors } from "./support/typescript.ts";
import { until } from "./support/until.ts";
import { writeFile } from "./support/workspace.ts";

const IMPORTS = `import { Context, Event, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";
`;
const IN_CLASS = `${IMPORTS}
export class OneFlow extends Workflow<object, string> {
  HERE
}
`;

/** Each snippet with the text around it. */
const SNIPPETS: Readonly<Record<string, string>> = {
  "sw-workflow": "HERE",
  "sw-step": IN_CLASS,
  "sw-event": `${IMPORTS}\nHERE\n`,
  "sw-approval": IN_CLASS,
};

describe("snippets", () => {
  before(() => activated());
  afterEach(() => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  for (const [prefix, around] of Object.entries(SNIPPETS)) {
    it(`${prefix} gives code that compiles`, async () => {
      // As a person types it.
      const uri = writeFile(`snippets/${prefix}.ts`, around.replace("HERE", prefix));
      const editor = await vscode.window.showTextDocument(uri);
      const { document } = editor;
      const start = document.positionAt(around.indexOf("HERE"));
      const here = new vscode.Range(start, start.translate(0, prefix.length));
      const offered = await until("the snippet among what is offered", async () => {
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          "vscode.executeCompletionItemProvider",
          uri,
          here.end,
        );
        return list.items.find(({ label }) => (typeof label === "string" ? label : label.label) === prefix);
      });
      assert.equal(offered.kind, vscode.CompletionItemKind.Snippet);
      const { insertText } = offered;
      const snippet = typeof insertText === "string" ? new vscode.SnippetString(insertText) : insertText;
      assert.ok(snippet);
      assert.ok(await editor.insertSnippet(snippet, here));
      assert.ok(!document.getText().includes(prefix));
      assert.deepEqual(await compilerErrors(uri), [], document.getText());
    });
  }

  it("sw-workflow gives a workflow without a problem", async () => {
    const uri = writeFile("snippets/whole.ts", "");
    const editor = await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand("editor.action.insertSnippet", {
      langId: "typescript",
      name: "Stepwright: workflow",
    });
    const { analysis } = await activated();
    await until("the workflow", () => analysis.latest(uri.fsPath)?.workflows[0]?.name === "MyFlow");
    assert.deepEqual(await analysis.diagnose(uri), [], editor.document.getText());
  });
});
