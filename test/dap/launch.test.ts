import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";
import { runInTerminal } from "./programs.ts";

describe("launch", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  it("runs a TypeScript program to its end", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), args: ["returns"] });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /looking for returns\nanswer: returns: one \+ two\n/);
    assert.match(session.output("console"), /RagFlow #1 completed after .* s: .*returns: one \+ two/);
    assert.equal(session.output("stderr"), "");
  });

  it("runs a workflow class with its input", async () => {
    session = await DapSession.launch({ program: fixture("rag.ts"), workflow: "RagFlow", input: { query: "hours" } });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /RagFlow #1 completed after .* s: .*hours: one \+ two/);
  });

  it("tells what it is about where the start takes long, once, until it is done", async () => {
    const program = { program: fixture("rag-main.ts"), console: "integratedTerminal" };
    const dap = await DapSession.open({
      capabilities: { supportsProgressReporting: true },
      // An editor that is slow to open its terminal.
      async terminal(args) {
        await dap.until("progressStart");
        runInTerminal(args);
      },
    });
    session = dap;
    await dap.start(program);
    await dap.ended();
    const told = dap.events.filter(({ event }) => event.startsWith("progress"));
    const [first] = told as [DebugProtocol.ProgressStartEvent];
    const { progressId, ...start } = first.body;
    assert.deepEqual([start.title, start.cancellable], ["Stepwright", false]);
    // A slow machine still compiles when the start becomes a long one.
    const messages = told.flatMap(({ event, body }) => (event === "progressEnd" ? [] : (body.message as string)));
    assert.equal(messages.at(-1), "starting Node");
    const kinds = ["progressStart", ...messages.slice(1).map(() => "progressUpdate"), "progressEnd"];
    assert.deepEqual(
      told.map(({ event, body }) => [event, body.progressId]),
      kinds.map((kind) => [kind, progressId]),
    );
  });

  it("stops at an event", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    const stop = await session.stopped();
    assert.equal(stop.reason, "function breakpoint");
    const [top, bottom] = await session.stack(stop.threadId);
    assert.equal(top?.name, "Retrieved → synthesize");
    assert.equal(top.source?.path, fixture("rag.ts"));
    assert.equal(bottom?.name, "StartEvent → retrieve");
    const event = await session.look(top.id, "Event");
    assert.equal(event["query"], "'refunds'");
    assert.deepEqual(await session.look(top.id, "State"), { asked: "'refunds'" });
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });
});
