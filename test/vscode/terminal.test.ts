import assert from "node:assert/strict";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM } from "./support/flows.ts";
import { fileOf, stack, stepInto, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { breakpointAt, lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

describe("bodies of steps in a terminal", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "terminal/" });
  let count: vscode.Uri;

  before(async () => {
    await activated();
    count = writeFile("terminal/count.ts", PROGRAM);
  });

  const launch = (name: string, more: object = {}): vscode.DebugConfiguration => {
    const program = vscode.Uri.joinPath(count, "..", `${name}.ts`).fsPath;
    return { type: "stepwright", request: "launch", name, program, ...more };
  };
  const at = (part: string): vscode.SourceBreakpoint => breakpointAt(count, PROGRAM, part);
  const assertAt = async (stop: { session: vscode.DebugSession; threadId: number }, part: string): Promise<void> => {
    const [top] = await stack(stop.session, stop.threadId);
    assert.deepEqual([fileOf(top), top?.line], [count.fsPath, lineOf(PROGRAM, part) + 1]);
  };

  it("are stepped into, and stop at their lines", async () => {
    vscode.debug.addBreakpoints([
      at("new Counted({ count: ev.limit })"),
      new vscode.FunctionBreakpoint("CountFlow.countDown"),
    ]);
    const inTerminal = launch("count", { console: "integratedTerminal" });
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), inTerminal));
    const first = await stopped(sessions.javaScript, 1);
    await assertAt(first, "new Counted({ count: ev.limit })");
    const terminal = await until("its terminal", () => vscode.window.terminals.find(({ name }) => name === "count"));
    assert.ok(await terminal.processId);
    await first.session.customRequest("continue", { threadId: first.threadId });
    const { session, threadId } = await stopped(sessions.stepwright, 1);
    assert.match((await stack(session, threadId))[0]?.name ?? "", /Counted → countDown/);
    await stepInto(session);
    await assertAt(await stopped(sessions.javaScript, 2), "const next =");
    terminal.dispose();
  });
});
