import assert from "node:assert/strict";
import type { BreakpointSpec } from "../../src/debugger/protocol/probe.ts";
import { type Debuggee, start } from "./debuggee.ts";

describe("breakpoints", () => {
  let debuggee: Debuggee;
  afterEach(() => debuggee.close());

  /** All stops of a fan-out over three parts, as `event → step n`. */
  const stopsAt = async (...breakpoints: BreakpointSpec[]): Promise<string[]> => {
    debuggee = await start("fan-out", { breakpoints });
    const stops: string[] = [];
    for (;;) {
      const next = await debuggee.takeAny("stopped", "runEnded");
      if (next.event !== "stopped") break;
      const [top] = await debuggee.chain(1);
      stops.push(`${top} ${(await debuggee.look(1, "Event"))["n"]} [${next.body.hit.join()}]`);
      await debuggee.request("continue", { thread: 1, single: false });
    }
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "[63]\n");
    return stops;
  };

  const bind: [string, Omit<BreakpointSpec, "id">, string[]][] = [
    ["a step", { step: "polish" }, ["Fine → polish 10", "Fine → polish 20", "Fine → polish 30"]],
    ["a workflow and a step", { workflow: "Parallel", step: "split" }, ["StartEvent → split undefined"]],
    ["another workflow's step", { workflow: "Other", step: "polish" }, []],
    ["an event on its way to another step", { event: "Fine", step: "gather" }, []],
    ["a bare name of an event", { name: "Done" }, ["Done → gather 11", "Done → gather 21", "Done → gather 31"]],
    ["a bare name of a step", { name: "split" }, ["StartEvent → split undefined"]],
    [
      "a condition",
      { event: "Part", condition: "event.n > 1 && step.attempt === 1" },
      ["Part → refine 2", "Part → refine 3"],
    ],
    [
      "a condition over state and run",
      { event: "Part", condition: "run.workflow === 'Parallel' && !state.x && event.n === 3" },
      ["Part → refine 3"],
    ],
    ["hit 2", { event: "Part", hitCondition: "2" }, ["Part → refine 2"]],
    ["hit = 3", { event: "Part", hitCondition: "= 3" }, ["Part → refine 3"]],
    ["hit == 3", { event: "Part", hitCondition: "==3" }, ["Part → refine 3"]],
    ["hits >= 2", { event: "Part", hitCondition: ">= 2" }, ["Part → refine 2", "Part → refine 3"]],
    ["hits > 2", { event: "Part", hitCondition: ">2" }, ["Part → refine 3"]],
    ["hits < 2", { event: "Part", hitCondition: "< 2" }, ["Part → refine 1"]],
    ["hits <= 2", { event: "Part", hitCondition: "<=2" }, ["Part → refine 1", "Part → refine 2"]],
    ["every second hit", { event: "Part", hitCondition: "% 2" }, ["Part → refine 2"]],
    [
      "hits counted where the condition holds",
      { event: "Part", condition: "event.n > 1", hitCondition: "2" },
      ["Part → refine 3"],
    ],
  ];
  for (const [what, spec, expected] of bind) {
    it(`binds to ${what}`, async () => {
      // The start event has other fields than the parts.
      const stops = await stopsAt({ id: 3, ...spec });
      assert.deepEqual(
        stops,
        expected.map((stop) => `${stop} [3]`),
      );
    });
  }

  it("stops once where several hit, and names them", async () => {
    const stops = await stopsAt(
      { id: 1, event: "Part", hitCondition: "1" },
      { id: 2, step: "refine", hitCondition: "1" },
    );
    assert.deepEqual(stops, ["Part → refine 1 [1,2]"]);
  });

  it("prints logpoints and goes on", async () => {
    const logMessage = "part {event.n} of {run.workflow}: { {n: event.n} } {event.missing.deep} {}{unclosed";
    assert.deepEqual(await stopsAt({ id: 4, event: "Part", logMessage, hitCondition: "<= 1" }), []);
    const { category, text, step, workflow } = await debuggee.take("output");
    assert.equal(
      text,
      "part 1 of Parallel: {n: 1} <TypeError: Cannot read properties of undefined (reading 'deep')> {}{unclosed\n",
    );
    assert.deepEqual({ category, step, workflow }, { category: "console", step: "refine", workflow: "Parallel" });
    assert.match((await debuggee.take("breakpointProblem")).message, /log message .* threw: TypeError/);
  });

  it("says once that a condition throws, and stops", async () => {
    const stops = await stopsAt({ id: 5, event: "Part", condition: "event.a.b" });
    assert.equal(stops.length, 3);
    const problems = debuggee.events.filter(({ event }) => event === "breakpointProblem");
    assert.equal(problems.length, 1);
    assert.deepEqual(problems[0]?.body, {
      id: 5,
      message: `The condition "event.a.b" threw: TypeError: Cannot read properties of undefined (reading 'b')`,
    });
  });

  for (const [what, spec, message] of [
    [
      "a condition that is no expression",
      { condition: "event.n >" },
      /The condition "event.n >" is not an expression: Unexpected end of input/,
    ],
    ["a hit count that is none", { hitCondition: "often" }, /"often" is no hit count/],
    [
      "a log message with half an expression",
      { logMessage: "{1 +}" },
      /"{1 \+}" in the log message is not an expression/,
    ],
  ] as const) {
    it(`reports ${what}`, async () => {
      await stopsAt({ id: 6, event: "Part", ...spec });
      const problem = await debuggee.take("breakpointProblem");
      assert.equal(problem.id, 6);
      assert.match(problem.message, message);
    });
  }

  it("takes changes while the program runs, and keeps the counts of those that stay", async () => {
    debuggee = await start("fan-out", { breakpoints: [{ id: 1, event: "Part", hitCondition: ">= 2" }] });
    await debuggee.stopped();
    assert.equal((await debuggee.look(1, "Event"))["n"], "2");
    await debuggee.configure({
      breakpoints: [
        { id: 1, event: "Part", hitCondition: ">= 2" },
        { id: 2, step: "gather", hitCondition: "1" },
      ],
    });
    await debuggee.request("continue", { thread: 1, single: false });
    assert.deepEqual((await debuggee.stopped()).hit, [1]);
    assert.equal((await debuggee.look(1, "Event"))["n"], "3");
    await debuggee.request("continue", { thread: 1, single: false });
    assert.deepEqual((await debuggee.stopped()).hit, [2]);
    await debuggee.configure({});
    await debuggee.request("continue", { thread: 1, single: false });
    assert.equal(await debuggee.exited, 0);
  });

  it("stops on a question by the name of its class or of the class it extends", async () => {
    for (const event of ["Approval", "InputRequiredEvent"]) {
      debuggee = await start("asking", { args: ["typed"], breakpoints: [{ id: 1, event }] });
      const stopped = await debuggee.stopped();
      assert.deepEqual([stopped.reason, stopped.hit], ["breakpoint", [1]]);
      assert.deepEqual(await debuggee.chain(1), ["Approval", "StartEvent → draft"]);
      assert.deepEqual(await debuggee.look(1, "Event"), { draft: "'A draft.'", words: "2" });
      const { runId, promptId } = await debuggee.take("promptOpened");
      // Answered while it stands: the answer's dispatch waits.
      await debuggee.request("reply", { runId, promptId, text: "no" });
      assert.equal((await debuggee.look(1, "Queue"))["0 → decide"], "Verdict {approved: false}");
      await debuggee.configure({ breakpoints: [{ id: 2, event: "Verdict" }] });
      await debuggee.request("continue", { thread: 1, single: false });
      await debuggee.stopped();
      // The answer continues the chain of who asked.
      assert.deepEqual(await debuggee.chain(1), ["Verdict → decide", "StartEvent → draft"]);
      await debuggee.request("continue", { thread: 1, single: false });
      assert.equal(await debuggee.exited, 0);
      assert.equal(debuggee.stdout, "dropped: no comment\n");
      await debuggee.close();
    }
  });
});
