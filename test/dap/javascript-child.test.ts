import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { WebSocket } from "ws";
import { DapSession, fixture } from "./dap-session.ts";
import { attachInspector } from "./programs.ts";

const RAG = fixture("rag.ts");
const lineOf = (text: string): number =>
  readFileSync(RAG, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;

/** In the place of VS Code with its JavaScript debugger: what the adapter and such an editor say to each other. */
describe("with a JavaScript child session", () => {
  let session: DapSession;
  let inspector: WebSocket | undefined;
  let lastId = 1;
  afterEach(async () => {
    inspector?.terminate();
    inspector = undefined;
    await session.close();
  });

  const options = { program: fixture("rag-main.ts"), __javascript: true, stopOnEntry: true };

  const attach = async (known?: string): Promise<void> => {
    const address = known ?? (await session.until<{ address: string }>("stepwright.inspector")).address;
    inspector = await attachInspector(address);
    await session.custom("stepwright.javascript", { state: "ready" });
  };

  it("announces the inspector, and keeps its noise out of the console", async () => {
    session = await DapSession.launch(options);
    const announced = await session.until("stepwright.inspector");
    assert.match(String(announced["address"]), /^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/);
    assert.equal(announced["pid"], session.pids[0]);
    await session.client.disconnectRequest({});
    assert.equal(session.output("stderr"), "");
  });

  it("takes foreign lines for bound until the JavaScript debugger had its turn", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    const { body } = await session.client.setBreakpointsRequest({
      source: { path: RAG },
      breakpoints: [{ line: lineOf("const text") }, { line: lineOf("class Retrieved") }],
    });
    assert.deepEqual(
      body.breakpoints.map(({ verified }) => verified),
      [true, true],
    );
    await attach();
    const { breakpoint } = await session.until<DebugProtocol.BreakpointEvent["body"]>("breakpoint");
    assert.deepEqual([breakpoint.line, breakpoint.verified], [lineOf("const text"), false]);
    assert.match(breakpoint.message ?? "", /Bound by the JavaScript debugger/);
    await started;
    assert.equal((await session.stopped()).reason, "entry");
    assert.ok(!/Debugger|debugger/.test(session.output("stderr")), session.output("stderr"));
  });

  it("answers from what it knows while the JavaScript debugger has paused the program", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    await attach();
    await started;
    const { threadId } = await session.stopped();
    const before = await session.stack(threadId);
    await session.until("stepwright.live");
    await session.custom("stepwright.javascript", { state: "paused" });
    assert.equal((await session.client.threadsRequest()).body.threads.length, 1);
    assert.deepEqual(await session.stack(threadId), before);
    await assert.rejects(
      session.evaluate("event", "watch", before[0]?.id),
      /The JavaScript debugger has paused the whole program/,
    );
    const { body } = await session.custom("stepwright.state", {});
    assert.equal(body.runs.length, 1);
    await session.custom("stepwright.javascript", { state: "resumed" });
    assert.match((await session.evaluate("event", "watch", before[0]?.id)).result, /StartEvent/);
  });

  it("looks at values while the JavaScript debugger asks for its own", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    await attach();
    await started;
    const { threadId } = await session.stopped();
    const { id: frameId } = await session.top(threadId);
    const socket = inspector as unknown as WebSocket;
    const expression = 'globalThis[Symbol.for("stepwright.stepInTarget")]';
    const timer = setInterval(() => {
      for (let n = 0; n < 5; n++) {
        socket.send(JSON.stringify({ id: 1000 + n, method: "Runtime.evaluate", params: { expression, silent: true } }));
      }
    });
    try {
      for (let round = 0; round < 50; round++) {
        const looks = Array.from({ length: 20 }, () => session.evaluate("event", "watch", frameId));
        for (const { result } of await Promise.all(looks)) assert.match(result, /StartEvent/);
      }
    } finally {
      clearInterval(timer);
    }
  });

  it("steps into a body when the editor has armed its breakpoint", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    await attach();
    await started;
    const { threadId } = await session.stopped();
    await session.client.stepInRequest({ threadId });
    const asked = await session.until<{ id: number; expression: string; step: string }>("stepwright.stepInto");
    assert.equal(asked.step, "retrieve");
    assert.equal(session.output("stdout"), "");
    await session.custom("stepwright.stepIntoArmed", { id: asked.id });
    await session.stopped();
    assert.equal((await session.top(threadId)).name, "Retrieved → synthesize");
    assert.match(session.output("stdout"), /looking for refunds/);
  });

  /** Sends what js-debug would, and resolves with the answer. */
  const ask = (method: string, params: object = {}): Promise<Record<string, unknown>> => {
    const id = ++lastId;
    const answered = inspected((message) => message["id"] === id);
    inspector?.send(JSON.stringify({ id, method, params }));
    return answered.then(({ result }) => result as Record<string, unknown>);
  };
  const inspected = (fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const hear = (data: { toString(): string }): void => {
        const message = JSON.parse(data.toString()) as Record<string, unknown>;
        if (!fits(message)) return;
        inspector?.off("message", hear);
        resolve(message);
      };
      inspector?.on("message", hear);
    });
  const pausedIn = async (): Promise<string> => {
    const { params } = await inspected(({ method }) => method === "Debugger.paused");
    await session.custom("stepwright.javascript", { state: "paused" });
    return (params as { callFrames: { functionName: string }[] }).callFrames[0]?.functionName ?? "";
  };
  const goOn = async (): Promise<void> => {
    await ask("Debugger.resume");
    await session.custom("stepwright.javascript", { state: "resumed" });
  };
  /** Steps into `work` of the first part, while the next part waits behind it with a breakpoint. */
  const inTheFirstPart = async (): Promise<number> => {
    session = await DapSession.open();
    const fanOut = { program: fixture("fan-out.ts"), workflow: "FanOut", input: { parts: 3 }, __javascript: true };
    const started = session.start(fanOut, { functions: ["Part"] });
    await attach();
    await started;
    const { threadId } = await session.stopped();
    await ask("Debugger.enable");
    await session.client.stepInRequest({ threadId });
    const { id, expression } = await session.until<{ id: number; expression: string }>("stepwright.stepInto");
    const { result } = await ask("Runtime.evaluate", { expression });
    const { breakpointId } = await ask("Debugger.setBreakpointOnFunctionCall", result as object);
    const paused = pausedIn();
    await session.custom("stepwright.stepIntoArmed", { id });
    assert.equal(await paused, "work");
    await ask("Debugger.removeBreakpoint", { breakpointId });
    return threadId;
  };

  it("tells of a stop that came with a step into a body when the program goes on from there", async () => {
    const threadId = await inTheFirstPart();
    await session.client.threadsRequest();
    const stops = session.events.filter(({ event }) => event === "stopped");
    assert.equal(stops.length, 1, "only the first stop, before the step");
    await goOn();
    await session.stopped();
    assert.equal((await session.top(threadId)).name, "Part → work");
    assert.equal((await session.evaluate("event.n", "watch")).result, "2");
  });

  it("goes on as soon as the JavaScript debugger does, where it is told to while the program is paused", async () => {
    const threadId = await inTheFirstPart();
    await goOn();
    await session.stopped();
    const pausing = pausedIn();
    await ask("Debugger.pause");
    void ask("Runtime.evaluate", { expression: "1" });
    await pausing;
    await session.client.continueRequest({ threadId });
    await session.client.continueRequest({ threadId });
    await goOn();
    await session.stopped();
    assert.equal((await session.evaluate("event.n", "watch")).result, "3");
  });

  it("does not take a worker thread's session for that of its process", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    const { address } = await session.until<{ address: string }>("stepwright.inspector");
    await session.custom("stepwright.javascript", { state: "ready", address, worker: 1 });
    await attach(address);
    await started;
    const { threadId } = await session.stopped();
    await session.custom("stepwright.javascript", { state: "paused", address, worker: 1 });
    await session.custom("stepwright.javascript", { state: "ended", address, worker: 1 });
    assert.equal((await session.evaluate("1 + 1", "repl")).result, "2");
    await session.client.stepInRequest({ threadId });
    const asked = await session.until<{ address: string; worker?: number }>("stepwright.stepInto");
    assert.deepEqual([asked.address, asked.worker], [address, undefined]);
  });

  it("goes on only when the line breakpoints on their way are set", async () => {
    session = await DapSession.open();
    const started = session.start(options, { functions: ["Retrieved"] });
    await attach();
    await started;
    const { threadId } = await session.stopped();
    for (const go of ["continueRequest", "stepInRequest"] as const) {
      await session.custom("stepwright.javascript", { state: "binding" });
      let gone = false;
      const going = session.client[go]({ threadId }).then(() => {
        gone = true;
      });
      await session.evaluate("1 + 1", "repl");
      await session.evaluate("1 + 2", "repl");
      assert.equal(gone, false, go);
      await session.custom("stepwright.javascript", { state: "bound" });
      await going;
      if (go === "continueRequest") await session.stopped();
    }
  });

  it("says so where the step's process has no JavaScript session any more", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    await attach();
    await started;
    const { threadId } = await session.stopped();
    await session.custom("stepwright.javascript", { state: "ended" });
    await session.client.stepInRequest({ threadId });
    await session.stopped();
    assert.match(session.output("console"), /Step Into went over the step: the JavaScript debugger is not attached/);
  });

  it("goes on where the editor cannot arm it, and says why", async () => {
    session = await DapSession.open();
    const started = session.start(options);
    await attach();
    await started;
    const { threadId } = await session.stopped();
    await session.client.stepInRequest({ threadId });
    const { id } = await session.until<{ id: number }>("stepwright.stepInto");
    await session.custom("stepwright.stepIntoArmed", { id, problem: "no session" });
    await session.stopped();
    assert.match(session.output("console"), /Step Into went over retrieve: no session/);
  });

  it("goes on without a JavaScript debugger that does not come", async () => {
    session = await DapSession.open();
    const started = session.start({ ...options, stopOnEntry: false });
    await session.until("stepwright.inspector");
    await session.custom("stepwright.javascript", { state: "ended" });
    await started;
    assert.equal(await session.ended(), 0);
  });

  it("starts no inspector where the launch configuration says so, or nothing is debugged", async () => {
    for (const off of [{ javascript: false }, { noDebug: true }]) {
      session = await DapSession.launch({ program: fixture("rag-main.ts"), __javascript: true, ...off });
      assert.equal(await session.ended(), 0);
      assert.ok(!session.events.some(({ event }) => event === "stepwright.inspector"));
      await session.close();
    }
  });
});
