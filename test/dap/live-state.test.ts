import assert from "node:assert/strict";
import { join } from "node:path";
import type { EditorRequests, LiveRun } from "../../src/debugger/protocol/editor.ts";
import { DapSession, fixture } from "./dap-session.ts";

const BRANCHING = join(import.meta.dirname, "../../examples/branching/branching-flow.ts");

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

  it("tells of a stop that the other runs stand still, too, and go on with it", async () => {
    session = await DapSession.launch({ program: fixture("beside.ts") }, { functions: ["Retrieved"] });
    const status = (wanted: string): Promise<unknown> =>
      session.until<{ runs: LiveRun[] }>("stepwright.live", ({ runs }) =>
        runs.some((run) => run.workflow === "Watch" && run.status === wanted),
      );
    await status("running");
    process.kill(session.pids[0] ?? 0, "SIGUSR2");
    const { threadId } = await session.stopped();
    await status("stopped");
    await session.client.continueRequest({ threadId });
    await status("running");
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

  it("ends with the last events of a run, however short it was", async () => {
    session = await DapSession.launch({ program: BRANCHING, args: ["Suggest names that check totals"] });
    const { runs } = await session.until<{ runs: LiveRun[] }>("stepwright.live", ({ runs }) =>
      runs.some((run) => run.status === "completed"),
    );
    assert.deepEqual(
      runs[0]?.events?.map(({ state, event, from, to }) => [state, event, from, to]),
      [
        ["done", "StopEvent", "invent", undefined],
        ["done", "CreativeQuery", "route", "invent"],
        ["done", "Classified", "classify", "route"],
        ["done", "StartEvent", undefined, "classify"],
      ],
    );
    assert.deepEqual(runs[0]?.events?.[1]?.fields, [{ name: "query", text: "Suggest names that check totals" }]);
    assert.deepEqual(
      runs[0]?.delivered.map(({ event, step, count }) => `${event} ${step} ${count}`),
      ["StartEvent classify 1", "Classified route 1", "CreativeQuery invent 1"],
    );
    assert.equal(await session.ended(), 0);
  });

  it("ends with few events of a long run, each of them the newest", async () => {
    session = await DapSession.launch({ program: fixture("chain.ts"), workflow: "Chain", input: { limit: 3000 } });
    const { runs } = await session.until<{ runs: LiveRun[] }>("stepwright.live", ({ runs }) =>
      runs.some((run) => run.status === "completed"),
    );
    const counts = runs[0]?.events?.filter(({ event }) => event === "Count").map(({ summary }) => summary) ?? [];
    assert.deepEqual(
      counts,
      Array.from({ length: 20 }, (_, back) => `Count {n: ${3000 - back}}`),
    );
  });

  it("shows a run that waits for a person", async () => {
    session = await DapSession.launch({ program: fixture("review.ts"), workflow: "Review", input: { topic: "x" } });
    await session.until<{ runs: LiveRun[] }>("stepwright.live", ({ runs }) =>
      runs.some((run) => run.status === "waiting"),
    );
  });
});

describe("live state of the past", () => {
  let session: DapSession;
  afterEach(() => session.close());

  const shown = async (): Promise<LiveRun | undefined> =>
    ((await session.custom("stepwright.state", {})).body.runs as LiveRun[])[0];
  /** Time goes on, and how a stop came about differs. */
  const lasting = (run: LiveRun | undefined): object => ({
    ...run,
    running: [],
    stopped: { ...run?.stopped, reason: "" },
  });

  for (const [name, stops, options] of [
    ["a chain", 3, { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 5 } }],
    ["retries, and a handler", 5, { program: fixture("recovering.ts"), workflow: "Recovering", input: { until: 9 } }],
  ] as const) {
    it(`is what it was: ${name}`, async () => {
      session = await DapSession.launch({ ...options, stopOnEntry: true });
      const { threadId } = await session.stopped();
      const live: object[] = [lasting(await shown())];
      for (let stop = 1; stop < stops; stop++) {
        await session.client.nextRequest({ threadId });
        await session.stopped();
        live.push(lasting(await shown()));
      }
      for (const expected of live.slice(0, -1).toReversed()) {
        await session.client.stepBackRequest({ threadId });
        await session.stopped();
        assert.deepEqual(lasting(await shown()), expected);
      }
    });
  }

  it("takes the place of what lives, and gives it back", async () => {
    type Sent = { runs: LiveRun[]; all?: boolean };
    session = await DapSession.launch({ program: fixture("two-runs.ts") }, { functions: ["synthesize"] });
    const { threadId } = await session.stopped();
    /** What is sent with the next stop, before or after it. */
    const sentWith = async (go: Promise<unknown>, fits: (body: Sent) => boolean): Promise<Sent> => {
      const before = session.events.length;
      await go;
      await session.stopped();
      const early = session.events.slice(before).find(({ event, body }) => event === "stepwright.live" && fits(body));
      return early?.body ?? session.until<Sent>("stepwright.live", fits);
    };
    const past = await sentWith(session.client.stepBackRequest({ threadId }), ({ all }) => all === true);
    assert.deepEqual(past.runs.find((run) => run.threadId === threadId)?.delivered, []);
    // A program too busy to be asked at that moment tells it with its next sample.
    await sentWith(
      session.client.nextRequest({ threadId }),
      ({ runs }) => runs.length === 2 && runs.some((run) => run.threadId === threadId && run.delivered.length > 0),
    );
  });

  it("tells the events that were on their way then", async () => {
    const chain = { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 5 } };
    session = await DapSession.launch(chain, { functions: [{ name: "Count", condition: "event.n === 4" }] });
    const { threadId } = await session.stopped();
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
    const { body } = await session.custom("stepwright.instances", { threadId, event: "Count", to: "add" });
    const { instances } = body as EditorRequests["stepwright.instances"]["body"];
    assert.deepEqual(
      instances.map(({ state, summary }) => [state, summary]),
      [
        ["held", "Count {n: 3}"],
        ["done", "Count {n: 2}"],
        ["done", "Count {n: 1}"],
      ],
    );
  });
});
