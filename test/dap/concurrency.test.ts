import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("many at once", function () {
  this.timeout(60_000);
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const wide = (input: object): { program: string; workflow: string; input: object } => ({
    program: fixture("wide.ts"),
    workflow: "Wide",
    input,
  });
  const scope = async (dap: DapSession, threadId: number, name: string): Promise<DebugProtocol.Scope> => {
    const { scopes } = (await dap.client.scopesRequest({ frameId: (await dap.top(threadId)).id })).body;
    const found = scopes.find((each) => each.name === name);
    assert.ok(found, name);
    return found;
  };
  const result = async (dap: DapSession): Promise<string | undefined> => {
    assert.equal(await dap.ended(), 0);
    return /completed after .*: (.*)/.exec(dap.output("console"))?.[1];
  };

  it("pages a queue of a thousand and more, each entry once", async () => {
    const dap = await DapSession.launch(wide({ parts: 1000 }), { functions: [{ name: "Part", hitCondition: "1" }] });
    session = dap;
    const { threadId } = await dap.stopped();
    const { variablesReference, indexedVariables } = await scope(dap, threadId, "Queue");
    assert.equal(indexedVariables, 999);
    const seen: string[] = [];
    for (let start = 0; start < 999; start += 100) {
      const { body } = await dap.client.variablesRequest({ variablesReference, filter: "indexed", start, count: 100 });
      assert.ok(body.variables.length <= 100);
      seen.push(...body.variables.map(({ value }) => /n: (\d+)/.exec(value)?.[1] ?? value));
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 999 }, (_, i) => String(i + 2)),
    );
    await dap.setFunctions();
    await dap.client.continueRequest({ threadId });
    assert.equal(await result(dap), String((1000 * 1001) / 2));
  });

  it("steps one branch without losing an event of the others", async () => {
    const dap = await DapSession.launch(wide({ parts: 60 }), {
      functions: [{ name: "Part", condition: "event.n === 30" }],
    });
    session = dap;
    const { threadId } = await dap.stopped();
    await dap.setFunctions();
    for (let i = 0; i < 25; i++) {
      await (i % 5 === 4 ? dap.client.stepOutRequest({ threadId }) : dap.client.nextRequest({ threadId }));
      await dap.stopped();
    }
    await dap.client.continueRequest({ threadId });
    assert.equal(await result(dap), String((60 * 61) / 2));
  });

  it("shows fifty steps in flight", async () => {
    const dap = await DapSession.launch(wide({ parts: 50, wait: true }), { functions: ["Poll"] });
    session = dap;
    const { threadId } = await dap.stopped();
    const flying = await scope(dap, threadId, "In flight");
    assert.equal(flying.indexedVariables, 50);
    const { body } = await dap.client.variablesRequest({
      variablesReference: flying.variablesReference,
      filter: "indexed",
      start: 40,
      count: 20,
    });
    assert.equal(body.variables.length, 10);
    await dap.setFunctions();
    await dap.client.continueRequest({ threadId });
    assert.equal(await result(dap), String((50 * 51) / 2));
  });

  it("has a thread for each of two hundred runs, and goes on with one alone", async () => {
    const dap = await DapSession.launch({ program: fixture("many-runs.ts") }, { functions: ["Started"] });
    session = dap;
    const { threadId } = await dap.stopped();
    const threads = (await dap.client.threadsRequest()).body.threads;
    assert.equal(threads.length, 200);
    assert.equal(new Set(threads.map(({ id }) => id)).size, 200);
    await dap.setFunctions();
    const last = threads.at(-1)?.id ?? 0;
    const ended = dap.until<{ threadId: number; reason: string }>("thread", ({ reason }) => reason === "exited");
    await dap.client.continueRequest({ threadId: last, singleThread: true });
    assert.equal((await ended).threadId, last);
    assert.equal((await dap.client.threadsRequest()).body.threads.length, 199);
    assert.match((await dap.top(threadId)).name, /Started → finish/);
    await dap.client.continueRequest({ threadId });
    assert.equal(await dap.ended(), 0);
    assert.match(dap.output("stdout"), /sum 20100/);
  });
});
