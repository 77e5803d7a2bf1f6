import assert from "node:assert/strict";
import { type Debuggee, type StartOptions, start } from "./debuggee.ts";

describe("stops", () => {
  let debuggee: Debuggee;
  const launch = async (name: string, options: StartOptions = {}): Promise<void> => {
    debuggee = await start(name, options);
  };
  afterEach(() => debuggee.close());

  it("holds a dispatch at a breakpoint on its event, shows the causal chain, and goes on", async () => {
    await launch("rag", { breakpoints: [{ id: 7, event: "Retrieved" }] });
    const stopped = await debuggee.stopped();
    assert.deepEqual(
      { thread: stopped.thread, reason: stopped.reason, hit: stopped.hit, all: stopped.allThreads },
      { thread: 1, reason: "breakpoint", hit: [7], all: true },
    );
    assert.deepEqual(await debuggee.chain(1), ["Retrieved → synthesize", "StartEvent → retrieve"]);
    assert.deepEqual(await debuggee.look(1, "Event"), { query: "'refund'", passages: "(2) ['refund 1', 'refund 2']" });
    assert.deepEqual(await debuggee.look(1, "Event", 1), { query: "'refund'" });
    assert.deepEqual(await debuggee.look(1, "State"), { askedAt: "17" });
    await debuggee.request("continue", { thread: 1, single: false });
    const ended = await debuggee.take("runEnded");
    assert.equal(ended.outcome, "completed");
    assert.equal(ended.text, "refund: refund 1 + refund 2");
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "refund: refund 1 + refund 2\n");
  });
});
