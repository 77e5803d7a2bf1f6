import assert from "node:assert/strict";
import type { EditorRequests, LiveRun } from "../../src/debugger/protocol/editor.ts";
import { DapSession, fixture } from "./dap-session.ts";

describe("live state", () => {
  let session: DapSession;
  afterEach(() => session.close());

  it("shows a stopped run with what is pending and what has happened", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    const { threadId } = await session.stopped();
    const { body } = await session.custom("stepwright.state", {});
    const [run] = body.runs as LiveRun[];
    assert.equal(run?.threadId, threadId);
    assert.deepEqual([run.workflow, run.file, run.status], ["RagFlow", fixture("rag.ts"), "stopped"]);
    assert.deepEqual(run.stopped, { event: "Retrieved", step: "synthesize", reason: "breakpoint" });
    assert.deepEqual(run.delivered, [{ event: "StartEvent", step: "retrieve", count: 1 }]);
    assert.deepEqual(run.produced, [{ event: "Retrieved", step: "retrieve", count: 1 }]);
  });

  it("tells the events on their way with what they carry", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    const { threadId } = await session.stopped();
    const { body } = await session.custom("stepwright.instances", { threadId, event: "Retrieved", to: "synthesize" });
    const { instances, total } = body as EditorRequests["stepwright.instances"]["body"];
    assert.equal(total, 1);
    assert.deepEqual([instances[0]?.state, instances[0]?.from, instances[0]?.event], ["held", "retrieve", "Retrieved"]);
    assert.ok((instances[0]?.fields.length ?? 0) > 0);
    await assert.rejects(session.custom("stepwright.instances", { threadId: 99 }), /Run #99 has ended/);
  });

  it("is sent while runs change, and tells how they end", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") });
    await session.until<{ runs: LiveRun[] }>("stepwright.live", ({ runs }) =>
      runs.some((run) => run.status === "completed"),
    );
    assert.equal(await session.ended(), 0);
  });

  it("shows a run that waits for a person", async () => {
    session = await DapSession.launch({ program: fixture("review.ts"), workflow: "Review", input: { topic: "x" } });
    await session.until<{ runs: LiveRun[] }>("stepwright.live", ({ runs }) =>
      runs.some((run) => run.status === "waiting"),
    );
  });
});
