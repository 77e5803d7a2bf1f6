/** A first workflow to start from, for a file that has none. */
import * as vscode from "vscode";

const TEMPLATE = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Greeted extends Event.with("Greeted", { text: z.string() }) {}

export class HelloFlow extends Workflow<{ name: string }, string> {
  @step(StartEvent)
  async greet(ev: StartEvent<{ name: string }>): Promise<Greeted> {
    return new Greeted({ text: \`Hello, \${ev.name}!\` });
  }

  @step(Greeted)
  async finish(ev: Greeted): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.text });
  }
}
`;

/** Fills the active file if there is nothing in it yet, else makes a new one beside it. */
export async function newWorkflow(): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (editor?.document.languageId === "typescript" && editor.document.getText().trim() === "") {
    const end = editor.document.positionAt(editor.document.getText().length);
    await editor.edit((edit) => edit.replace(new vscode.Range(new vscode.Position(0, 0), end), TEMPLATE));
    return;
  }
  const folder =
    editor?.document.uri.scheme === "file"
      ? vscode.Uri.joinPath(editor.document.uri, "..")
      : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: "typescript", content: TEMPLATE }),
    );
    return;
  }
  const uri = await freeName(folder);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(TEMPLATE) });
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${uri.fsPath} could not be written.`);
  await vscode.window.showTextDocument(uri);
}

/** `hello-flow.ts`, or with the first number that is free. */
async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? "hello-flow.ts" : `hello-flow-${number}.ts`;
    if (!taken.has(name)) return vscode.Uri.joinPath(folder, name);
  }
}
