import * as vscode from "vscode";

/** Registers a command whose failure is a message for the person, and a line in the log, never silence. */
export function registerCommand<A extends unknown[]>(
  log: vscode.LogOutputChannel,
  id: string,
  run: (...args: A) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: A) => {
    try {
      return await run(...args);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  });
}
