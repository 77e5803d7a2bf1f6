import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM, REVIEW_FLOW } from "./support/flows.ts";
import { startAndStop, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { breakpointAt, workspaceFolder, writeFile } from "./support/workspace.ts";

/** Files that VS Code opens only when they are let: as over a slow connection. */
class SlowFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  readonly watch = (): vscode.Disposable => new vscode.Disposable(() => {});
  readonly stat = (): vscode.FileStat => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: PROGRAM.length });
  readonly readDirectory = (): [] => [];
  readonly createDirectory = (): void => {};
  readonly writeFile = (): void => {};
  readonly delete = (): void => {};
  readonly rename = (): void => {};
  isRead = false;
  open: () => void = () => {};
  readonly #opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  async readFile(): Promise<Uint8Array> {
    this.isRead = true;
    await this.#opened;
    return Buffer.from(PROGRAM);
  }
}

/** The source of every frame is one of the slow files. */
function sourcesIn(scheme: string): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory("stepwright", {
    createDebugAdapterTracker: () => ({
      onDidSendMessage({ command, body }: DebugProtocol.StackTraceResponse) {
        if (command !== "stackTrace") return;
        for (const frame of body?.stackFrames ?? []) if (frame.source) frame.source.path = `${scheme}:/count.ts`;
      },
    }),
  });
}

/** What VS Code is not told: for it the JavaScript session is still stopped. */
function withoutContinued(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory("pwa-node", {
    createDebugAdapterTracker: () => ({
      onDidSendMessage(message: DebugProtocol.Event) {
        if (message.event === "continued") message.event = "stepwright.test.continued";
      },
    }),
  });
}

describe("a stop at an event right after one in a step's body", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "focus/" });

  it("is shown, although VS Code has not taken in that the body has gone on", async () => {
    await activated();
    const count = writeFile("focus/count.ts", PROGRAM);
    const blind = withoutContinued();
    try {
      vscode.debug.addBreakpoints([
        breakpointAt(count, PROGRAM, "new Counted({ count: ev.limit })"),
        breakpointAt(count, PROGRAM, "class Counted"),
      ]);
      const program = { type: "stepwright", request: "launch", name: "count", program: count.fsPath };
      assert.ok(await vscode.debug.startDebugging(workspaceFolder(), program));
      const { session, threadId } = await stopped(sessions.javaScript, 1);
      await until("the focus on the body", () => {
        const { activeStackItem: item } = vscode.debug;
        return item instanceof vscode.DebugStackFrame && item.session.id === session.id;
      });
      await session.customRequest("continue", { threadId });
      const second = await stopped(sessions.stepwright, 1);
      await until("the focus on the event", () => {
        const { activeStackItem: item } = vscode.debug;
        return item instanceof vscode.DebugStackFrame && item.session.id === second.session.id;
      });
    } finally {
      blind.dispose();
    }
  });
});

/** VS Code gives its focus to a stopped session when the stop's file is open, also where that session has ended meanwhile. */
describe("a session that ends while the file of its stop is opened", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "focus/" });

  it("does not keep the focus from the next one", async () => {
    await activated();
    const count = writeFile("focus/count.ts", PROGRAM);
    const program = { type: "stepwright", request: "launch", name: "count", program: count.fsPath };
    vscode.debug.addBreakpoints([breakpointAt(count, PROGRAM, "class Counted")]);
    const files = new SlowFiles();
    const slow = vscode.Disposable.from(
      vscode.workspace.registerFileSystemProvider("slow", files, { isReadonly: true }),
      sourcesIn("slow"),
    );
    const first = await startAndStop(sessions.stepwright, workspaceFolder(), program);
    await until("VS Code's reading of the file", () => files.isRead);
    const ended = new Promise<void>((resolve) => {
      const listening = vscode.debug.onDidTerminateDebugSession(({ id }) => {
        if (id !== first.session.id) return;
        listening.dispose();
        resolve();
      });
    });
    await vscode.debug.stopDebugging(first.session);
    await ended;
    files.open();
    await until("the file", () => vscode.window.activeTextEditor?.document.uri.scheme === "slow");
    slow.dispose();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    const review = writeFile("focus/review.ts", REVIEW_FLOW);
    const waiting = {
      ...program,
      name: "review",
      program: review.fsPath,
      workflow: "ReviewFlow",
      input: { topic: "bees" },
    };
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), waiting));
    await until("the focus on what runs", () => vscode.debug.activeDebugSession?.name === "review");
  });
});
