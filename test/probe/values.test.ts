import assert from "node:assert/strict";
import { type Debuggee, start } from "./debuggee.ts";

describe("values", () => {
  let debuggee: Debuggee;
  before(async () => {
    debuggee = await start("values", { breakpoints: [{ id: 1, event: "Values" }] });
    await debuggee.stopped();
  });
  after(() => debuggee.close());

  const all = async () => {
    const event = await debuggee.variables(await debuggee.scope(1, "Event"));
    const variables = await debuggee.variables(event.find(({ name }) => name === "all")?.reference ?? -1);
    return new Map(variables.map((variable) => [variable.name, variable]));
  };
  const child = async (name: string) => (await all()).get(name)?.reference ?? -1;
  const inside = async (name: string): Promise<Record<string, string>> =>
    Object.fromEntries((await debuggee.variables(await child(name))).map((each) => [each.name, each.value]));

  it("are shown in one line each, by kind", async () => {
    const shown = Object.fromEntries([...(await all())].map(([name, { value }]) => [name, value]));
    const { huge, error, wide, list, ...rest } = shown;
    assert.deepEqual(rest, {
      text: "'a \\'quoted\\'\\ntext'",
      big: "12345678901234567890n",
      nothing: "null",
      missing: "undefined",
      negativeZero: "-0",
      date: "2026-01-02T00:00:00.000Z",
      map: "Map(2) {'a' => 1, {key: true} => (2) [1, 2]}",
      set: "Set(2) {1, 'two'}",
      bytes: "Uint8Array(3) [1, 2, 255]",
      point: "Point {x: 3, y: 4}",
      cyclic: "{name: 'cycle', self: {name: 'cycle', self: {…}}}",
      sparse: "(3) [1, empty, 3]",
      proxy: "Proxy",
      call: "ƒ callMe",
      symbol: "Symbol(s)",
      pattern: "/a+b/g",
    });
    assert.match(huge ?? "", /^'x{10000}… \(100,000,000 characters\)'$/);
    assert.equal(error, "RangeError: out of range");
    assert.equal(list, "(100000) [0, 1, 2, 3, 4, 5, 6, 7, …]");
    assert.match(wide ?? "", /^{key0: 0, .*, …}$/);
  });

  it("tell their class, and of events the event's name", async () => {
    const variables = await all();
    const types = ["text", "big", "date", "map", "bytes", "error", "point", "nothing"].map(
      (name) => variables.get(name)?.type,
    );
    assert.deepEqual(types, ["string", "bigint", "Date", "Map", "Uint8Array", "RangeError", "Point", "null"]);
    const { frameId } = await debuggee.top(1);
    const event = await debuggee.request("evaluate", { expression: "event", frameId, context: "hover" });
    assert.deepEqual([event.type, event.eventName], ["Values", "Values"]);
  });

  it("are opened level by level, cycles included", async () => {
    assert.deepEqual(await inside("map"), { a: "1", "1": "{key: {key: true}, value: (2) [1, 2]}" });
    assert.deepEqual(await inside("set"), { "0": "1", "1": "'two'" });
    assert.deepEqual(await inside("bytes"), { "0": "1", "1": "2", "2": "255" });
    const { stack, ...error } = await inside("error");
    assert.deepEqual(error, { message: "'out of range'", cause: "Error: inner" });
    assert.match(stack ?? "", /^'RangeError: out of range\\n +at values/);
    const [, self] = await debuggee.variables(await child("cyclic"));
    const [name] = await debuggee.variables(self?.reference ?? -1);
    assert.deepEqual([name?.value, name?.evaluateName], ["'cycle'", "event.all.cyclic.self.name"]);
  });

  it("run a getter only when somebody opens it", async () => {
    const variables = await debuggee.variables(await child("point"));
    assert.deepEqual(
      variables.map((variable) => [variable.name, variable.value, variable.lazy]),
      [
        ["x", "3", undefined],
        ["y", "4", undefined],
        ["length", "(...)", true],
        ["broken", "(...)", true],
      ],
    );
    const opened = async (name: string) =>
      (await debuggee.variables(variables.find((each) => each.name === name)?.reference ?? -1)).map(
        ({ value }) => value,
      );
    assert.deepEqual(await opened("length"), ["5"]);
    assert.deepEqual(await opened("broken"), ["<Error: this getter throws>"]);
  });

  it("are paged where there are many", async () => {
    const list = (await all()).get("list");
    assert.deepEqual([list?.indexedCount, list?.namedCount], [100_000, 0]);
    const reference = list?.reference ?? -1;
    const page = await debuggee.request("variables", { reference, start: 99_998, count: 100, filter: "indexed" });
    assert.deepEqual(
      page.variables.map(({ name, value }) => [name, value]),
      [
        ["99998", "99998"],
        ["99999", "99999"],
      ],
    );
    const unpaged = await debuggee.variables(await child("wide"));
    assert.equal(unpaged.length, 501);
    const more = unpaged.at(-1);
    assert.deepEqual([more?.name, more?.value], ["…", "1,500 more"]);
    const rest = await debuggee.variables(more?.reference ?? -1);
    assert.deepEqual([rest[0]?.name, rest.at(-1)?.value], ["key500", "1,000 more"]);
  });

  it("of state, workflow and run have scopes of their own", async () => {
    assert.deepEqual(await debuggee.look(1, "State"), {
      user: "{name: 'Ada', roles: (2) ['admin', 'editor']}",
      count: "1",
    });
    assert.deepEqual((await debuggee.look(1, "Workflow"))["settings"], "{depth: 3}");
    const { id, elapsed, ...run } = await debuggee.look(1, "Run");
    assert.deepEqual(run, { workflow: "'Showcase'", status: "'running'", attempt: "1" });
    assert.match(id ?? "", /^'.+'$/);
    assert.match(elapsed ?? "", /^\d+$/);
  });

  it("are copied as JSON, or as Node prints them where JSON cannot", async () => {
    assert.equal(
      await debuggee.evaluate(1, "state.user", "clipboard"),
      JSON.stringify({ name: "Ada", roles: ["admin", "editor"] }, undefined, 2),
    );
    assert.match(await debuggee.evaluate(1, "event.all.cyclic", "clipboard"), /\[Circular/);
  });

  describe("evaluation", () => {
    it("sees event, state, step and run", async () => {
      assert.equal(await debuggee.evaluate(1, "event.n + state.count"), "2");
      assert.equal(await debuggee.evaluate(1, "[step.name, step.attempt, run.workflow].join()"), "'finish,1,Showcase'");
      assert.equal(await debuggee.evaluate(1, "state.user.roles.map((r) => r.length)"), "(2) [5, 6]");
      assert.equal(await debuggee.evaluate(1, "event.all.big * 2n"), "24691357802469135780n");
      assert.equal(await debuggee.evaluate(1, "0 / 0"), "NaN");
    });

    it("has no side effect where somebody only looks", async () => {
      await assert.rejects(
        debuggee.evaluate(1, "globalThis.touched = 1"),
        /would change something. Evaluate it in the Debug Console/,
      );
      await assert.rejects(debuggee.evaluate(1, "event.all.point.length", "hover"), /would change something/);
      assert.equal(await debuggee.evaluate(1, "typeof touched", "hover"), "'undefined'");
      await assert.rejects(debuggee.evaluate(1, "nowhere.x"), /ReferenceError: nowhere is not defined/);
      await assert.rejects(debuggee.evaluate(1, "(() => { for (;;); })()"), /./);
    });

    it("has effects and await in the console", async () => {
      assert.equal(await debuggee.evaluate(1, "globalThis.touched = 2", "repl"), "2");
      assert.equal(await debuggee.evaluate(1, "await Promise.resolve(touched * 2)", "repl"), "4");
      assert.equal(await debuggee.evaluate(1, "const a = 1; let b = a", "repl"), "undefined");
      await assert.rejects(debuggee.evaluate(1, "1 +", "repl"), /SyntaxError: Unexpected end of input/);
      await assert.rejects(debuggee.evaluate(1, "1 +", "watch"), /SyntaxError: Unexpected end of input/);
      await assert.rejects(debuggee.evaluate(1, "await 1)", "repl"), /SyntaxError: Unexpected token '\)'/);
      await assert.rejects(debuggee.evaluate(1, "null.x", "repl"), /TypeError: Cannot read properties of null/);
      await assert.rejects(debuggee.evaluate(1, "throw {a: 1}", "repl"), /Thrown: \{ a: 1 \}/);
    });

    it("completes names and members", async () => {
      const { frameId } = await debuggee.top(1);
      const complete = async (text: string) => {
        const { targets } = await debuggee.request("completions", { text, column: text.length + 1, frameId });
        return targets.map(({ label, start, length }) => [label, start, length]);
      };
      assert.deepEqual(await complete("1 + st"), [
        ["state", 4, 2],
        ["step", 4, 2],
      ]);
      assert.deepEqual(await complete("state.user.na"), [["name", 11, 2]]);
      assert.deepEqual(await complete("event.all.point."), [
        ["broken", 16, 0],
        ["length", 16, 0],
        ["x", 16, 0],
        ["y", 16, 0],
      ]);
    });
  });
});

describe("changes by hand", () => {
  let debuggee: Debuggee;
  beforeEach(async () => {
    debuggee = await start("values", { breakpoints: [{ id: 1, event: "Values" }] });
    await debuggee.stopped();
  });
  afterEach(() => debuggee.close());

  const result = async (): Promise<Record<string, unknown>> => {
    await debuggee.request("continue", { thread: 1, single: false });
    const { text, outcome } = await debuggee.take("runEnded");
    assert.equal(outcome, "completed", text);
    return JSON.parse(text) as Record<string, unknown>;
  };

  it("reach the step: fields of the event, and parts of them", async () => {
    const reference = await debuggee.scope(1, "Event");
    const { value } = await debuggee.request("setVariable", { reference, name: "n", value: "event.n + 41" });
    assert.equal(value, "42");
    const tags = (await debuggee.variables(reference)).find(({ name }) => name === "tags");
    await debuggee.request("setVariable", { reference: tags?.reference ?? -1, name: "0", value: '"blue"' });
    assert.deepEqual((await debuggee.look(1, "Event"))["tags"], "(1) ['blue']");
    const { n, tags: arrived } = await result();
    assert.deepEqual({ n, arrived }, { n: 42, arrived: ["blue"] });
  });

  it("reach the state, at any depth", async () => {
    const reference = await debuggee.scope(1, "State");
    await debuggee.request("setVariable", { reference, name: "count", value: "7" });
    const user = (await debuggee.variables(reference)).find(({ name }) => name === "user");
    await debuggee.request("setVariable", { reference: user?.reference ?? -1, name: "name", value: "'Grace'" });
    const roles = (await debuggee.variables(user?.reference ?? -1)).find(({ name }) => name === "roles");
    await debuggee.request("setVariable", { reference: roles?.reference ?? -1, name: "1", value: "`owner`" });
    assert.equal(await debuggee.evaluate(1, "state.user.name"), "'Grace'");
    const { count, user: arrived, reads } = await result();
    assert.deepEqual({ count, arrived }, { count: 7, arrived: { name: "Grace", roles: ["admin", "owner"] } });
    assert.equal(reads, 0, "nobody ran a getter");
  });

  it("are refused where the schema, the text or the place forbids them", async () => {
    const reference = await debuggee.scope(1, "Event");
    const set = (name: string, value: string, at = reference) =>
      debuggee.request("setVariable", { reference: at, name, value });
    await assert.rejects(set("n", '"many"'), /Values[\s\S]*n[\s\S]*number/);
    await assert.rejects(set("n", "many"), /many is not defined. Text needs quotes: "many"/);
    const past = await debuggee.scope(1, "Run");
    await assert.rejects(set("id", '"x"', past), /"id" cannot be changed/);
    assert.equal((await result())["n"], 1);
  });

  it("find no handle of an earlier stop", async () => {
    const reference = await debuggee.scope(1, "Event");
    const { frameId } = await debuggee.top(1);
    await debuggee.configure({ exceptions: [] });
    await debuggee.request("next", { thread: 1, single: false });
    await assert.rejects(debuggee.request("variables", { reference }), /no longer available|has ended/);
    await assert.rejects(debuggee.request("scopes", { frameId }), /no longer available|has ended/);
  });
});
