import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("replay of a recording", () => {
  let folder: string;
  let session: DapSession | undefined;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-replay-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  /** Runs a workflow with a recording, without a stop. */
  async function record(name: string, options: object): Promise<string> {
    const recording = join(folder, `${name}.stepwright.jsonl`);
    const run = await DapSession.launch({ ...options, record: recording });
    await run.ended();
    await run.close();
    return recording;
  }

  const chain = { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 5 } };

  it("stops at the first dispatch, without a process, and finds the sources", async () => {
    const recording = await record("chain", chain);
    session = await DapSession.launch({ recording });
    const { threadId, reason } = await session.stopped();
    assert.equal(reason, "entry");
    const top = await session.top(threadId);
    assert.equal(top.name, "StartEvent → begin");
    assert.equal(top.source?.path, fixture("chain.ts"));
    assert.deepEqual(session.pids, []);
    await session.client.nextRequest({ threadId });
    await session.stopped();
    assert.equal((await session.top(threadId)).name, "Count → add");
    await assert.rejects(session.evaluate("send Count {}", "repl"), /there is no program/);
    assert.match((await session.evaluate("events", "repl")).result, /A recording has no list of events/);
  });

  it("goes forth and back over breakpoints with conditions, and stops at the end", async () => {
    const recording = await record("chain", chain);
    session = await DapSession.launch(
      { recording, stopOnEntry: false },
      { lines: { [fixture("chain.ts")]: [{ line: 15, condition: "state.sum === 3" }] } },
    );
    const { threadId, reason } = await session.stopped();
    assert.equal(reason, "breakpoint");
    assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { n: "3" });
    await session.client.continueRequest({ threadId });
    const end = await session.stopped();
    assert.equal(end.description, "End of the recording");
    const last = await session.top(threadId);
    assert.deepEqual(await session.look(last.id, "State"), { limit: "5", sum: "15" });
    await session.client.reverseContinueRequest({ threadId });
    await session.stopped();
    assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { n: "3" });
  });

  it("cannot be changed", async () => {
    const recording = await record("chain", chain);
    session = await DapSession.launch({ recording });
    const { threadId } = await session.stopped();
    const { id } = await session.top(threadId);
    const { scopes } = (await session.client.scopesRequest({ frameId: id })).body;
    const event = scopes.find(({ name }) => name === "Event")?.variablesReference ?? 0;
    await assert.rejects(
      session.client.setVariableRequest({ variablesReference: event, name: "limit", value: "7" }),
      /its program is not running\. Debug chain\.ts \(F5\)/,
    );
    await assert.rejects(session.client.restartFrameRequest({ frameId: id }), /Debug chain\.ts \(F5\)/);
  });

  it("stops on failures that the filters ask for, with their causes", async () => {
    const recording = await record("failing", {
      program: fixture("failing.ts"),
      workflow: "Failing",
      input: { until: 3 },
    });
    session = await DapSession.launch({ recording, stopOnEntry: false }, { exceptions: ["stepWillRetry"] });
    for (const attempt of [1, 2]) {
      const { threadId, reason, text } = await session.stopped();
      assert.equal(reason, "exception");
      assert.equal(text, "TypeError: cannot parse https://example.com");
      const { body } = await session.client.exceptionInfoRequest({ threadId });
      assert.match(body.description ?? "", new RegExp(`failed on attempt ${attempt}`));
      await session.client.continueRequest({ threadId });
    }
    assert.equal((await session.stopped()).description, "End of the recording");
  });

  it("opens what a program left that was killed in the middle of a line", async () => {
    const recording = await record("torn", chain);
    const bytes = readFileSync(recording);
    truncateSync(recording, bytes.length - 200);
    session = await DapSession.launch({ recording, stopOnEntry: false });
    const { threadId, description } = await session.stopped();
    assert.equal(description, "End of the recording");
    assert.equal((await session.top(threadId)).name, "Count → add");
  });

  it("tells how much of a long recording is read", async () => {
    const recording = await record("long", chain);
    const [header = "", ...lines] = readFileSync(recording, "utf8").split(/(?<=\n)/);
    const known = `${JSON.stringify({ type: "class", name: "Other", extends: ["A", "B", "C", "D"], kind: "event" })}\n`;
    let told: DebugProtocol.Event[] = [];
    // What takes long is another size on every machine.
    for (let count = 1_000_000; told.length === 0; count *= 2) {
      await session?.close();
      writeFileSync(recording, [header, known.repeat(count), ...lines].join(""));
      session = await DapSession.launch({ recording }, { capabilities: { supportsProgressReporting: true } });
      const { threadId } = await session.stopped();
      assert.equal((await session.top(threadId)).name, "StartEvent → begin");
      told = session.events.filter(({ event }) => event.startsWith("progress"));
    }
    const [first] = told as [DebugProtocol.ProgressStartEvent];
    const { progressId, title } = first.body;
    assert.equal(title, "Stepwright");
    const messages = told.slice(0, -1).map(({ body }) => body.message as string);
    const parts = messages.map((message) => Number(/^(\d+) %$/.exec(message)?.[1]));
    assert.deepEqual(
      parts,
      parts.toSorted((a, b) => a - b),
    );
    assert.equal(parts.at(-1), 100);
    assert.deepEqual(
      told.map(({ event, body }) => [event, body.progressId]),
      ["progressStart", ...parts.slice(1).map(() => "progressUpdate"), "progressEnd"].map((kind) => [kind, progressId]),
    );
  }).timeout(120_000);

  it("says what is wrong with a file that is no recording", async () => {
    const journal = join(folder, "a.jsonl");
    writeFileSync(journal, '{"stepwright":"journal","version":1,"workflow":"RagFlow"}\n');
    const newer = join(folder, "b.jsonl");
    writeFileSync(newer, '{"stepwright":"recording","version":99}\n');
    const damaged = join(folder, "c.jsonl");
    writeFileSync(damaged, '{"stepwright":"recording","version":1}\n{"type":\n{}\n');
    for (const [recording, problem] of [
      [join(folder, "missing.jsonl"), /missing\.jsonl cannot be opened: ENOENT/],
      [fixture("chain.ts"), /chain\.ts is not a recording/],
      [journal, /a\.jsonl is a journal: .*node --import stepwright\/record/],
      [newer, /version 99; this Stepwright reads version 1/],
      [damaged, /c\.jsonl is damaged: line 2 is not JSON/],
    ] as const) {
      await assert.rejects(DapSession.launch({ recording }), problem);
    }
  });

  it("keeps what a program had done that is killed, and no temporary recording outlives its session", async () => {
    const recording = join(folder, "killed.stepwright.jsonl");
    session = await DapSession.launch(
      { ...chain, record: recording },
      { functions: [{ name: "Count", condition: "event.n === 4" }] },
    );
    await session.stopped();
    const [pid = 0] = session.pids;
    process.kill(pid, "SIGKILL");
    await session.until("terminated");
    await session.close();
    session = await DapSession.launch({ recording, stopOnEntry: false });
    const { threadId } = await session.stopped();
    assert.deepEqual(await session.look((await session.top(threadId)).id, "State"), { limit: "5", sum: "6" });
    await session.close();
    session = await DapSession.launch(chain, { functions: ["add"] });
    await session.stopped();
    const { adapter } = session;
    await session.close();
    session = undefined;
    const open = execFileSync("ls", [tmpdir()], { encoding: "utf8" });
    assert.ok(adapter.pid);
    assert.doesNotMatch(open, new RegExp(`stepwright-recording-${adapter.pid}-`));
  });
});
