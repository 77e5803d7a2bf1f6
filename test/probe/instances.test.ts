import assert from "node:assert/strict";
import type { ProbeRequests } from "../../src/debugger/protocol/probe.ts";
import { type Debuggee, start } from "./debuggee.ts";

type Instance = ProbeRequests["instances"]["body"]["instances"][number];

describe("events on their way", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  const brief = ({ state, event, from, to, fields }: Instance): string =>
    `${state} ${event} ${from ?? "?"} → ${to ?? "?"} ${fields.map(({ name, text }) => `${name}=${text}`).join()}`;
  const ask = async (query: { event?: string; from?: string; to?: string }): Promise<string[]> =>
    (await debuggee.request("instances", { thread: 1, ...query })).instances.map(brief);

  it("are told with what they carry: what is held, what has been, by event and by step", async () => {
    debuggee = await start("fan-out", { breakpoints: [{ id: 1, event: "Part", hitCondition: "1" }] });
    await debuggee.stopped();
    assert.deepEqual(await ask({ event: "Part", to: "refine" }), [
      "held Part split → refine n=1",
      "held Part split → refine n=2",
      "held Part split → refine n=3",
    ]);
    assert.deepEqual(await ask({ from: "split" }), await ask({ event: "Part" }));
    assert.deepEqual(await ask({ to: "split" }), ["done StartEvent ? → split start=0"]);
    assert.deepEqual(await ask({ event: "Part", to: "polish" }), []);
    // What extends the event counts as well.
    assert.equal((await ask({ event: "Event" })).length, 4);
    await assert.rejects(debuggee.request("instances", { thread: 7 }), /Run #7 has ended/);
  });

  it("are told while they are collected", async () => {
    debuggee = await start("fan-out", { breakpoints: [{ id: 1, event: "Done", hitCondition: "3" }] });
    await debuggee.stopped();
    const states = (await ask({ event: "Done" })).map((text) => text.split(" ")[0]);
    assert.ok(states.includes("held"), states.join());
    assert.equal((await ask({ event: "Fine", to: "polish" })).length, 3);
  });

  it("are told of a question and of who waits for its answer", async () => {
    debuggee = await start("asking");
    await debuggee.until(() => debuggee.events.some(({ event }) => event === "promptOpened"), "question");
    const [asked] = await ask({ event: "InputRequiredEvent" });
    assert.match(asked ?? "", /^asked \w+ ask → \?/);
  });

  it("are cut to what can be looked at, and counted in full", async () => {
    debuggee = await start("fan-out", {
      env: { PARTS: "500" },
      breakpoints: [{ id: 1, event: "Part", hitCondition: "1" }],
    });
    await debuggee.stopped();
    const { instances, total } = await debuggee.request("instances", { thread: 1, event: "Part" });
    assert.deepEqual([instances.length, total], [50, 500]);
  });
});
