import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("extension host", () => {
  it("has the workspace open and the extension under test loaded", () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    assert.ok(vscode.extensions.getExtension("stepwright.stepwright"));
  });

  it("has js-debug", () => {
    assert.ok(vscode.extensions.getExtension("ms-vscode.js-debug"));
  });
});
