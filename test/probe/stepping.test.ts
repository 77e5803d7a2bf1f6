import assert from "node:assert/strict";
import { type Debuggee, type StartOptions, start } from "./debuggee.ts";

describe("stepping", () => {
  let debuggee: Debuggee;
  const launch = async (name: string, options: StartOptions = {}): Promise<void> => {
    debuggee = await start(name, options);
  };
  afterEach(() => debuggee.close());

  /** Goes on and tells what it stopped before next; undefined where the run ended instead. */
  const go = async (
    command: "next" | "stepOut" | "continue",
    thread = 1,
    single = false,
  ): Promise<string | undefined> => {
    await debuggee.request(command, { thread, single });
    const { event, body } = await debuggee.takeAny("stopped", "runEnded");
    if (event !== "stopped") return undefined;
    const [top] = await debuggee.chain(body.thread);
    return `${body.thread} ${body.reason} ${top}`;
  };

  it("stops on entry, then goes from dispatch to dispatch to the end", async () => {
    await launch("rag", { stopOnEntry: true });
    const stopped = await debuggee.stopped();
    assert.equal(stopped.reason, "entry");
    assert.deepEqual(await debuggee.chain(1), ["StartEvent → retrieve"]);
    assert.equal(await go("next"), "1 step Retrieved → synthesize");
    assert.equal(await go("next"), undefined);
    assert.equal(await debuggee.exited, 0);
  });

  it("takes the targets of a fan-out one by one, in the order they came, and loses none", async () => {
    await launch("fan-out", { breakpoints: [{ id: 1, event: "Part", hitCondition: "1" }] });
    await debuggee.stopped();
    const seen: (string | undefined)[] = [];
    const values: string[] = [];
    for (let i = 0; i < 9; i++) {
      seen.push((await debuggee.chain(1))[0]);
      values.push((await debuggee.look(1, "Event"))["n"] ?? "");
      await go("next");
    }
    assert.deepEqual(seen, [
      ...Array(3).fill("Part → refine"),
      ...Array(3).fill("Fine → polish"),
      ...Array(3).fill("Done → gather"),
    ]);
    assert.deepEqual(values, ["1", "2", "3", "10", "20", "30", "11", "21", "31"]);
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "[63]\n");
  });

  it("steps out over all that a dispatch caused", async () => {
    await launch("fan-out", { stopOnEntry: true });
    await debuggee.stopped();
    assert.equal(await go("next"), "1 step Part → refine");
    for (const n of ["2", "3"]) {
      // The others wait until refine, polish and gather of this part have settled.
      assert.equal(await go("stepOut"), "1 step Part → refine");
      assert.equal((await debuggee.look(1, "Event"))["n"], n);
      assert.deepEqual((await debuggee.look(1, "Waiting"))["gather"], `has ${Number(n) - 1} of 3: 3 × Done`);
    }
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "[63]\n");
  });

  it("holds all runs at a stop, lists them, and lets one go on alone", async () => {
    await launch("fan-out", { args: ["3"], breakpoints: [{ id: 1, event: "Fine", condition: "event.n === 1010" }] });
    const { thread } = await debuggee.stopped();
    assert.equal(thread, 2);
    const { threads } = await debuggee.request("threads", {});
    assert.deepEqual(
      threads.map(({ name, stopped }) => [name, stopped]),
      [
        ["Parallel #1", true],
        ["Parallel #2", true],
        ["Parallel #3", true],
      ],
    );
    await debuggee.request("continue", { thread: 3, single: true });
    const ended = await debuggee.take("runEnded");
    assert.equal(ended.thread, 3);
    assert.equal(await go("next", 2), "2 step Fine → polish");
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "[63,3063,6063]\n");
  });

  it("ends a step of one run with a stop of that run", async () => {
    await launch("fan-out", { args: ["2"], stopOnEntry: true });
    const first = await debuggee.stopped();
    const other = first.thread === 1 ? 2 : 1;
    await debuggee.request("next", { thread: first.thread, single: true });
    const stopped = await debuggee.stopped();
    assert.deepEqual([stopped.thread, stopped.reason, stopped.allThreads], [first.thread, "step", false]);
    await debuggee.request("continue", { thread: other, single: true });
    assert.equal((await debuggee.take("runEnded")).thread, other);
    await debuggee.request("continue", { thread: first.thread, single: false });
    assert.equal(await debuggee.exited, 0);
  });

  it("pauses a run that waits at once, and keeps its clock", async () => {
    await launch("asking", { args: ["plain", "0.5"] });
    const prompt = await debuggee.take("promptOpened");
    await debuggee.request("pause", { thread: 1 });
    const stopped = await debuggee.stopped();
    assert.equal(stopped.reason, "pause");
    assert.deepEqual(await debuggee.chain(1), ["StartEvent → ask"]);
    assert.equal((await debuggee.top(1)).past, true);
    assert.match((await debuggee.look(1, "Waiting"))["ask"] ?? "", /^waits for HumanResponseEvent/);
    await debuggee.request("continue", { thread: 1, single: false });
    await debuggee.request("reply", { runId: prompt.runId, promptId: prompt.promptId, text: "Ada" });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "hello Ada\n");
  });

  it("never holds without debugging", async () => {
    await launch("rag", { noDebug: true, stopOnEntry: true, breakpoints: [{ id: 1, event: "Retrieved" }] });
    assert.equal(await debuggee.exited, 0);
    assert.ok(!debuggee.events.some(({ event }) => event === "stopped"));
  });

  it("goes on with the others when the run that stood is cancelled", async () => {
    await launch("fan-out", { args: ["2"], stopOnEntry: true });
    const { thread } = await debuggee.stopped();
    await debuggee.request("cancel", { thread, reason: "enough" });
    const continued = await debuggee.take("continued");
    assert.deepEqual(continued, { thread, allThreads: true });
    assert.equal(await debuggee.exited, 0);
    const ended = debuggee.events.flatMap(({ event, body }) => (event === "runEnded" ? [body.outcome] : []));
    assert.deepEqual(ended.sort(), ["cancelled", "completed"]);
  });
});
