import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import type { DapMessage } from "../javascript/dap-message.ts";

interface Frame {
  readonly id: number;
  readonly line: number;
}

/**
 * The frames that our sessions have told of. Values in the editor are asked for when a frame gets the focus, and the API
 * still names the frame before it then; whose frame it is shows by its id and line.
 */
export class EventFrames implements vscode.Disposable {
  /** By session: the line (from 1) of each frame. */
  readonly #lines = new Map<string, Map<number, number>>();
  readonly #tracker: vscode.Disposable;

  constructor() {
    this.#tracker = vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
      createDebugAdapterTracker: (session) => ({
        onWillStopSession: () => this.#lines.delete(session.id),
        onDidSendMessage: (message: DapMessage) => {
          if (message.type === "event" && message.event === "stopped") this.#lines.delete(session.id);
          if (message.type !== "response" || message.command !== "stackTrace" || !message.success) return;
          const { stackFrames } = message.body as { stackFrames: readonly Frame[] };
          const known = this.#lines.get(session.id) ?? new Map<number, number>();
          for (const { id, line } of stackFrames) known.set(id, line);
          this.#lines.set(session.id, known);
        },
      }),
    });
  }

  /** @param line from 0 */
  has(frameId: number, line: number): boolean {
    return [...this.#lines.values()].some((frames) => frames.get(frameId) === line + 1);
  }

  /** The line (from 0) of the frame that has the focus; undefined where it is none of ours. */
  get focusedLine(): number | undefined {
    const { activeStackItem: item } = vscode.debug;
    if (!(item instanceof vscode.DebugStackFrame)) return undefined;
    const line = this.#lines.get(item.session.id)?.get(item.frameId);
    return line === undefined ? undefined : line - 1;
  }

  dispose(): void {
    this.#tracker.dispose();
  }
}
