import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";
import { type Workspace, workspace } from "./workspace.ts";

/** A run whose step starts a process, in which another run is, and waits for its end. */
const MAIN = `import { fork } from "node:child_process";
import { once } from "node:events";
import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Ready extends Event.with("Ready", { name: z.string() }) {}

class Outer extends Workflow<{ name: string }, string> {
  @step(StartEvent)
  async begin(ev: StartEvent<{ name: string }>): Promise<Ready> {
    return new Ready({ name: ev.name });
  }

  @step(Ready)
  async start(ev: Ready): Promise<StopEvent<string>> {
    const child = fork(new URL("./child.ts", import.meta.url), [ev.name]);
    await once(child, "exit");
    return new StopEvent({ result: ev.name });
  }
}

for (const name of process.argv.slice(2)) console.log("outer: " + (await new Outer({ timeout: null }).run({ name })));
`;
const CHILD = `import { RagFlow } from "./rag.ts";
console.log("inner: " + (await new RagFlow().run({ query: process.argv[2] ?? "" })));
process.disconnect();
`;

describe("time travel with several processes", () => {
  let session: DapSession;
  let folder: Workspace;
  beforeEach(() => {
    const rag = readFileSync(fixture("rag.ts"), "utf8");
    folder = workspace(
      { "main.ts": MAIN, "child.ts": CHILD, "rag.ts": rag },
      { packages: ["stepwright", "zod", "tsx"] },
    );
  });
  afterEach(async () => {
    await session.close();
    folder.remove();
  });

  const launch = async (names: readonly string[], options: object = {}): Promise<void> => {
    const { path, file } = folder;
    session = await DapSession.launch(
      { program: file("main.ts"), args: names, cwd: path, env: { NODE_OPTIONS: "--import tsx" }, ...options },
      { functions: ["synthesize"] },
    );
  };
  const thread = async (name: RegExp): Promise<number> => {
    const threads: DebugProtocol.Thread[] = (await session.client.threadsRequest()).body.threads;
    const found = threads.find((each) => name.test(each.name));
    assert.ok(found, `no ${name} among ${threads.map((each) => each.name).join(", ")}`);
    return found.id;
  };
  const names = async (threadId: number): Promise<string[]> => (await session.stack(threadId)).map(({ name }) => name);
  const back = async (threadId: number): Promise<string | undefined> => {
    await session.client.stepBackRequest({ threadId });
    const stop = await session.stopped();
    assert.equal(stop.threadId, threadId);
    return (await names(threadId))[0];
  };

  it("steps back in each, while the others are there as they are now", async () => {
    await launch(["first"]);
    await session.stopped();
    const [outer, inner] = [await thread(/^Outer #1/), await thread(/^RagFlow #1/)];
    assert.equal(await back(inner), "StartEvent → retrieve");
    assert.deepEqual(await names(outer), ["Ready → start", "StartEvent → begin"]);
    assert.equal(await back(outer), "Ready → start");
    assert.deepEqual(await names(inner), ["Retrieved → synthesize", "StartEvent → retrieve"]);
    assert.equal(await back(outer), "StartEvent → begin");
    assert.deepEqual(await session.look((await session.top(outer)).id, "Event"), { name: "'first'" });
    assert.equal(await back(inner), "StartEvent → retrieve");
    await session.client.nextRequest({ threadId: inner });
    await session.stopped();
    assert.equal((await names(inner))[0], "Retrieved → synthesize");
    await session.client.continueRequest({ threadId: inner });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /inner: first: one \+ two\nouter: first\n/);
  });

  it("goes on from now where another process is continued, unless an edit would be lost", async () => {
    await launch(["first"]);
    await session.stopped();
    const [outer, inner] = [await thread(/^Outer #1/), await thread(/^RagFlow #1/)];
    await back(inner);
    const { scopes } = (await session.client.scopesRequest({ frameId: (await session.top(inner)).id })).body;
    const variablesReference = scopes.find(({ name }) => name === "Event")?.variablesReference ?? 0;
    await session.client.setVariableRequest({ variablesReference, name: "query", value: '"edited"' });
    await assert.rejects(session.client.continueRequest({ threadId: outer }), /RagFlow #1 .* was changed/);
    await back(inner);
    await session.client.continueRequest({ threadId: outer });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /inner: first: one \+ two\nouter: first\n/);
  });

  it("forks in a child process, and its old line stays", async () => {
    await launch(["first"]);
    await session.stopped();
    const inner = await thread(/^RagFlow #1/);
    await back(inner);
    await session.client.restartFrameRequest({ frameId: (await session.top(inner)).id });
    const { threadId: forked } = await session.stopped();
    await session.setFunctions();
    await session.client.continueRequest({ threadId: forked });
    await session.until<{ threadId: number }>("stopped", ({ threadId }) => threadId === inner);
    await session.client.continueRequest({ threadId: inner });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /RagFlow #1 · .* \(forked at 1\) completed/);
  });

  it("keeps a recording of each process, also where one comes after the other", async () => {
    await launch(["first", "second"], { record: join(folder.path, "all.stepwright.jsonl") });
    for (let stop = 0; stop < 2; stop++) {
      const { threadId } = await session.stopped();
      assert.equal(await back(threadId), "StartEvent → retrieve");
      const query = stop === 0 ? "'first'" : "'second'";
      assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { query });
      await session.client.continueRequest({ threadId });
      await session.until<{ description: string }>("stopped", ({ description }) => /\(now\)/.test(description));
      await session.client.continueRequest({ threadId });
    }
    assert.equal(await session.ended(), 0);
    const recordings = readdirSync(folder.path).filter((name) => name.endsWith(".stepwright.jsonl"));
    assert.deepEqual(recordings.sort(), [
      "all.process-1.stepwright.jsonl",
      "all.process-2.stepwright.jsonl",
      "all.stepwright.jsonl",
    ]);
    await session.close();
    session = await DapSession.launch({ recording: join(folder.path, "all.process-2.stepwright.jsonl") });
    const { threadId } = await session.stopped();
    assert.deepEqual(await session.look((await session.top(threadId)).id, "Event"), { query: "'second'" });
  });
});
