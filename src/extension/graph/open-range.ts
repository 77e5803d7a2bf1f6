/** Shows a place of the source in the editor that a person expects it in. */
import * as vscode from "vscode";
import type { SourceRange } from "../../analysis/workflow-graph.ts";

/** Does nothing for a thing without a source. */
export async function openRange(range: SourceRange | undefined): Promise<void> {
  if (range === undefined) return;
  const uri = vscode.Uri.file(range.file);
  const { startLine, startColumn, endLine, endColumn } = range;
  const selection = new vscode.Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1);
  // Where the file is in sight already, there; never over the graph's own tab.
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
  const other = vscode.window.visibleTextEditors[0];
  const viewColumn = visible?.viewColumn ?? other?.viewColumn ?? columnBesideTab();
  const options = viewColumn === undefined ? {} : { viewColumn };
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(selection.start, selection.start),
    ...options,
  });
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  editor.selection = new vscode.Selection(selection.start, startLine === endLine ? selection.end : selection.start);
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function columnBesideTab(): vscode.ViewColumn | undefined {
  const active = vscode.window.tabGroups.activeTabGroup;
  return active.activeTab?.input instanceof vscode.TabInputWebview ? vscode.ViewColumn.Beside : undefined;
}
