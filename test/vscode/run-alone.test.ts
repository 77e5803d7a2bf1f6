import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM } from "./support/flows.ts";
import { consoleText, events, fileOf, stack, startAndStop, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

const TWO = PROGRAM.replace(
  "await new CountFlow().run({ limit: 3 })",
  "await Promise.all([new CountFlow().run({ limit: 3 }), new CountFlow().run({ limit: 5 })])",
);

describe("a run alone", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "alone/" });
  let two: vscode.Uri;

  before(async () => {
    await activated();
    two = writeFile("alone/two.ts", TWO);
  });

  /** Stops both runs where the first is about to take its first `Counted`; no breakpoint is left. */
  async function stopBoth(): Promise<{ session: vscode.DebugSession; first: number; second: number }> {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("Counted")]);
    const { session, threadId: first } = await startAndStop(sessions.stepwright, workspaceFolder(), {
      ...{ type: "stepwright", request: "launch", name: "two", program: two.fsPath },
    });
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    const { threads }: DebugProtocol.ThreadsResponse["body"] = await session.customRequest("threads");
    const second = threads.find(({ id }) => id !== first)?.id;
    assert.ok(second, "there are two runs");
    await until("the selected run", () => selected()?.threadId === first);
    return { session, first, second };
  }

  function selected(): vscode.DebugStackFrame | undefined {
    const { activeStackItem: item } = vscode.debug;
    return item instanceof vscode.DebugStackFrame ? item : undefined;
  }

  it("steps over one dispatch of the selected run, and the other stays where it is", async () => {
    const { session, first, second } = await stopBoth();
    const other = (await stack(session, second)).map(({ name }) => name);
    await vscode.commands.executeCommand("stepwright.stepOverAlone");
    const stop = await stopped(sessions.stepwright, 2);
    assert.deepEqual([stop.threadId, stop.reason], [first, "step"]);
    await until("the new frame", async () => selected()?.frameId === (await stack(session, first))[0]?.id);
    assert.match((await stack(session, first))[1]?.name ?? "", /Counted → countDown/);
    assert.deepEqual(
      (await stack(session, second)).map(({ name }) => name),
      other,
    );
    await vscode.commands.executeCommand("workbench.action.debug.continue");
    await until("both results", () => consoleText(sessions.stepwright).includes("the result is [ 42, 42 ]"));
  });

  it("goes on from the menu of its row, and ends; the other is still held", async () => {
    const { session, first, second } = await stopBoth();
    await vscode.commands.executeCommand("stepwright.continueAlone", second, { sessionId: session.id });
    await until("the end of the run", () =>
      events<DebugProtocol.ThreadEvent>(sessions.stepwright, "thread").some(
        ({ body }) => body.reason === "exited" && body.threadId === second,
      ),
    );
    assert.match((await stack(session, first))[0]?.name ?? "", /Counted → countDown/);
    assert.equal(selected()?.threadId, first);
  });

  it("is stepped into and out of", async () => {
    const { session, first, second } = await stopBoth();
    const depth = (await stack(session, second)).length;
    await vscode.commands.executeCommand("stepwright.stepIntoAlone");
    const body = await stopped(sessions.javaScript, 1);
    const [top] = await stack(body.session, body.threadId);
    assert.deepEqual([fileOf(top), top?.line], [two.fsPath, lineOf(TWO, "const next =") + 1]);
    await until("the focus", () => selected()?.session.id === body.session.id);
    await vscode.commands.executeCommand("workbench.action.debug.stepOut");
    const next = await stopped(sessions.stepwright, 2);
    assert.deepEqual([next.threadId, next.reason], [first, "step"]);
    assert.equal((await stack(session, second)).length, depth);
    await until("the focus", () => selected()?.session.id === session.id);
    await vscode.commands.executeCommand("stepwright.stepOutAlone");
    await until("the end of the run", () =>
      events<DebugProtocol.ThreadEvent>(sessions.stepwright, "thread").some(({ body }) => body.reason === "exited"),
    );
    assert.equal((await stack(session, second)).length, depth);
  });

  it("without a run says what to do", async () => {
    const { problems } = await activated();
    const reported: string[] = [];
    const listener = problems.onDidReport(({ message }) => reported.push(message));
    await vscode.commands.executeCommand("stepwright.continueAlone");
    listener.dispose();
    assert.match(reported.join(), /Select a workflow run in the Call Stack/);
  });
});
