import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM } from "./support/flows.ts";
import { fileOf, type Recording, stack, startAndStop, stepInto, stepOut, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { breakpointAt, lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

/** tsx's hooks have a thread of their own, beside the one that runs the workflow. */
const CHILD = `import { register } from "tsx/esm/api";
register();
await import("./count.ts");
process.disconnect?.();
`;

const HOSTS = {
  "a fork that registers tsx": `import { fork } from "node:child_process";
import { once } from "node:events";
await once(fork(new URL("./child.mjs", import.meta.url)), "exit");
`,
  "a fork with --import tsx": `import { fork } from "node:child_process";
import { once } from "node:events";
await once(fork(new URL("./count.ts", import.meta.url), [], { execArgv: ["--import", "tsx"] }), "exit");
`,
  "a worker thread that registers tsx": `import { once } from "node:events";
import { Worker } from "node:worker_threads";
await once(new Worker(new URL("./child.mjs", import.meta.url)), "exit");
`,
};

describe("programs that the program starts", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "started/" });
  let count: vscode.Uri;
  const at = (part: string): vscode.SourceBreakpoint => breakpointAt(count, PROGRAM, part);
  const configuration = (host: string): vscode.DebugConfiguration => {
    const program = writeFile("started/main.ts", host).fsPath;
    return { type: "stepwright", request: "launch", name: "started", program };
  };
  /** Where a JavaScript session stands, as part of the program's text. */
  const standsAt = async ({ session, threadId }: Awaited<ReturnType<typeof stopped>>, part: string): Promise<void> => {
    const [top] = await stack(session, threadId);
    assert.deepEqual([fileOf(top), top?.line], [count.fsPath, lineOf(PROGRAM, part) + 1]);
  };
  const eventAt = async ({ session, threadId }: Awaited<ReturnType<typeof stopped>>): Promise<string | undefined> =>
    (await stack(session, threadId))[0]?.name;

  before(async () => {
    await activated();
    count = writeFile("started/count.ts", PROGRAM);
    writeFile("started/child.mjs", CHILD);
  });

  for (const [kind, host] of Object.entries(HOSTS)) {
    it(`are stepped into and out of, and stop at lines set meanwhile: ${kind}`, async () => {
      vscode.debug.addBreakpoints(
        ["CountFlow.start", "CountFlow.countDown"].map((name) => new vscode.FunctionBreakpoint(name)),
      );
      const first = await startAndStop(sessions.stepwright, workspaceFolder(), configuration(host));
      assert.match((await eventAt(first)) ?? "", /StartEvent.*start/);

      await stepInto(first.session);
      const body = await stopped(sessions.javaScript, 1);
      await standsAt(body, "count: ev.limit");
      await until("all of its call stack", () => wasAskedForTheRest(sessions.javaScript, body.session));
      await stepOut(body.session);
      const second = await stopped(sessions.stepwright, 2);
      assert.match((await eventAt(second)) ?? "", /Counted.*countDown/);

      vscode.debug.addBreakpoints([at("const next =")]);
      await until("the line breakpoint", () => hasBound(sessions.javaScript, body.session));
      await second.session.customRequest("continue", { threadId: second.threadId });
      await standsAt(await stopped(sessions.javaScript, 2), "const next =");
    });
  }

  for (const kind of ["a fork that registers tsx", "a worker thread that registers tsx"] as const) {
    it(`stop at lines of their first step that were set before: ${kind}`, async () => {
      vscode.debug.addBreakpoints([at("count: ev.limit")]);
      await standsAt(
        await startAndStop(sessions.javaScript, workspaceFolder(), configuration(HOSTS[kind])),
        "count: ev.limit",
      );
    });
  }
});

/** VS Code asks for the top frame first, then for the others. */
function wasAskedForTheRest({ messages }: Recording, session: vscode.DebugSession): boolean {
  return messages.some(({ session: its, message }) => {
    const { command, body } = message as DebugProtocol.StackTraceResponse;
    return its.id === session.id && command === "stackTrace" && !body?.stackFrames[0]?.name.endsWith("CountFlow.start");
  });
}

/** Whether the last list of breakpoints that a session was given is bound in it. */
function hasBound({ messages }: Recording, session: vscode.DebugSession): boolean {
  const lists = messages.flatMap(({ session: its, message }) => {
    const { command, body } = message as DebugProtocol.SetBreakpointsResponse;
    return its.id === session.id && command === "setBreakpoints" ? [body.breakpoints] : [];
  });
  return lists.at(-1)?.some(({ verified }) => verified) ?? false;
}
