import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

/** Requests that imply that a thread goes on. */
const RESUMING = new Set(["continue", "next", "stepIn", "stepOut", "stepBack", "reverseContinue"]);

/**
 * Which stops an editor has in mind, the oldest first: as VS Code counts them for the session's row in its Call Stack. A
 * `continued` event takes its thread's away, and so does the answer to a request, where no stop came before that.
 */
function standing({ transcribed }: DapSession): (string | undefined)[] {
  let stops: DebugProtocol.StoppedEvent["body"][] = [];
  const threads = new Map<number, number>();
  let hasStopped = false;
  const goesOn = (thread: number | undefined): void => {
    stops = stops.filter(({ threadId }) => thread !== undefined && threadId !== thread);
  };
  for (const { message } of transcribed) {
    const { command, arguments: args } = message as DebugProtocol.Request;
    const { event, body } = message as DebugProtocol.Event;
    if (message.type === "request" && RESUMING.has(command)) {
      threads.set(message.seq, args.threadId);
      hasStopped = false;
    } else if (event === "stopped") {
      stops.push(body);
      hasStopped = true;
    } else if (event === "continued") {
      goesOn(body.allThreadsContinued === false ? body.threadId : undefined);
    } else if (message.type === "response" && RESUMING.has(command) && !hasStopped) {
      const { request_seq, body: answer } = message as DebugProtocol.Response;
      goesOn(answer?.allThreadsContinued === true ? undefined : threads.get(request_seq));
    }
  }
  return stops.map(({ description }) => description);
}

