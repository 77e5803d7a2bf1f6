import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("variables", () => {
  let session: DapSession;
  let frame: number;
  let threadId: number;
  beforeEach(async () => {
    session = await DapSession.launch({ program: fixture("values.ts"), workflow: "Values" }, { functions: ["Loaded"] });
    ({ threadId } = await session.stopped());
    frame = (await session.top(threadId)).id;
  });
  afterEach(() => session.close());

  const reference = async (scope: string, name: string): Promise<number> => {
    const found = (await session.variables(frame, scope)).find((variable) => variable.name === name);
    assert.ok(found, `no ${name}`);
    return found.variablesReference;
  };

  it("has a scope for each part of a run", async () => {
    const { scopes } = (await session.client.scopesRequest({ frameId: frame })).body;
    assert.deepEqual(
      scopes.map(({ name }) => name),
      ["Event", "State", "Queue", "In flight", "Waiting", "Workflow", "Run"],
    );
  });

  it("shows the event, the state, the workflow and the run", async () => {
    const event = await session.look(frame, "Event");
    assert.deepEqual([event["count"], event["label"]], ["2", "'two'"]);
    const state = await session.look(frame, "State");
    assert.match(state["user"] ?? "", /Ada/);
    assert.match(state["when"] ?? "", /2026-01-02/);
    assert.equal((await session.look(frame, "Workflow"))["label"], "'values'");
    assert.equal((await session.look(frame, "Run"))["workflow"], "'Values'");
  });

  it("shows an event in the past as it was", async () => {
    const [, past] = await session.stack(threadId);
    assert.equal(past?.name, "StartEvent → load");
    assert.equal((await session.look(past?.id ?? 0, "Event"))["count"], undefined);
  });

  it("expands and pages", async () => {
    const user = await session.client.variablesRequest({ variablesReference: await reference("State", "user") });
    assert.deepEqual(
      user.body.variables.map(({ name, evaluateName }) => [name, evaluateName]),
      [
        ["name", "state.user.name"],
        ["tags", "state.user.tags"],
      ],
    );
    const rows = await session.client.variablesRequest({
      variablesReference: await reference("Event", "rows"),
      filter: "indexed",
      start: 500,
      count: 3,
    });
    assert.deepEqual(
      rows.body.variables.map(({ name, value }) => [name, value]),
      [
        ["500", "500"],
        ["501", "501"],
        ["502", "502"],
      ],
    );
  });

  it("changes an event's field and the state before the dispatch", async () => {
    const { scopes } = (await session.client.scopesRequest({ frameId: frame })).body;
    const scopeReference = (name: string): number =>
      scopes.find((scope) => scope.name === name)?.variablesReference ?? 0;
    const set = await session.client.setVariableRequest({
      variablesReference: scopeReference("Event"),
      name: "label",
      value: '"deux"',
    });
    assert.equal(set.body.value, "'deux'");
    await session.client.setVariableRequest({
      variablesReference: scopeReference("State"),
      name: "total",
      value: "40 + 2",
    });
    await session.custom("setExpression", { expression: "event.count", value: "7", frameId: frame });
    await session.custom("setExpression", { expression: "state.user.tags[1]", value: "'c'", frameId: frame });
    assert.equal((await session.evaluate("state.user.tags.join()", "watch", frame)).result, "'a,c'");
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("console"), /completed after .*: deux 7 42/);
  });

  it("refuses what the event's schema refuses, and what is no field", async () => {
    const { scopes } = (await session.client.scopesRequest({ frameId: frame })).body;
    const event = scopes.find(({ name }) => name === "Event")?.variablesReference ?? 0;
    await assert.rejects(
      session.client.setVariableRequest({ variablesReference: event, name: "count", value: '"many"' }),
      /count/,
    );
    await assert.rejects(
      session.custom("setExpression", { expression: "1 + 1", value: "3", frameId: frame }),
      /"1 \+ 1" cannot be assigned to/,
    );
  });

  it("evaluates without side effects in a watch and on hover", async () => {
    assert.equal((await session.evaluate("event.count * state.total", "watch", frame)).result, "2");
    assert.equal((await session.evaluate("step.name", "hover", frame)).result, "'finish'");
    assert.equal((await session.evaluate("run.workflow", "watch", frame)).result, "'Values'");
    await assert.rejects(session.evaluate("globalThis.x = 1", "watch", frame), /would change something/);
    await assert.rejects(session.evaluate("nothing.at.all", "watch", frame), /nothing/);
  });

  it("sends a huge string in pieces", async () => {
    const huge = (await session.variables(frame, "Workflow")).find(({ name }) => name === "huge");
    assert.match(huge?.value ?? "", /^'x{10000}… \(100,000,000 characters\)'$/);
    assert.equal(huge?.indexedVariables, 10_000);
    const { body } = await session.client.variablesRequest({
      variablesReference: huge?.variablesReference ?? 0,
      filter: "indexed",
      start: 9_999,
      count: 1,
    });
    assert.equal(body.variables[0]?.name, "[99990000…99999999]");
    assert.match(body.variables[0]?.value ?? "", /^'x{10000}'$/);
    await assert.rejects(
      session.evaluate("this.huge", "clipboard", frame),
      /too large for the clipboard \(100,000,000/,
    );
    assert.equal((await session.evaluate("this.huge.length", "watch", frame)).result, "100000000");
  });

  it("copies values as JSON without a loss, and runs nothing of the program for it", async () => {
    const text = (await session.evaluate("this.kinds", "clipboard", frame)).result;
    const { error, ...copied } = JSON.parse(text);
    assert.deepEqual(copied, {
      map: { a: 1 },
      pairs: [
        [1, ["x", 2]],
        [{ key: true }, null],
      ],
      bytes: "AQL/",
      window: "AQL/",
      numbers: [0.5, "NaN"],
      big: ["12345678901234567890", -0, "Infinity", null],
      date: "2026-01-02T03:04:05.000Z",
      url: "https://example.com/a?b",
      point: { x: 3, y: 4 },
      proxy: "[Proxy]",
      pattern: "/a+b/g",
      call: "ƒ callMe",
      empty: [{}, [], {}],
      lazy: "(...)",
      self: { again: "[Circular]" },
    });
    assert.deepEqual([error.name, error.message, error.code], ["RangeError", "out of range", "E_RANGE"]);
    assert.match(error.stack, /^RangeError: out of range\n.*values\.ts/);
    assert.deepEqual([error.cause.name, error.cause.message], ["AggregateError", "both"]);
    assert.deepEqual([error.cause.errors[0].name, error.cause.errors[0].message], ["Error", "one"]);
    assert.equal((await session.evaluate("this.reads()", "repl", frame)).result, "0");
    const user = (await session.evaluate("state.user", "clipboard", frame)).result;
    assert.equal(user, JSON.stringify({ name: "Ada", tags: ["a", "b"] }, undefined, 2));
    const event = JSON.parse((await session.evaluate("event", "clipboard", frame)).result);
    assert.deepEqual([event.count, event.label, event.rows.length], [2, "two", 1000]);
  });

  it("copies no more than the clipboard takes, however deep and however often it is the same", async () => {
    await assert.rejects(
      session.evaluate("this.doubled", "clipboard", frame),
      /too large for the clipboard \(more than 10,000,000 characters\)/,
    );
    await assert.rejects(session.evaluate("[this.huge]", "clipboard", frame), /too large for the clipboard/);
    assert.match((await session.evaluate("this.chain", "clipboard", frame)).result, /"\[below 200 levels\]"/);
  });

  it("reads binary values as memory", async () => {
    const bytes = (await session.variables(frame, "Workflow")).find(({ name }) => name === "bytes");
    const read = async (offset: number, count: number): Promise<DebugProtocol.ReadMemoryResponse["body"]> =>
      (await session.custom("readMemory", { memoryReference: bytes?.memoryReference, offset, count })).body;
    assert.deepEqual(await read(254, 4), { address: "254", data: Buffer.from([254, 255, 0, 1]).toString("base64") });
    assert.deepEqual(await read(298, 10), {
      address: "298",
      data: Buffer.from([42, 43]).toString("base64"),
      unreadableBytes: 8,
    });
  });

  it("runs a getter when somebody asks for it, and not before", async () => {
    const workflow = await session.variables(frame, "Workflow");
    const counted = workflow.find(({ name }) => name === "counted");
    assert.deepEqual([counted?.value, counted?.presentationHint?.lazy], ["(...)", true]);
    assert.equal(workflow.find(({ name }) => name === "runs")?.value, "0");
    const { body } = await session.client.variablesRequest({ variablesReference: counted?.variablesReference ?? 0 });
    assert.deepEqual(
      body.variables.map(({ value }) => value),
      ["1"],
    );
  });

  it("fails softly for what belongs to an earlier stop", async () => {
    const stale = await reference("State", "user");
    await session.client.continueRequest({ threadId });
    await session.ended();
    await assert.rejects(session.client.variablesRequest({ variablesReference: stale }), /not running|ended/);
  });

  it("prints a result that can be expanded", async () => {
    await session.client.continueRequest({ threadId });
    const { variablesReference, output } = await session.until<DebugProtocol.OutputEvent["body"]>("output", (body) =>
      body.output.includes("completed"),
    );
    assert.match(output, /Values #1 completed after .*: two 2 1/);
    assert.equal(variablesReference, undefined, "a text needs no expansion");
    await session.close();
    session = await DapSession.launch({ program: fixture("values.ts"), workflow: "Rows" });
    const rows = await session.until<DebugProtocol.OutputEvent["body"]>("output", (body) =>
      body.output.includes("completed"),
    );
    assert.match(rows.output, /Rows #1 completed after .*rows/s);
    const { body } = await session.client.variablesRequest({ variablesReference: rows.variablesReference ?? 0 });
    assert.equal(body.variables.length, 1, "VS Code shows the text only for a single value");
    assert.equal(body.variables[0]?.name, "result");
  });

  it("leads from an event to its class", async () => {
    const event = await session.evaluate("event", "watch", frame);
    const { valueLocationReference } = event as { valueLocationReference?: number };
    assert.ok(valueLocationReference, "no place");
    const { body } = await session.custom("locations", { locationReference: valueLocationReference });
    assert.deepEqual([body.source.path, body.line], [fixture("values.ts"), 4]);
  });
});
