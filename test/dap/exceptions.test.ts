import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DapSession, fixture } from "./dap-session.ts";
import { ownCopy, workspace } from "./workspace.ts";

describe("exception breakpoints", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const failing = { program: fixture("failing.ts"), workflow: "Failing", input: { until: 9 } };

  it("offers a filter for each way in which things go wrong", async () => {
    session = await DapSession.open();
    assert.deepEqual(
      session.capabilities.exceptionBreakpointFilters?.map(({ filter, supportsCondition }) => [
        filter,
        supportsCondition,
      ]),
      ["stepFailed", "stepWillRetry", "runFailed", "timedOut", "unhandledEvent", "inputRequired"].map((filter) => [
        filter,
        true,
      ]),
    );
  });

  it("stops at the last failure of a step", async () => {
    session = await DapSession.launch(failing, { exceptions: ["stepFailed"] });
    const stop = await session.stopped();
    assert.equal(stop.reason, "exception");
    assert.equal((await session.top(stop.threadId)).name, "Fetched → parse (attempt 3)");
    const { body } = await session.client.exceptionInfoRequest({ threadId: stop.threadId });
    assert.equal(body.exceptionId, "TypeError");
    assert.match(body.description ?? "", /cannot parse https:\/\/example\.com/);
    const lines = readFileSync(fixture("failing.ts"), "utf8").split("\n");
    const thrown = lines.findIndex((line) => line.includes("throw new TypeError")) + 1;
    assert.ok(body.details?.stackTrace?.includes(`failing.ts:${thrown}:`), body.details?.stackTrace);
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 1);
    assert.match(session.output("stderr"), /Failing #1 failed after .* s: TypeError: cannot parse/);
  });

  it("tells what a failure was caused by, and what that was", async () => {
    const program = fixture("caused.ts");
    session = await DapSession.launch({ program, workflow: "Caused" }, { exceptions: ["stepFailed"] });
    const { threadId } = await session.stopped();
    const { body } = await session.client.exceptionInfoRequest({ threadId });
    assert.match(body.description ?? "", /^cannot load\n.* failed on attempt 1: there are no more attempts/);
    const [cause, ...others] = body.details?.innerException ?? [];
    assert.deepEqual([cause?.typeName, cause?.message, others], ["AggregateError", "both hosts failed", []]);
    assert.match(cause?.stackTrace ?? "", /caused\.ts:/);
    assert.deepEqual(
      cause?.innerException?.map(({ typeName, message, innerException }) => [typeName, message, innerException]),
      [
        ["RangeError", "first host", undefined],
        ["string", "second host", undefined],
      ],
    );
    // All that VS Code shows of them.
    const lines = (body.details?.stackTrace ?? "").split("\n").filter((line) => !/^ *at /.test(line));
    assert.deepEqual(lines, [
      "Error: cannot load",
      "  [cause]: AggregateError: both hosts failed",
      "    [cause]: RangeError: first host",
      "    [cause]: second host",
    ]);
  });

  it("leaves the library's own frames out of what an editor shows of a failure, so that its causes are in sight", async () => {
    const folder = workspace(
      { "caused.ts": readFileSync(fixture("caused.ts"), "utf8"), ...ownCopy() },
      { packages: ["zod"] },
    );
    try {
      session = await DapSession.launch(
        { program: folder.file("caused.ts"), cwd: folder.path, workflow: "Caused" },
        { exceptions: ["stepFailed"] },
      );
      const { threadId } = await session.stopped();
      const { details } = (await session.client.exceptionInfoRequest({ threadId })).body;
      const lines = (details?.stackTrace ?? "").split("\n").map((line) => line.replace(/\(.*[\\/]/, "("));
      assert.deepEqual(
        lines.map((line) => line.replace(/:\d+:\d+\)/, ")")),
        [
          "Error: cannot load",
          "    at _Caused.load (caused.ts)",
          "  [cause]: AggregateError: both hosts failed",
          "      at _Caused.load (caused.ts)",
          "    [cause]: RangeError: first host",
          "        at _Caused.load (caused.ts)",
          "    [cause]: second host",
        ],
      );
    } finally {
      folder.remove();
    }
  });

  it("stops at each attempt", async () => {
    session = await DapSession.launch({ ...failing, input: { until: 3 } }, { exceptions: ["stepWillRetry"] });
    for (const attempt of ["", " (attempt 2)"]) {
      const stop = await session.stopped();
      assert.equal((await session.top(stop.threadId)).name, `Fetched → parse${attempt}`);
      await session.client.continueRequest({ threadId: stop.threadId });
    }
    assert.equal(await session.ended(), 0);
  });

  it("takes a condition", async () => {
    session = await DapSession.launch(failing, {
      exceptionOptions: [{ filterId: "stepWillRetry", condition: "step.attempt === 2" }],
    });
    const stop = await session.stopped();
    assert.equal((await session.top(stop.threadId)).name, "Fetched → parse (attempt 2)");
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 1);
  });

  it("says that a condition does not parse, and stops rather once too often", async () => {
    session = await DapSession.open();
    const filterOptions = [
      { filterId: "stepWillRetry", condition: "step.attempt ===" },
      { filterId: "stepFailed", condition: "step.attempt === 3" },
    ];
    const { body } = await session.client.setExceptionBreakpointsRequest({ filters: [], filterOptions });
    const message = 'The condition "step.attempt ===" is not an expression: Unexpected end of input';
    assert.deepEqual(body?.breakpoints, [{ verified: false, message }, { verified: true }]);
    await session.start(failing, { exceptionOptions: filterOptions });
    const stop = await session.stopped();
    assert.equal((await session.top(stop.threadId)).name, "Fetched → parse");
    assert.ok(session.output("important").includes(`Exception filter "stepWillRetry": ${message}\n`));
  });

  it("says once that a condition threw, and stops each time", async () => {
    session = await DapSession.launch(failing, {
      exceptionOptions: [{ filterId: "stepWillRetry", condition: "event.nothing.here" }],
    });
    for (const attempt of ["", " (attempt 2)"]) {
      const stop = await session.stopped();
      assert.equal((await session.top(stop.threadId)).name, `Fetched → parse${attempt}`);
      await session.client.continueRequest({ threadId: stop.threadId });
    }
    assert.equal(await session.ended(), 1);
    assert.equal(
      session.output("important"),
      'Exception filter "stepWillRetry": The condition threw: ' +
        "TypeError: Cannot read properties of undefined (reading 'here')\n",
    );
  });

  it("stops where a run's time is over", async () => {
    session = await DapSession.launch(
      { program: fixture("astray.ts"), workflow: "Late" },
      { exceptionOptions: [{ filterId: "timedOut", condition: "error.name === 'WorkflowTimeoutError'" }] },
    );
    const { reason, description, threadId } = await session.stopped();
    assert.deepEqual([reason, description], ["exception", "Run timed out"]);
    assert.equal((await session.top(threadId)).name, "StartEvent → sleep");
    const { body } = await session.client.exceptionInfoRequest({ threadId });
    assert.match(body.description ?? "", /\nLate timed out\.$/);
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 1);
  });

  it("stops at an event that nobody takes", async () => {
    session = await DapSession.launch(
      { program: fixture("astray.ts"), workflow: "Astray" },
      { exceptionOptions: [{ filterId: "unhandledEvent", condition: "event.n === 4" }] },
    );
    const { reason, text, threadId } = await session.stopped();
    assert.deepEqual([reason, text], ["exception", "UnhandledEvent: No step takes Lost, and nobody waits for it."]);
    assert.deepEqual(
      (await session.stack(threadId)).map(({ name }) => name),
      ["Lost", "StartEvent → begin"],
    );
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  it("stops at the end of a failed run, and at a question", async () => {
    session = await DapSession.launch(failing, { exceptions: ["runFailed"] });
    const stop = await session.stopped();
    assert.equal(stop.reason, "exception");
    await session.close();
    session = await DapSession.launch(
      { program: fixture("review.ts"), workflow: "TypedReview" },
      { exceptions: ["inputRequired"] },
    );
    assert.equal((await session.stopped()).reason, "exception");
  });

  it("does not stop where nothing is switched on", async () => {
    session = await DapSession.launch(failing);
    assert.equal(await session.ended(), 1);
    assert.ok(!session.events.some(({ event }) => event === "stopped"));
  });

  it("names an unknown filter", async () => {
    session = await DapSession.open();
    const { body } = await session.client.setExceptionBreakpointsRequest({ filters: ["uncaught"] });
    assert.match(body?.breakpoints?.[0]?.message ?? "", /no exception filter "uncaught"; there are stepWillRetry/);
  });
});
