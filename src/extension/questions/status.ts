import * as vscode from "vscode";
import type { Services } from "../services.ts";

/** The number of open questions in the status bar, one click from answering, and a message for one that has no place in a file. */
export function registerQuestionStatus({ live }: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("stepwright.questions", vscode.StatusBarAlignment.Left, 90);
  item.name = "Workflow Questions";
  item.command = "stepwright.answerQuestion";
  item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
  const update = (): void => {
    const { length } = live.questions;
    void vscode.commands.executeCommand("setContext", "stepwright.hasQuestions", length > 0);
    if (length === 0) return item.hide();
    item.text = `$(comment-unresolved) ${length === 1 ? "1 workflow question" : `${length} workflow questions`}`;
    item.tooltip = live.questions.map(({ prompt }) => `${prompt.workflow}: ${prompt.prompt}`).join("\n");
    item.show();
  };
  return vscode.Disposable.from(
    item,
    live.onDidOpenQuestion(({ session, prompt }) => {
      update();
      if (prompt.source) return;
      void vscode.window
        .showInformationMessage(`${prompt.workflow} asks: ${prompt.prompt}`, "Answer…")
        .then((button) => button && vscode.commands.executeCommand("stepwright.answerQuestion", session.id, prompt.id));
    }),
    live.onDidCloseQuestion(update),
  );
}
