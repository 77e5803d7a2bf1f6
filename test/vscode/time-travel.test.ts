import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM } from "./support/flows.ts";
import { consoleText, events, sessionsEnd, stack, startAndStop, stopped, variables } from "./support/session.ts";
import { until } from "./support/until.ts";
import { workspaceFolder, writeFile } from "./support/workspace.ts";

describe("time travel", function () {
  this.timeout(150_000);
  const sessions = debugSessions();
  let count: vscode.Uri;
  const file = (): string => join(workspaceFolder().uri.fsPath, "past", "count.stepwright.jsonl");
  const program = (): vscode.DebugConfiguration => ({
    type: "stepwright",
    request: "launch",
    name: "count",
    program: count.fsPath,
    record: file(),
    breakOnEvents: ["countDown"],
  });

  before(async () => {
    await activated();
    count = writeFile("past/count.ts", PROGRAM);
  });
  afterEach(() => {
    rmSync(file(), { force: true });
  });

  /** Runs one of VS Code's own commands, as soon as there is a frame that it is for. */
  async function press(name: string): Promise<void> {
    await until("a selected frame", () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame);
    await vscode.commands.executeCommand(`workbench.action.debug.${name}`);
  }

  async function command(name: string, nth: number): Promise<{ session: vscode.DebugSession; threadId: number }> {
    await press(name);
    return stopped(sessions.stepwright, nth);
  }

  it("Step Back, Reverse and Step Over go through the past, and Continue on from now", async () => {
    await startAndStop(sessions.stepwright, workspaceFolder(), program());
    await command("continue", 2);
    const now = await command("continue", 3);
    assert.deepEqual(await variables(now.session, now.threadId, "Event"), { count: "1" });
    const back = await command("stepBack", 4);
    assert.deepEqual(await variables(back.session, back.threadId, "Event"), { count: "2" });
    const further = await command("reverseContinue", 5);
    assert.deepEqual(await variables(further.session, further.threadId, "Event"), { count: "3" });
    await command("stepBack", 6);
    assert.match((await stack(further.session, further.threadId))[0]?.name ?? "", /StartEvent.*start/);
    const forth = await command("stepOver", 7);
    assert.deepEqual(await variables(forth.session, forth.threadId, "Event"), { count: "3" });
    await command("continue", 8);
    await command("continue", 9);
    await press("continue");
    await sessionsEnd();
    assert.match(consoleText(sessions.stepwright), /the result is 42/);
  });

  it("Restart Frame forks: both runs are in sight", async () => {
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), program());
    const frames = await stack(session, threadId);
    await session.customRequest("restartFrame", { frameId: frames[1]?.id });
    const forked = await stopped(sessions.stepwright, 2);
    assert.notEqual(forked.threadId, threadId);
    const { threads }: DebugProtocol.ThreadsResponse["body"] = await session.customRequest("threads");
    assert.deepEqual(
      threads.map(({ name }) => name),
      ["CountFlow #1", "CountFlow #1 (forked at 1)"],
    );
  });

  it("a recording is replayed without a program", async () => {
    await startAndStop(sessions.stepwright, workspaceFolder(), { ...program(), breakOnEvents: [], stopOnEntry: true });
    await press("continue");
    await sessionsEnd();
    assert.ok(existsSync(file()));
    assert.equal(await vscode.commands.executeCommand("stepwright.replayRecording", vscode.Uri.file(file())), true);
    const { session, threadId, reason } = await stopped(sessions.stepwright, 2);
    assert.equal(reason, "entry");
    assert.equal(session.name, "Replay count");
    assert.match((await stack(session, threadId))[0]?.name ?? "", /StartEvent.*start/);
    const end = await command("continue", 3);
    assert.deepEqual(await variables(end.session, end.threadId, "Event"), { count: "1" });
    assert.equal(events(sessions.stepwright, "process").filter((event) => event.session.id === session.id).length, 0);
  });
});
