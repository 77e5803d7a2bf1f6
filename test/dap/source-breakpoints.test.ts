import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";
import { type Workspace, workspace } from "./workspace.ts";

const RAG = fixture("rag.ts");
/** The line (from 1) that holds a text. */
const lineOf = (text: string): number =>
  readFileSync(RAG, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;

describe("source breakpoints", () => {
  let session: DapSession | undefined;
  let folder: Workspace | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
    folder?.remove();
    folder = undefined;
  });

  const set = async (
    dap: DapSession,
    ...breakpoints: DebugProtocol.SourceBreakpoint[]
  ): Promise<DebugProtocol.Breakpoint[]> =>
    (await dap.client.setBreakpointsRequest({ source: { path: RAG }, breakpoints })).body.breakpoints;

  it("binds to an event class and to a step's head, before the program is known", async () => {
    session = await DapSession.open();
    const [event, decorator, signature] = await set(
      session,
      { line: lineOf("class Retrieved") },
      { line: lineOf("@step(Retrieved)") },
      { line: lineOf("async synthesize") },
    );
    assert.equal(event?.verified, true);
    assert.equal(event.line, lineOf("class Retrieved"));
    assert.equal(event.message, "Stops before every dispatch of Retrieved.");
    for (const step of [decorator, signature]) {
      assert.equal(step?.verified, true);
      assert.equal(step.line, lineOf("async synthesize"));
      assert.equal(step.message, "Stops before RagFlow.synthesize.");
    }
  });

  it("says what a line without event or step is good for", async () => {
    session = await DapSession.open();
    const [body] = await set(session, { line: lineOf("const text") });
    assert.equal(body?.verified, false);
    assert.match(body.message ?? "", /set the breakpoint on an event class, or on a step's decorator or signature/);
  });

  it("are pending in a file that the program has not loaded, and bound when it has", async () => {
    session = await DapSession.open();
    const chain = fixture("chain.ts");
    folder = workspace(
      {
        "flow.ts": readFileSync(RAG, "utf8"),
        "other.ts": readFileSync(chain, "utf8"),
        "main.ts": `const name = "./flow.ts";
const { RagFlow } = await import(new URL(name, import.meta.url).href);
await new RagFlow().run({ query: "refunds" });
`,
      },
      { packages: ["stepwright", "zod", "tsx"] },
    );
    const { path, file } = folder;
    const line = (text: string, part: string): number => text.split("\n").findIndex((l) => l.includes(part)) + 1;
    const inFlow = line(readFileSync(RAG, "utf8"), "class Retrieved");
    const inOther = line(readFileSync(chain, "utf8"), "class ");
    for (const [name, at] of [
      ["flow.ts", inFlow],
      ["other.ts", inOther],
    ] as const) {
      await session.client.setBreakpointsRequest({ source: { path: file(name) }, breakpoints: [{ line: at }] });
    }
    await session.start({ program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" } });
    const { threadId } = await session.stopped();
    assert.match((await session.top(threadId)).name, /^Retrieved/);
    const changes = session.events
      .filter(({ event }) => event === "breakpoint")
      .map(({ body }) => [body.breakpoint.source?.name, body.breakpoint.verified, body.breakpoint.message]);
    assert.deepEqual(changes, [
      ["flow.ts", false, "flow.ts is not loaded yet: bound when a workflow with Retrieved runs."],
      ["other.ts", false, changes[1]?.[2]],
      ["flow.ts", true, "Stops before every dispatch of Retrieved."],
    ]);
    assert.match(String(changes[1]?.[2]), /^other\.ts is not loaded yet/);
  });

  it("answers for a file that does not exist", async () => {
    session = await DapSession.open();
    const { body } = await session.client.setBreakpointsRequest({
      source: { path: fixture("nowhere.ts") },
      breakpoints: [{ line: 3 }],
    });
    assert.equal(body.breakpoints[0]?.verified, false);
  });

  it("stops at an event class, and names the breakpoint", async () => {
    session = await DapSession.open();
    const [breakpoint] = await set(session, { line: lineOf("class Retrieved") });
    await session.start({ program: fixture("rag-main.ts") });
    const stop = await session.stopped();
    assert.equal(stop.reason, "breakpoint");
    assert.deepEqual(stop.hitBreakpointIds, [breakpoint?.id]);
    assert.equal((await session.top(stop.threadId)).name, "Retrieved → synthesize");
  });

  it("stops at a step's head, once for several lines of it", async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts") },
      { lines: { [RAG]: [lineOf("@step(StartEvent)"), lineOf("async retrieve")] } },
    );
    const stop = await session.stopped();
    assert.equal((await session.top(stop.threadId)).name, "StartEvent → retrieve");
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });

  it("stops where a condition holds, and not where it does not", async () => {
    const line = lineOf("class Retrieved");
    session = await DapSession.launch(
      { program: fixture("two-runs.ts") },
      { lines: { [RAG]: [{ line, condition: 'event.query === "second" && state.asked === "second"' }] } },
    );
    const stop = await session.stopped();
    const top = await session.top(stop.threadId);
    assert.equal((await session.look(top.id, "Event"))["query"], "'second'");
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });

  it("stops at the given hit", async () => {
    session = await DapSession.launch(
      { program: fixture("two-runs.ts") },
      { lines: { [RAG]: [{ line: lineOf("class Retrieved"), hitCondition: "= 2" }] } },
    );
    const stop = await session.stopped();
    await session.client.continueRequest({ threadId: stop.threadId });
    assert.equal(await session.ended(), 0);
  });

  it("logs instead of stopping", async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts") },
      {
        lines: {
          [RAG]: [{ line: lineOf("class Retrieved"), logMessage: "got {event.passages.length} for {event.query}" }],
        },
      },
    );
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /got 2 for refunds\n/);
    assert.ok(!session.events.some(({ event }) => event === "stopped"));
  });

  it("says once what is wrong with a condition", async () => {
    session = await DapSession.launch(
      { program: fixture("rag-main.ts") },
      { lines: { [RAG]: [{ line: lineOf("class Retrieved"), condition: "event.query ===" }] } },
    );
    const { breakpoint } = await session.until<DebugProtocol.BreakpointEvent["body"]>("breakpoint");
    assert.equal(breakpoint.verified, false);
    assert.match(breakpoint.message ?? "", /event\.query ===/);
  });

  it("takes breakpoints set and removed while the program runs", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const { threadId } = await session.stopped();
    await set(session, { line: lineOf("class Retrieved") });
    await session.client.continueRequest({ threadId });
    assert.equal((await session.stopped()).reason, "breakpoint");
    await set(session);
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  describe("in a file that is edited while the program runs", () => {
    const program = `${readFileSync(RAG, "utf8")}
for (const query of ["one", "two", "three"]) await new RagFlow().run({ query });
`;
    const at = (text: string, part: string): number => text.split("\n").findIndex((line) => line.includes(part)) + 1;

    /** Stops where the second run begins; `edit` then changes the file as an editor that saves it. */
    async function edited(...parts: readonly DebugProtocol.SourceBreakpoint[]): Promise<{
      dap: DapSession;
      set: DebugProtocol.Breakpoint[];
      edit(text: string, ...breakpoints: DebugProtocol.SourceBreakpoint[]): Promise<DebugProtocol.Breakpoint[]>;
    }> {
      folder = workspace({ "flow.ts": program }, { packages: ["stepwright", "zod", "esbuild"] });
      const source = { path: folder.file("flow.ts") };
      const dap = await DapSession.open();
      session = dap;
      const send = async (
        breakpoints: readonly DebugProtocol.SourceBreakpoint[],
        sourceModified: boolean,
      ): Promise<DebugProtocol.Breakpoint[]> =>
        (await dap.client.setBreakpointsRequest({ source, breakpoints: [...breakpoints], sourceModified })).body
          .breakpoints;
      const before = await send(parts, false);
      await dap.client.setFunctionBreakpointsRequest({ breakpoints: [{ name: "StartEvent" }] });
      await dap.start({ program: source.path, cwd: folder.path });
      const { threadId } = await dap.stopped();
      await dap.client.continueRequest({ threadId });
      await dap.stopped();
      return {
        dap,
        set: before,
        edit(text, ...breakpoints) {
          writeFileSync(source.path, text);
          return send(breakpoints, true);
        },
      };
    }

    it("move with their class, keep their hits, and so does the place of the stop", async () => {
      const hit = { hitCondition: "= 3" };
      const { dap, set: before, edit } = await edited({ line: at(program, "class Retrieved"), ...hit });
      const text = program.replace("/** What was found", "// One more line.\n// And another.\n/** What was found");
      const [moved] = await edit(text, { line: at(text, "class Retrieved"), ...hit });
      assert.deepEqual(
        [moved?.verified, moved?.line, moved?.message],
        [true, at(text, "class Retrieved"), "Stops before every dispatch of Retrieved."],
      );
      assert.equal(moved?.id, before[0]?.id);
      await dap.client.continueRequest({ threadId: (await dap.client.threadsRequest()).body.threads[0]?.id ?? 0 });
      const third = await dap.stopped();
      assert.equal((await dap.top(third.threadId)).line, at(text, "async retrieve("));
      await dap.client.continueRequest({ threadId: third.threadId });
      const stop = await dap.stopped();
      assert.deepEqual(stop.hitBreakpointIds, [moved?.id]);
      assert.equal((await dap.top(stop.threadId)).line, at(text, "async synthesize("));
    });

    it("say so where the program does not have what stands there now, and are bound after a restart", async () => {
      const { dap, edit } = await edited({ line: at(program, "class Retrieved") });
      const text = program
        .replace("async synthesize(", "async answer(")
        .replace("/** What was found", 'class Judged extends Event.with("Judged", {}) {}\n\n/** What was found');
      const answers = await edit(
        text,
        { line: at(text, "class Judged") },
        { line: at(text, "class Retrieved") },
        { line: at(text, "async answer(") },
      );
      const why = (what: string): string =>
        `The running program does not have ${what}: flow.ts was edited after it had started. Restart it to stop there.`;
      assert.deepEqual(
        answers.map(({ verified, reason, message }) => [verified, reason, message]),
        [
          [false, "failed", why("Judged")],
          [true, undefined, "Stops before every dispatch of Retrieved."],
          [false, "failed", why("RagFlow.answer")],
        ],
      );
      await dap.client.customRequest("restart", {});
      const ids = new Set(answers.map(({ id }) => id));
      const bound = new Map<number | undefined, boolean>();
      while (![...ids].every((id) => bound.get(id) ?? answers.find((one) => one.id === id)?.verified)) {
        const { breakpoint } = await dap.until<DebugProtocol.BreakpointEvent["body"]>("breakpoint");
        bound.set(breakpoint.id, breakpoint.verified);
      }
    });
  });

  it("counts lines as the client does", async () => {
    session = await DapSession.open({ capabilities: { linesStartAt1: false, columnsStartAt1: false } });
    const [event] = await set(session, { line: lineOf("class Retrieved") - 1 });
    assert.equal(event?.verified, true);
    assert.equal(event.line, lineOf("class Retrieved") - 1);
  });
});
