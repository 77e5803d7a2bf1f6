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

/** Fills the active file if there is nothing in it yet, else opens a new one. */
export async function newWorkflow(): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (editor?.document.languageId === "typescript" && editor.document.getText().trim() === "") {
    const whole = new vscode.Range(
      new vscode.Position(0, 0),
      editor.document.positionAt(editor.document.getText().length),
    );
    await editor.edit((edit) => edit.replace(whole, TEMPLATE));
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: "typescript", content: TEMPLATE });
  await vscode.window.showTextDocument(document);
}