describe("forks", () => {
  let session: DapSession;
  afterEach(() => session.close());

  const names = async (): Promise<string[]> =>
    (await session.client.threadsRequest()).body.threads.map(({ name }) => name);

  /** Changes a field of the event at the top of the run's stack. */
  async function edit(threadId: number, name: string, value: string): Promise<void> {
    const { id } = await session.top(threadId);
    const { scopes } = (await session.client.scopesRequest({ frameId: id })).body;
    const variablesReference = scopes.find((scope) => scope.name === "Event")?.variablesReference ?? 0;
    await session.client.setVariableRequest({ variablesReference, name, value });
  }

  async function back(threadId: number): Promise<void> {
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
  }

  interface Stop {
    readonly threadId: number;
    readonly description: string;
    readonly allThreadsStopped: boolean;
    readonly preserveFocusHint?: boolean;
  }

  it("go on from an edited past, and the old line stays where it is until it is continued itself", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["synthesize"] });
    const { threadId: old } = await session.stopped();
    await back(old);
    await edit(old, "query", '"prices"');
    await session.setFunctions();
    const { body } = await session.client.continueRequest({ threadId: old });
    assert.equal(body.allThreadsContinued, false);
    const forked = await session.until<Stop>("stopped", ({ description }) => description === "Forked here");
    await session.until("continued", ({ threadId }) => threadId === forked.threadId);
    const held = await session.until<Stop>("stopped", ({ threadId }) => threadId === old);
    assert.deepEqual([held.allThreadsStopped, held.preserveFocusHint], [false, true]);
    const again = await session.until<Stop>("stopped");
    assert.deepEqual(
      [again.threadId, again.description],
      [old, "Paused where it was: the line forked from it has ended"],
    );
    assert.match(session.output("console"), /RagFlow #1 \(forked at 1\) goes on. RagFlow #1 stays where it is/);
    assert.match(session.output("console"), /RagFlow #1 \(forked at 1\) completed after .*: prices: one \+ two/);
    assert.doesNotMatch(session.output("console"), /RagFlow #1 completed/);
    assert.equal((await session.top(old)).name, "Retrieved → synthesize");
    assert.deepEqual(await names(), ["RagFlow #1"]);
    await session.client.continueRequest({ threadId: old });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /RagFlow #1 completed after .*: refunds: one \+ two/);
  });

  it("say of the old line why it stands, and no more that it was looked at in the past", async () => {
    const aside = "Paused where it was: another line was forked from it";
    session = await DapSession.launch({ program: fixture("rag-main.ts") }, { functions: ["synthesize"] });
    const { threadId: old } = await session.stopped();
    await back(old);
    assert.deepEqual(standing(session), ["Paused in the past"]);
    await edit(old, "query", '"prices"');
    await session.client.continueRequest({ threadId: old });
    await session.until<Stop>("stopped", ({ description }) => description === aside);
    const { threadId: forked } = await session.stopped();
    assert.deepEqual(standing(session), [aside, "Paused on breakpoint"]);
    await session.client.restartFrameRequest({ frameId: (await session.top(forked)).id });
    const { threadId: second } = await session.until<Stop>(
      "stopped",
      ({ description }) => description === "Forked here",
    );
    await session.until<Stop>("stopped", ({ threadId, description }) => threadId === forked && description === aside);
    assert.deepEqual(standing(session), [aside, "Forked here", aside]);
    await session.setFunctions();
    await session.client.continueRequest({ threadId: second });
    const { description = "" } = await session.stopped();
    assert.match(description, /the line forked from it has ended/);
    assert.deepEqual(standing(session), [aside, description]);
  });

  it("both lines are stepped each for itself", async () => {
    const chain = { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 5 } };
    session = await DapSession.launch(chain, { functions: [{ name: "Count", condition: "event.n === 4" }] });
    const { threadId: old } = await session.stopped();
    await back(old);
    await session.client.restartFrameRequest({ frameId: (await session.top(old)).id });
    const { threadId: forked } = await session.stopped();
    await session.setFunctions();
    assert.deepEqual(await names(), ["Chain #1", "Chain #1 (forked at 4)"]);
    const n = async (threadId: number): Promise<string | undefined> =>
      (await session.look((await session.top(threadId)).id, "Event"))["n"];
    await session.client.nextRequest({ threadId: forked });
    await session.until("stopped", ({ reason }) => reason === "step");
    assert.deepEqual([await n(old), await n(forked)], ["4", "4"]);
    await session.client.nextRequest({ threadId: forked });
    await session.until("stopped", ({ reason }) => reason === "step");
    assert.deepEqual([await n(old), await n(forked)], ["4", "5"]);
    await session.client.nextRequest({ threadId: old });
    await session.until("stopped", ({ reason }) => reason === "step");
    assert.equal(await n(old), "5");
    await session.client.continueRequest({ threadId: old });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /Chain #1 \(forked at 4\) completed after .*: 15/);
  });

  it("go on alone from an edited past, and every other run stands", async () => {
    session = await DapSession.launch({ program: fixture("two-runs.ts") }, { functions: ["synthesize"] });
    const { threadId: old } = await session.stopped();
    const other = (await session.client.threadsRequest()).body.threads.find(({ id }) => id !== old)?.id ?? 0;
    await back(old);
    await edit(old, "query", '"prices"');
    await session.setFunctions();
    const { body } = await session.client.continueRequest({ threadId: old, singleThread: true });
    assert.equal(body.allThreadsContinued, false);
    const forked = await session.until<Stop>("stopped", ({ description }) => description === "Forked here");
    await session.until("continued", ({ threadId }) => threadId === forked.threadId);
    await session.until("thread", ({ reason, threadId }) => reason === "exited" && threadId === forked.threadId);
    assert.equal((await session.top(other)).name, "Retrieved → synthesize");
    assert.match(session.output("console"), /RagFlow #1 \(forked at 1\) completed after .*: prices: one \+ two/);
    assert.doesNotMatch(session.output("console"), /RagFlow #\d completed/);
    await session.client.continueRequest({ threadId: old });
    assert.equal(await session.ended(), 0);
  });

  it("go on from a run that has ended", async () => {
    session = await DapSession.launch(
      { program: fixture("one-after-other.ts") },
      { functions: [{ name: "synthesize", condition: 'event.query === "second"' }] },
    );
    const { threadId: second } = await session.stopped();
    assert.deepEqual(await names(), ["RagFlow #2"]);
    await session.setFunctions({ name: "synthesize", condition: 'event.query === "first"' });
    await session.client.reverseContinueRequest({ threadId: second });
    const { threadId: first } = await session.stopped();
    await edit(first, "passages", '["three"]');
    await session.setFunctions();
    await session.client.continueRequest({ threadId: first });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /RagFlow #1 \(forked at 2\) completed after .*: first: three/);
    assert.match(session.output("console"), /RagFlow #2 completed after .*: second: one \+ two/);
  });

  /** Goes back to where login.ts's second step is about to be called. */
  async function inThePast(): Promise<number> {
    session = await DapSession.launch({ program: fixture("login.ts") }, { functions: ["done"] });
    const { threadId } = await session.stopped();
    await back(threadId);
    await session.setFunctions();
    return threadId;
  }

  /** The value that a path of names leads to in a scope of the top frame, to change something in it. */
  async function holder(threadId: number, scope: string, ...path: string[]): Promise<number> {
    const { scopes } = (await session.client.scopesRequest({ frameId: (await session.top(threadId)).id })).body;
    let variablesReference = scopes.find(({ name }) => name === scope)?.variablesReference ?? 0;
    for (const name of path) {
      const { variables } = (await session.client.variablesRequest({ variablesReference })).body;
      variablesReference = variables.find((variable) => variable.name === name)?.variablesReference ?? 0;
    }
    return variablesReference;
  }

  /** Goes on with the new line, and then with the old one. Gives what each ended with. */
  async function bothEnds(threadId: number): Promise<(string | undefined)[]> {
    await session.client.continueRequest({ threadId });
    await session.until<Stop>("stopped", ({ description }) => /has ended/.test(description));
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    return [...session.output("console").matchAll(/completed after [^:]*: (.*)/g)].map(([, result]) => result);
  }

  it("stand at the old line again before it is continued, also where both come at the same time", async () => {
    session = await DapSession.launch(
      { program: fixture("late-line.ts"), workflow: "Late", input: {} },
      { functions: ["Begun"] },
    );
    const { threadId: old } = await session.stopped();
    await back(old);
    await session.client.restartFrameRequest({ frameId: (await session.top(old)).id });
    const { threadId: fork } = await session.stopped();
    await session.setFunctions();
    await session.client.continueRequest({ threadId: fork });
    await session.until<{ output: string }>("output", ({ output }) => output.includes("at work"));
    await session.client.continueRequest({ threadId: old });
    const { length } = session.events;
    assert.equal(await session.ended(), 0);
    assert.deepEqual(
      session.events.slice(length).filter(({ event }) => event === "stopped"),
      [],
    );
    assert.deepEqual(standing(session), []);
  });

  it("keep what a recording leaves out where something beside it is edited", async () => {
    const threadId = await inThePast();
    const variablesReference = await holder(threadId, "Event", "user");
    await session.client.setVariableRequest({ variablesReference, name: "name", value: '"eve"' });
    assert.deepEqual(await bothEnds(threadId), [
      "eve hunter2 example.com 1000001 none, ada sesame 1 and 2",
      "ada hunter2 example.com 1000001 none, ada sesame 1 and 2",
    ]);
  });

  it("begin with an edited state", async () => {
    const threadId = await inThePast();
    const account = await holder(threadId, "State", "account");
    await session.client.setVariableRequest({ variablesReference: account, name: "owner", value: '"eve"' });
    const limit = await holder(threadId, "State", "account", "limits", "1");
    const { body } = await session.client.setVariableRequest({ variablesReference: limit, name: "most", value: "7" });
    assert.equal(body.value, "7");
    assert.deepEqual(await bothEnds(threadId), [
      "ada hunter2 example.com 1000001 none, eve sesame 1 and 7",
      "ada hunter2 example.com 1000001 none, ada sesame 1 and 2",
    ]);
  });

  it("are not begun with a state that does not fit its schema, and the edit can be mended", async () => {
    const threadId = await inThePast();
    const set = async (value: string): Promise<unknown> =>
      session.client.setVariableRequest({
        variablesReference: await holder(threadId, "State", "account"),
        name: "owner",
        value,
      });
    await set("5");
    await assert.rejects(
      session.client.continueRequest({ threadId }),
      /Workflow Login, state.*account\.owner.*string/s,
    );
    await set('"eve"');
    assert.deepEqual(await bothEnds(threadId), [
      "ada hunter2 example.com 1000001 none, eve sesame 1 and 2",
      "ada hunter2 example.com 1000001 none, ada sesame 1 and 2",
    ]);
  });

  it("are not begun with a value that the recording does not have", async () => {
    const threadId = await inThePast();
    const set = async (scope: string, name: string, value: string): Promise<unknown> =>
      session.client.setVariableRequest({ variablesReference: await holder(threadId, scope), name, value });
    await assert.rejects(set("Event", "note", "event.user.token"), /secret: not recorded.*one by one/);
    await assert.rejects(set("Event", "note", "[event.user.page]"), /URL.*one by one/);
    await assert.rejects(set("State", "account", "state.account.key"), /secret: not recorded.*one by one/);
    await set("Event", "note", '"some"');
    assert.deepEqual(await bothEnds(threadId), [
      "ada hunter2 example.com 1000001 some, ada sesame 1 and 2",
      "ada hunter2 example.com 1000001 none, ada sesame 1 and 2",
    ]);
  });

  it("of a child are named under the run that started it, which waits for the old one", async () => {
    session = await DapSession.launch(
      { program: fixture("child-run.ts"), workflow: "Outer", input: { n: 4 } },
      { functions: ["answer"] },
    );
    const { threadId: child } = await session.stopped();
    await back(child);
    await edit(child, "n", "5");
    await session.setFunctions();
    await session.client.continueRequest({ threadId: child });
    await session.until<Stop>("stopped", ({ description }) => /has ended/.test(description));
    assert.match(session.output("console"), /Outer #1 › Inner #1 \(forked at 1\) completed after .*: 10/);
    assert.deepEqual(await names(), ["Outer #1", "Outer #1 › Inner #1"]);
    await session.client.continueRequest({ threadId: child });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /Outer #1 completed after .*: twice is 8/);
  });
});
