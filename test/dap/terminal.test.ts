import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { WebSocket } from "ws";
import { DapSession, fixture, gone } from "./dap-session.ts";
import { runInTerminal } from "./programs.ts";

describe("in a terminal", () => {
  let session: DapSession;
  let program: ChildProcess | undefined;
  let asked: DebugProtocol.RunInTerminalRequestArguments | undefined;
  let printed = "";
  afterEach(async () => {
    await session.close();
    if (program?.pid !== undefined) await gone(program.pid, "the program in the terminal");
    program = asked = undefined;
    printed = "";
  });

  /** As an editor's terminal does. */
  const terminal = (args: DebugProtocol.RunInTerminalRequestArguments): void => {
    asked = args;
    program = runInTerminal(args, ["pipe", "pipe", "inherit"]);
    program.stdout?.on("data", (chunk: Buffer) => {
      printed += String(chunk);
    });
  };

  it("runs the program there and debugs it", async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts"), console: "integratedTerminal", env: { COLOUR: "blue" }, args: ["a b"] },
      { functions: ["Retrieved"], terminal },
    );
    assert.deepEqual([asked?.kind, asked?.env?.["COLOUR"]], ["integrated", "blue"]);
    const { threadId } = await session.stopped();
    assert.equal((await session.top(threadId)).name, "Retrieved → synthesize");
    await session.client.continueRequest({ threadId });
    await session.ended();
    assert.equal(printed, "looking for a b\nanswer: a b: one + two\n");
    assert.equal(session.output("stdout"), "");
  });

  it("ends the program when the session is stopped", async () => {
    session = await DapSession.launch(
      { program: fixture("slow.ts"), workflow: "Deaf", console: "externalTerminal" },
      { terminal },
    );
    assert.equal(asked?.kind, "external");
    await session.until("thread");
    await session.client.terminateRequest({});
    await session.ended();
  });

  it("ends the session when the program in it is killed", async () => {
    session = await DapSession.launch(
      { program: fixture("slow.ts"), workflow: "Loop", console: "integratedTerminal" },
      { terminal },
    );
    await session.until("thread");
    program?.kill("SIGKILL");
    await session.ended();
  });

  it("has the JavaScript debugger attach there, too, before anything is dispatched", async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts"), console: "integratedTerminal", __javascript: true },
      { functions: ["Retrieved"], terminal },
    );
    const { address, pid } = await session.until<{ address: string; pid: number }>("stepwright.inspector");
    assert.equal(pid, program?.pid);
    const inspector = new WebSocket(address);
    await once(inspector, "open");
    assert.deepEqual(
      session.events.filter(({ event }) => event === "thread" || event === "stopped"),
      [],
    );
    // Its address is nobody else's to find.
    assert.equal((await fetch(`http://${new URL(address).host}/json/list`)).status, 404);
    await session.custom("stepwright.javascript", { state: "ready", address });
    const { threadId } = await session.stopped();
    inspector.terminate();
    await session.client.continueRequest({ threadId });
    await session.ended();
  });

  it("says so where the client has no terminal", async () => {
    session = await DapSession.open();
    await assert.rejects(
      session.start({ program: fixture("rag-main.ts"), console: "integratedTerminal" }),
      /opened no terminal .* Set "console" to "internalConsole"/,
    );
  });
});
