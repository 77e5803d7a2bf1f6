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
  readonly #known = new Set<string>();
  readonly #tracker: vscode.Disposable;

  constructor() {
    this.#tracker = vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: DapMessage) => {
          if (message.type === "event" && message.event === "stopped") this.#known.clear();
          if (message.type !== "response" || message.command !== "stackTrace" || !message.success) return;
          const { stackFrames } = message.body as { stackFrames: readonly Frame[] };
          for (const { id, line } of stackFrames) this.#known.add(`${id}:${line}`);
        },
      }),
    });
  }

  /** @param line from 0 */
  has(frameId: number, line: number): boolean {
    return this.#known.has(`${frameId}:${line + 1}`);
  }

  dispose(): void {
    this.#tracker.dispose();
  }
}
