/** A client that sends nonsense gets errors, and a session that still ends cleanly. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { DapSession, fixture } from "./dap-session.ts";

/** Requests that keep the session where it is, whatever they are given. */
const COMMANDS = [
  ..."setBreakpoints setFunctionBreakpoints setExceptionBreakpoints exceptionInfo threads stackTrace scopes variables".split(
    " ",
  ),
  ..."setVariable setExpression evaluate completions locations source pause launch initialize cancel".split(" "),
  ..."gotoTargets stepInTargets dataBreakpointInfo setDataBreakpoints readMemory attach".split(" "),
  ..."stepwright.reply stepwright.state stepwright.stepIntoArmed constructor __proto__ toString".split(" "),
];
const NAMES = [
  ..."threadId frameId variablesReference source path breakpoints line name condition filters expression context".split(
    " ",
  ),
  ..."value text column start count filter levels startFrame locationReference id fields arguments".split(" "),
  ..."dataId accessType memoryReference offset targetId singleThread".split(" "),
];

const odd = fc.oneof(
  fc.constantFrom(null, -1, 0, 1, 1.5, 2 ** 31, 1e300, "", "event", "(", "repl", "watch", "\u0000", "__proto__", true),
  fc.string(),
  fc.integer(),
);
const nested = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, odd, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 5 }),
}));
const request = fc.record({
  command: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...COMMANDS) }, { weight: 1, arbitrary: fc.string() }),
  args: fc.oneof({ weight: 5, arbitrary: nested["object"] }, { weight: 1, arbitrary: nested["value"] }),
});

/** Requests that move the session, and those that give what they are given. */
const MOVES = [
  ..."continue next stepIn stepOut stepBack reverseContinue restartFrame goto pause".split(" "),
  ..."stackTrace stepInTargets gotoTargets".split(" "),
  ..."stepwright.reply stepwright.state stepwright.stepIntoArmed stepwright.javascript stepwright.instances".split(" "),
];
/** Frames of the past are numbered from there. */
const PAST = 2 ** 23;
const plausible = fc.record(
  {
    threadId: fc.constantFrom(1, 1, 1, 2, 3, 99),
    singleThread: fc.boolean(),
    frameId: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: PAST + 1, max: PAST + 6 })),
    targetId: fc.integer({ min: 1, max: 4 }),
    source: fc.constant({ path: fixture("slow.ts") }),
    line: fc.integer({ min: 1, max: 40 }),
    id: fc.integer({ min: 0, max: 3 }),
    state: fc.constantFrom("ready", "ended", "paused", "resumed", "binding", "bound"),
  },
  { requiredKeys: ["threadId", "frameId", "targetId", "source", "line"] },
);
const move = fc.record({
  command: fc.constantFrom(...MOVES),
  args: fc.oneof(
    { weight: 6, arbitrary: plausible as fc.Arbitrary<unknown> },
    { weight: 2, arbitrary: nested["object"] },
    { weight: 1, arbitrary: nested["value"] },
  ),
});

/** Sends them at once, none waiting for what the one before leads to. */
async function sendAll(session: DapSession, moves: readonly { command: string; args: unknown }[]): Promise<void> {
  await Promise.all(moves.map(({ command, args }) => answered(session, command, args)));
}

/** What goes on can be stopped: nothing hangs. */
async function stopsAgain(session: DapSession): Promise<void> {
  const stops = (): number => session.events.filter(({ event }) => event === "stopped").length;
  const before = stops();
  const { threads } = (await session.client.threadsRequest()).body;
  for (const { id } of threads) await answered(session, "continue", { threadId: id });
  await session.until("stopped", () => stops() > before);
}

