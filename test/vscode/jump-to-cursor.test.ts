import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { consoleText, fileOf, stack, startAndStop, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

/** One event goes to three steps; the result is the order in which they came. */
const BRANCHES = `import { Context, Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Found extends Event.with("Found", { text: z.string() }) {}
class Seen extends Event.with("Seen", { by: z.string() }) {}

export class Branches extends Workflow<object, string> {
  @step(StartEvent)
  async find(): Promise<Found> {
    return new Found({ text: "it" });
  }

  @step(Found)
  async first(_ev: Found): Promise<Seen> {
    return new Seen({ by: "first" });
  }

  @step(Found)
  async second(_ev: Found): Promise<Seen> {
    return new Seen({ by: "second" });
  }

  @step(Found)
  async third(_ev: Found): Promise<Seen> {
    return new Seen({ by: "third" });
  }

  @step(Seen, { workers: 1 })
  async gather(ev: Seen, ctx: Context): Promise<StopEvent<string> | undefined> {
    const seen = [...(await ctx.get<string[]>("seen", [])), ev.by];
    await ctx.set("seen", seen);
    return seen.length === 3 ? new StopEvent({ result: seen.join(" ") }) : undefined;
  }
}
`;

describe("Jump to Cursor", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "jumps/" });
  let branches: vscode.Uri;

  before(async () => {
    await activated();
    branches = writeFile("jumps/branches.ts", BRANCHES);
  });

  const configuration = (): vscode.DebugConfiguration => ({
    ...{ type: "stepwright", request: "launch", name: "branches" },
    ...{ program: branches.fsPath, workflow: "Branches", input: {} },
  });

  /** Stops before `first`, puts the cursor on a line of the file, and jumps there. */
  async function jumpTo(part: string): Promise<{ session: vscode.DebugSession; threadId: number }> {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("Found", true, undefined, "1")]);
    const stop = await startAndStop(sessions.stepwright, workspaceFolder(), configuration());
    await until("a selected frame", () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame);
    const cursor = new vscode.Position(lineOf(BRANCHES, part), 8);
    await vscode.window.showTextDocument(branches, { selection: new vscode.Range(cursor, cursor) });
    // With several targets VS Code shows a list, and waits for a choice.
    void vscode.commands.executeCommand("debug.jumpToCursor");
    return stop;
  }

  it("dispatches the event that waits for the step there first", async () => {
    const { session, threadId } = await jumpTo("async third(");
    const jumped = await stopped(sessions.stepwright, 2);
    assert.deepEqual([jumped.reason, jumped.threadId], ["goto", threadId]);
    assert.equal((await stack(session, threadId))[0]?.name, "Found → third");
    await session.customRequest("continue", { threadId });
    await until("the result", () => consoleText(sessions.stepwright).includes("third first second"));
  });

  it("is as Step Into Target, which goes on into the body of the step that is chosen", async () => {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("Found", true, undefined, "1")]);
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), configuration());
    const [top] = await stack(session, threadId);
    const { targets }: DebugProtocol.StepInTargetsResponse["body"] = await session.customRequest("stepInTargets", {
      frameId: top?.id,
    });
    assert.deepEqual(
      targets.map(({ label }) => label),
      ["Found → first", "Found → second", "Found → third"],
    );
    await session.customRequest("stepIn", { threadId, targetId: targets[2]?.id });
    const body = await stopped(sessions.javaScript, 1);
    const [line] = await stack(body.session, body.threadId);
    assert.deepEqual([fileOf(line), line?.line], [branches.fsPath, lineOf(BRANCHES, 'by: "third"') + 1]);
    await body.session.customRequest("continue", { threadId: body.threadId });
    await stopped(sessions.stepwright, 2);
    await session.customRequest("continue", { threadId });
    await until("the result", () => consoleText(sessions.stepwright).includes("third first second"));
  });

  it("on the class of an event offers every step that it waits for", async () => {
    const { session, threadId } = await jumpTo("class Found");
    await until("the choice", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return sessions.stepwright.messages.some(({ message }) => "event" in message && isGoto(message));
    });
    assert.equal((await stack(session, threadId))[0]?.name, "Found → second");
  });
});

function isGoto(message: object): boolean {
  return (message as { body?: { reason?: string } }).body?.reason === "goto";
}
