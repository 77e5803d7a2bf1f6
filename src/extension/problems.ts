import * as vscode from "vscode";

/** Something a person must know: what is wrong with what, and the way out. */
export interface Problem {
  readonly message: string;
  /** A longer text under the message; makes the message a dialog. */
  readonly detail?: string;
  /** Shown as a dialog that must be closed, as VS Code does where a session cannot start. */
  readonly modal?: boolean;
  /** Buttons: what they say and what they do. */
  readonly actions?: Readonly<Record<string, () => unknown>>;
}

/** The one place where errors become messages; each is in the log, too. */
export class Problems implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #reported = new vscode.EventEmitter<Problem>();
  readonly onDidReport = this.#reported.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** Shows the message. Does not wait for the person: what failed has failed. */
  report(problem: Problem): void {
    const { message, detail, modal = false, actions = {} } = problem;
    this.#log.error(detail === undefined ? message : `${message} ${detail}`);
    const options: vscode.MessageOptions = { modal, ...(detail === undefined ? {} : { detail }) };
    vscode.window.showErrorMessage(message, options, ...Object.keys(actions)).then(
      (button) => (button === undefined ? undefined : actions[button]?.()),
      (error: unknown) => this.#log.error(String(error)),
    );
    this.#reported.fire(problem);
  }

  /** Registers a command whose failure is reported, never silent. */
  command<A extends unknown[]>(id: string, run: (...args: A) => unknown): vscode.Disposable {
    return vscode.commands.registerCommand(id, async (...args: A) => {
      try {
        return await run(...args);
      } catch (error) {
        this.#log.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
        this.report({ message: error instanceof Error ? error.message : String(error) });
        return undefined;
      }
    });
  }

  dispose(): void {
    this.#reported.dispose();
  }
}
