import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { REVIEW_FLOW } from "./support/flows.ts";
import { until } from "./support/until.ts";
import { writeFile } from "./support/workspace.ts";

describe("the outline", () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("stepwright.outline");
  before(() => activated());
  after(() => settings().update("enabled", undefined));

  it("has a group of workflows where it is wanted, and else TypeScript's symbols alone", async () => {
    const uri = writeFile("outline/review.ts", REVIEW_FLOW);
    await vscode.window.showTextDocument(uri);
    const flows = async (): Promise<vscode.DocumentSymbol[]> => {
      const all = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        "vscode.executeDocumentSymbolProvider",
        uri,
      );
      return all?.filter(({ name }) => name === "ReviewFlow") ?? [];
    };
    await until("TypeScript's symbol alone", async () => (await flows()).length === 1);
    await settings().update("enabled", true);
    const both = await until("both", async () => {
      const found = await flows();
      return found.length === 2 && found;
    });
    const ours = both.find(({ children }) => children.some(({ kind }) => kind === vscode.SymbolKind.Event));
    assert.deepEqual(
      ours?.children.map(({ name, detail }) => `${name}: ${detail}`),
      [
        "draft: StartEvent → Drafted",
        "review: Drafted → StopEvent · asks with InputRequiredEvent · waits for HumanResponseEvent",
      ],
    );
    await settings().update("enabled", false);
    await until("TypeScript's symbol alone", async () => (await flows()).length === 1);
  });
});
