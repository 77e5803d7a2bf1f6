import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { stack, startAndStop, stopped } from "./support/session.ts";
import { workspaceFolder, writeFile } from "./support/workspace.ts";

const SUMS = `import { Context, Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Counted extends Event.with("Counted", { n: z.number() }) {}

export class Sums extends Workflow<object, number> {
  @step(StartEvent)
  async begin(_ev: StartEvent, ctx: Context): Promise<Counted> {
    await ctx.set("total", 0);
    return new Counted({ n: 1 });
  }

  @step(Counted)
  async add(ev: Counted, ctx: Context): Promise<Counted | StopEvent<number>> {
    const total = (await ctx.get<number>("total")) + ev.n;
    if (ev.n === 2) await ctx.set("total", total);
    return ev.n < 3 ? new Counted({ n: ev.n + 1 }) : new StopEvent({ result: total });
  }
}
`;

// The extension API has no data breakpoints: they go to the session as VS Code itself sends them.
describe("a data breakpoint", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "data/" });

  before(() => activated());

  it("stops the run after the step that writes the path", async () => {
    const program = writeFile("data/sums.ts", SUMS).fsPath;
    const launch = { type: "stepwright", request: "launch", name: "sums", program, workflow: "Sums", input: {} };
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("Counted", true, undefined, "1")]);
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), launch);
    const [top] = await stack(session, threadId);
    const info: DebugProtocol.DataBreakpointInfoResponse["body"] = await session.customRequest("dataBreakpointInfo", {
      name: "state.total",
      frameId: top?.id,
    });
    assert.ok(info.dataId !== null, info.description);
    const breakpoints = [{ dataId: info.dataId, accessType: "write" }];
    await session.customRequest("setDataBreakpoints", { breakpoints });
    await session.customRequest("continue", { threadId });
    const written = await stopped(sessions.stepwright, 2);
    assert.equal(written.reason, "data breakpoint");
    const shown = sessions.stepwright.messages.flatMap(({ message }) =>
      "event" in message && message.event === "stopped" ? [(message as DebugProtocol.StoppedEvent).body] : [],
    );
    assert.match(JSON.stringify(shown[1]), /state\.total: 0 → 2/);
  });
});
