import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("function breakpoints", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const forms: [string, string][] = [
    ["Retrieved", "Retrieved → synthesize"],
    ["synthesize", "Retrieved → synthesize"],
    ["RagFlow.synthesize", "Retrieved → synthesize"],
    ["Retrieved -> synthesize", "Retrieved → synthesize"],
    ["Retrieved -> RagFlow.synthesize", "Retrieved → synthesize"],
    ["*.Retrieved", "Retrieved → synthesize"],
    ["StartEvent", "StartEvent → retrieve"],
  ];
  for (const [text, expected] of forms) {
    it(`stops at ${text}`, async () => {
      session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: [text] });
      const stop = await session.stopped();
      assert.equal(stop.reason, "function breakpoint");
      assert.equal((await session.top(stop.threadId)).name, expected);
      await session.client.continueRequest({ threadId: stop.threadId });
      assert.equal(await session.ended(), 0);
    });
  }

  it("stops before a question with the runtime's own class", async () => {
    session = await DapSession.launch(
      { program: fixture("review.ts"), workflow: "Review", input: { topic: "x" } },
      { functions: ["InputRequiredEvent"] },
    );
    const stop = await session.stopped();
    assert.equal((await session.top(stop.threadId)).name, "InputRequiredEvent");
  });

  for (const ms of [50, 500])
    it(`stops at the next event, where it was set while a body kept the program from reading for ${ms} ms`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "stepwright-busy-"));
      try {
        const go = join(folder, "go");
        session = await DapSession.launch({ program: fixture("busy-body.ts"), args: [go, String(ms)] });
        await session.until<DebugProtocol.OutputEvent["body"]>("output", ({ output }) => output.includes("spinning"));
        await session.setFunctions("Spun");
        writeFileSync(go, "");
        const { threadId } = await session.stopped();
        assert.equal((await session.top(threadId)).name, "Spun → rest");
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

  it("is pending until the program is known, then bound", async () => {
    session = await DapSession.open();
    const [before] = await session.setFunctions("Retrieved");
    assert.deepEqual([before?.verified, before?.reason], [false, "pending"]);
    await session.start({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const { breakpoint } = await session.until<DebugProtocol.BreakpointEvent["body"]>("breakpoint");
    assert.deepEqual([breakpoint.id, breakpoint.verified], [before?.id, true]);
  });

  it("names what is near a misspelled one", async () => {
    session = await DapSession.open();
    const [misspelled] = await session.setFunctions("Retreived");
    await session.start({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const changed = await session.until<DebugProtocol.BreakpointEvent["body"]>("breakpoint");
    assert.equal(changed.breakpoint.id, misspelled?.id);
    assert.equal(changed.breakpoint.verified, false);
    assert.match(changed.breakpoint.message ?? "", /no event or step "Retreived" .* Did you mean "Retrieved"/);
    const [workflow, step] = await session.setFunctions("RagFlaw.retrieve", "RagFlow.retriev");
    assert.match(workflow?.message ?? "", /no workflow "RagFlaw".* Did you mean "RagFlow"/);
    assert.match(step?.message ?? "", /no event or step "retriev".* Did you mean "retrieve"/i);
  });

  it("explains the grammar where a text follows none of its forms", async () => {
    session = await DapSession.open();
    const [wrong] = await session.setFunctions("a -> b -> c");
    assert.equal(wrong?.verified, false);
    assert.match(wrong.message ?? "", /not understood\. Write the name of an event/);
  });

  it("takes a condition", async () => {
    session = await DapSession.launch(
      { program: fixture("fan-out.ts"), workflow: "FanOut", input: { parts: 3 } },
      { functions: [{ name: "Part", condition: "event.n === 2" }] },
    );
    const stop = await session.stopped();
    const top = await session.top(stop.threadId);
    assert.equal((await session.look(top.id, "Event"))["n"], "2");
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });

  it("comes from the launch configuration too", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), breakOnEvents: ["Retrieved", "Nothing"] });
    const stop = await session.stopped();
    assert.equal(stop.hitBreakpointIds, undefined);
    assert.equal((await session.top(stop.threadId)).name, "Retrieved → synthesize");
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /"breakOnEvents": There is no event or step "Nothing"/);
  });

  it("never stops without debugging", async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts"), noDebug: true, stopOnEntry: true },
      { functions: ["Retrieved"] },
    );
    assert.equal(await session.ended(), 0);
    assert.ok(!session.events.some(({ event }) => event === "stopped"));
  });
});