async function answered(session: DapSession, command: string, args?: unknown): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer to ${command} ${JSON.stringify(args)}`)), 10_000);
  });
  try {
    return (await Promise.race([session.ask(command, args), late])).success;
  } finally {
    clearTimeout(timer);
  }
}

describe("fuzz", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  it("answers malformed requests at a stop, and the stop is still there", async () => {
    const dap = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["Retrieved"] });
    session = dap;
    const { threadId } = await dap.stopped();
    const property = fc.asyncProperty(fc.array(request, { minLength: 5, maxLength: 20 }), async (requests) => {
      await Promise.all(requests.map(({ command, args }) => answered(dap, command, args)));
    });
    await fc.assert(property, { numRuns: 40 });
    assert.equal((await dap.top(threadId)).name, "Retrieved → synthesize");
    await dap.client.setFunctionBreakpointsRequest({ breakpoints: [] });
    await dap.client.setExceptionBreakpointsRequest({ filters: [] });
    await dap.custom("setDataBreakpoints", { breakpoints: [] });
    await dap.client.continueRequest({ threadId });
    assert.equal(await dap.ended(), 0);
  }).timeout(60_000);

  it("answers whatever moves a program, wrongly put or before the last one has stopped, and stops again", async () => {
    const dap = await DapSession.launch({ program: fixture("slow.ts"), workflow: "Loop", stopOnEntry: true });
    session = dap;
    await dap.stopped();
    await dap.setFunctions("round");
    const property = fc.asyncProperty(fc.array(move, { minLength: 3, maxLength: 15 }), async (moves) => {
      await sendAll(dap, moves);
      await stopsAgain(dap);
    });
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
    // In the middle of it.
    await Promise.all([answered(dap, "restart"), answered(dap, "next", { threadId: 1 }), answered(dap, "restart")]);
    await stopsAgain(dap);
    await dap.client.terminateRequest({});
    await dap.ended();
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 20 }), (moves) => sendAll(dap, moves)),
      { numRuns: 5, endOnFailure: true },
    );
  }).timeout(120_000);

  it("answers whatever moves a recording, in any order, and stops again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stepwright-fuzz-"));
    try {
      const recording = join(folder, "branches.stepwright.jsonl");
      const recorded = await DapSession.launch({
        ...{ program: fixture("two-branches.ts"), javascript: false, record: recording },
      });
      await recorded.ended();
      await recorded.close();
      const dap = await DapSession.launch({ request: "replay", recording });
      session = dap;
      await dap.stopped();
      const property = fc.asyncProperty(
        fc.array(move, { minLength: 3, maxLength: 15 }),
        fc.nat({ max: 15 }),
        async (moves, at) => {
          await sendAll(dap, moves.toSpliced(at, 0, { command: "restart", args: {} }));
          await stopsAgain(dap);
        },
      );
      await fc.assert(property, { numRuns: 40, endOnFailure: true });
      await dap.close();
      session = undefined;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(120_000);

  it("answers requests in any order, and ends", async () => {
    const launch = { program: fixture("rag-main.ts"), cwd: fixture("."), stopOnEntry: true };
    const lines = { source: { path: fixture("rag.ts") }, breakpoints: [{ line: 14 }] };
    const step = fc.constantFrom<readonly [string, unknown]>(
      ["initialize", { adapterID: "x" }],
      ["launch", launch],
      ["launch", { program: 5 }],
      ["attach", {}],
      ["configurationDone", {}],
      ["setBreakpoints", lines],
      ["threads", {}],
      ["stackTrace", { threadId: 1 }],
      ["continue", { threadId: 1 }],
      ["next", { threadId: 1 }],
      ["stepIn", { threadId: 1 }],
      ["stepOut", { threadId: 1 }],
      ["stepBack", { threadId: 1 }],
      ["reverseContinue", { threadId: 1 }],
      ["restartFrame", { frameId: 1 }],
      ["goto", { threadId: 1, targetId: 1 }],
      ["pause", { threadId: 1 }],
      ["restart", {}],
      ["terminate", {}],
      ["stepwright.javascript", { state: "ended" }],
      ["stepwright.state", {}],
      ["stepwright.stepIntoArmed", { id: 1 }],
    );
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 9 }),
      fc.boolean(),
      async (steps, first) => {
        const dap = await DapSession.open({ silent: true });
        session = dap;
        const all = [...(first ? [["initialize", { adapterID: "x" }] as const] : []), ...steps];
        const answers = all.map(([command, args]) => answered(dap, command, args));
        await answered(dap, "disconnect", {});
        await Promise.all(answers);
        if (dap.adapter.exitCode === null) await once(dap.adapter, "exit");
        assert.equal(dap.adapter.exitCode, 0);
        await dap.close();
        session = undefined;
      },
    );
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
  }).timeout(120_000);

  it("finds the requests among bytes that are none", async () => {
    const dap = await DapSession.open();
    session = dap;
    const frame = (body: string, length = Buffer.byteLength(body)): string =>
      `Content-Length: ${length}\r\n\r\n${body}`;
    const garbage = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.uint8Array({ minLength: 2000, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(
        "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "Content-Length: \r\n\r\n",
        "Content-Length: -5\r\n\r\n",
        "Content-Length: 99999999999999\r\n\r\n{}",
        frame("null"),
        frame("[]"),
        frame("{"),
        frame('{"type":"request"}'),
        frame('{"type":"request","seq":"1","command":5}'),
        frame('{"type":"response","request_seq":99,"success":true}'),
        frame('{"type":"request","seq":1', 5000),
        frame('{"type":"request","seq":900,"command":"threads","arguments":{}}', 10),
      ),
    );
    const property = fc.asyncProperty(garbage, async (bytes) => {
      dap.adapter.stdin?.write(bytes);
      assert.equal(await answered(dap, "threads"), true);
    });
    await fc.assert(property, { numRuns: 200, endOnFailure: true });
    assert.match(dap.output("stderr"), /The client sent what is no message of the Debug Adapter Protocol: "GET/);
    await dap.client.disconnectRequest({});
    await once(dap.adapter, "exit");
    assert.equal(dap.adapter.exitCode, 0);
  });
});
