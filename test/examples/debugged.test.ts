import assert from "node:assert/strict";
import { join } from "node:path";
import { DapSession, type LaunchOptions } from "../dap/dap-session.ts";
import { root } from "./run-program.ts";

interface Question {
  readonly id: string;
  readonly prompt: string;
  readonly answer: string;
  readonly source?: { readonly path: string; readonly line: number };
}

/** What the examples' READMEs tell to try under the debugger. */
describe("the examples under the debugger", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  let session: DapSession | undefined;

  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  async function debug(name: string, functions: readonly string[] = [], options: LaunchOptions = {}) {
    const program = join(root, "examples", name, `${name}-flow.ts`);
    session = await DapSession.launch({ program, cwd: root, env: { OPENAI_API_KEY: null }, ...options }, { functions });
    return session;
  }

  it("rag stops with the passages, and prints its answer", async () => {
    const debugged = await debug("rag", ["Retrieved"]);
    const { threadId } = await debugged.stopped();
    const { id, name } = await debugged.top(threadId);
    assert.equal(name, "Retrieved → synthesize");
    assert.match((await debugged.evaluate("event.passages[0].page", "watch", id)).result, /^'docs\/[\w-]+\.md'$/);
    await debugged.client.continueRequest({ threadId });
    assert.equal(await debugged.ended(), 0);
    assert.match(debugged.output("stdout"), /Written by: quoting/);
  });

  it("branching takes the other branch when the event is changed", async () => {
    const debugged = await debug("branching", ["Classified"]);
    const { threadId } = await debugged.stopped();
    const { id: frameId } = await debugged.top(threadId);
    const { scopes } = (await debugged.client.scopesRequest({ frameId })).body;
    const variablesReference = scopes.find(({ name }) => name === "Event")?.variablesReference ?? 0;
    await debugged.client.setVariableRequest({ variablesReference, name: "kind", value: '"factual"' });
    await debugged.client.continueRequest({ threadId });
    assert.equal(await debugged.ended(), 0);
    assert.match(debugged.output("stdout"), /^factual query: Suggest names/m);
  });

  it("refinement stops in the round its condition names", async () => {
    const program = join(root, "examples/refinement/refinement-flow.ts");
    // No text that could be summed up: it takes every round, however the documents change.
    session = await DapSession.launch(
      { program, args: [join(root, "package.json")], cwd: root },
      { functions: [{ name: "RefineEvent", condition: "event.round === 2" }] },
    );
    const { threadId } = await session.stopped();
    assert.equal((await session.evaluate("event.round", "watch", (await session.top(threadId)).id)).result, "2");
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
  });

  it("parallel-search shows what has been collected", async () => {
    const debugged = await debug("parallel-search", ["SourceSearched"]);
    const seen: string[] = [];
    for (let stop = 0; stop < 3; stop++) {
      const { threadId } = await debugged.stopped();
      const { id } = await debugged.top(threadId);
      seen.push(JSON.stringify(await debugged.look(id, "Waiting")));
      await debugged.client.continueRequest({ threadId });
    }
    assert.equal(await debugged.ended(), 0);
    assert.match(seen[2] ?? "", /2 of 3/);
  });

  it("review is answered in the editor, at the step that asked", async () => {
    const debugged = await debug("review");
    const question = await debugged.until<Question>("stepwright.promptOpened");
    assert.match(question.prompt, /We refund 42\.50/);
    assert.match(question.source?.path ?? "", /review-flow\.ts$/);
    await debugged.custom("stepwright.reply", { id: question.id, text: "not our fault" });
    assert.equal(await debugged.ended(), 0);
    assert.match(debugged.output("stdout"), /^rejected: .* \(not our fault\)/m);
  });

  it("review ends when it is stopped at its question", async () => {
    const debugged = await debug("review");
    await debugged.until("stepwright.promptOpened");
    await debugged.client.terminateRequest({});
    await debugged.until("terminated");
  });

  it("research is answered with a field, also by the console", async () => {
    const debugged = await debug("research");
    const question = await debugged.until<Question>("stepwright.promptOpened");
    assert.equal(question.answer, "SourceVerdict");
    await debugged.evaluate('reply {"use": false}', "repl");
    const others = debugged.events.filter(({ event }) => event === "stepwright.promptOpened").slice(1);
    for (const { body } of others) {
      await debugged.custom("stepwright.reply", { id: (body as Question).id, fields: { use: false } });
    }
    assert.equal(await debugged.ended(), 0);
    const place = /^(.+?) has little on/.exec(question.prompt)?.[1] ?? "?";
    assert.match(
      debugged.output("stdout").split("Left out: ")[1] ?? "",
      new RegExp(place.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")),
    );
  });

  it("a class is started with an input, without its program", async () => {
    const debugged = await debug("branching", [], {
      workflow: "BranchingFlow",
      input: { query: "What is a StopEvent?" },
    });
    assert.equal(await debugged.ended(), 0);
    assert.doesNotMatch(debugged.output("stdout"), /creative query/);
    assert.match(debugged.output(), /kind: ["']factual["']/);
  });
});
