import assert from "node:assert/strict";
import { existsSync, symlinkSync } from "node:fs";
import { basename } from "node:path";
import { Analyzer, MissingFileError } from "../../src/analysis/analyzer.ts";
import { factsOf } from "./facts.ts";
import { Sandbox, smallFlow } from "./sandbox.ts";

describe("the analyzer", () => {
  let sandbox: Sandbox;
  let analyzer: Analyzer;

  beforeEach(() => {
    sandbox = new Sandbox();
    analyzer = new Analyzer();
  });
  afterEach(() => sandbox.delete());

  const events = (file: string, text?: string): string[] =>
    analyzer.graphOf(file, text === undefined ? {} : { text }).events.map((event) => event.name);

  it("needs neither a tsconfig nor an installed stepwright", () => {
    const file = sandbox.write("flow.ts", smallFlow());
    assert.deepEqual(factsOf(analyzer.graphOf(file)).workflows["SmallFlow"]?.edges, [
      "StartEvent -> begin",
      "begin -> Middle",
      "Middle -> end",
      "end -> StopEvent",
    ]);
  });

  for (const experimentalDecorators of [true, false]) {
    it(`asks the checker with experimentalDecorators ${experimentalDecorators}`, () => {
      sandbox.write("tsconfig.json", JSON.stringify({ compilerOptions: { strict: true, experimentalDecorators } }));
      const kept = "const kept = new Map<string, Middle>();\nexport class SmallFlow";
      const text = smallFlow()
        .replace("export class SmallFlow", kept)
        .replace("return new Middle();", 'return kept.get("a");');
      assert.deepEqual(events(sandbox.write("flow.ts", text)), ["StartEvent", "Middle", "StopEvent"]);
      const { SmallFlow } = factsOf(analyzer.graphOf(sandbox.path("flow.ts"))).workflows;
      assert.deepEqual(SmallFlow?.steps["begin"]?.emits, ["Middle"]);
      sandbox.delete("tsconfig.json");
    });
  }

  it("answers about the other files of a batch where one cannot be read", function () {
    // Unlike one without permissions, no user can read it.
    if (!existsSync("/proc/self/mem")) this.skip();
    const good = sandbox.write("good.ts", smallFlow());
    const importing = sandbox.write("importing.ts", `import "./closed.js";\n${smallFlow()}`);
    const closed = sandbox.path("closed.ts");
    symlinkSync("/proc/self/mem", closed);
    const found = analyzer.diagnoseAll([closed, good, importing]);
    assert.deepEqual([...found.keys()], [good, importing]);
    assert.deepEqual([...found.values()].flat(), []);
    assert.deepEqual([...analyzer.graphsOf([closed, good]).keys()], [good]);
    assert.throws(() => analyzer.diagnose(closed), MissingFileError);
    sandbox.delete("closed.ts");
    sandbox.write("closed.ts", smallFlow());
    assert.deepEqual(analyzer.diagnoseAll([closed]).get(closed), []);
  });

  it("answers about the other files of a batch where one breaks the check", () => {
    const good = sandbox.write("good.ts", smallFlow());
    const deep = smallFlow().replace("return new Middle();", `return new Middle(${'"" + '.repeat(30_000)}"");`);
    const bad = sandbox.write("bad.ts", deep);
    const found = analyzer.diagnoseAll([bad, good]);
    assert.deepEqual(
      found.get(bad)?.map(({ code }) => code),
      ["not-checked"],
    );
    assert.match(found.get(bad)?.[0]?.message ?? "", /^bad\.ts could not be analysed: /);
    assert.deepEqual(found.get(good), []);
    assert.deepEqual(analyzer.diagnose(bad), found.get(bad));
  });

  it("sees every way in which a text gets another value", () => {
    const named = (change: string): string[] => {
      const text = smallFlow().replace(
        'class Middle extends Event.with("Middle") {}',
        `let name = "First";\n${change}\nconst Middle = Event.with(name);`,
      );
      return events(sandbox.write("flow.ts", text));
    };
    assert.deepEqual(named(""), ["StartEvent", "First", "StopEvent"]);
    for (const change of [
      'name = "Second";',
      '[name] = ["Second"];',
      '[, ...[name = ""]] = ["", "Second"];',
      '({ name } = { name: "Second" });',
      '({ a: name = "", ...name } = { a: "Second" });',
      'for (name of ["Second"]);',
      "for (name in { Second: 1 });",
      "name++;",
      "--name;",
      '(name as string) = "Second";',
    ]) {
      assert.deepEqual(named(change), ["StartEvent", "Middle", "StopEvent"], change);
    }
    assert.deepEqual(named("for (const one of [name]) [one].length;"), ["StartEvent", "First", "StopEvent"]);
  });

  it("reads JavaScript", () => {
    const file = sandbox.write("flow.js", smallFlow().replace("<object, string>", ""));
    assert.deepEqual(events(file), ["StartEvent", "Middle", "StopEvent"]);
  });

  it("reads the types of JavaScript from its comments", () => {
    const text = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
class Found extends Event.with("Found") {}
class Lost extends Event.with("Lost") {}
export class Flow extends Workflow {
  /** @returns {Promise<Found | Lost>} */
  @step(StartEvent)
  async look() { return load(); }
  @step(Found, Lost)
  end() { return new StopEvent({ result: "" }); }
}`;
    const { Flow } = factsOf(analyzer.graphOf(sandbox.write("flow.js", text))).workflows;
    assert.deepEqual(Flow?.steps["look"]?.emits, ["Found", "Lost"]);
  });

  it("reads events from a package's declarations", () => {
    sandbox.write(
      "node_modules/shop-events/package.json",
      '{ "name": "shop-events", "version": "1.0.0", "types": "index.d.ts" }',
    );
    sandbox.write(
      "node_modules/shop-events/index.d.ts",
      `import { StopEvent } from "stepwright";
declare const Ordered_base: import("stepwright").EventSubclass<import("stepwright").Event, "Ordered", { id: import("zod").ZodString }>;
export declare class Ordered extends Ordered_base {}
declare const Paid_base: import("stepwright").EventSubclass<StopEvent, "shop.paid", {}>;
export declare class Paid extends Paid_base {}
`,
    );
    const text = `import { StartEvent, Workflow, step } from "stepwright";
import { Ordered, Paid } from "shop-events";
export class ShopFlow extends Workflow {
  @step(StartEvent) order() { return new Ordered({ id: "1" }); }
  @step(Ordered) pay() { return new Paid(); }
}`;
    const facts = factsOf(analyzer.graphOf(sandbox.write("flow.ts", text)));
    assert.deepEqual(facts.workflows["ShopFlow"]?.edges, [
      "StartEvent -> order",
      "order -> Ordered",
      "Ordered -> pay",
      "pay -> shop.paid",
    ]);
    assert.match(facts.events["shop.paid"] ?? "", /^stop class Paid/);
  });

  it("reads of a package what an ES module imports of it", () => {
    const compilerOptions = { strict: true, module: "NodeNext", moduleResolution: "NodeNext" };
    sandbox.write("tsconfig.json", JSON.stringify({ compilerOptions }));
    const exports = { import: { types: "./index.d.mts" }, require: { types: "./index.d.cts" } };
    sandbox.write("node_modules/shapes/package.json", JSON.stringify({ name: "shapes", exports }));
    sandbox.write("node_modules/shapes/index.d.mts", "export type Shape<T> = { imported: T };\n");
    sandbox.write("node_modules/shapes/index.d.cts", "export type Shape<T> = { required: T };\n");
    const text = `import type { Shape } from "shapes";\n${smallFlow()}`.replace(
      "begin()",
      "begin(_: StartEvent<Shape<string>>)",
    );
    const input = (folder: string, type: string): string[] => {
      sandbox.write(`${folder}/package.json`, JSON.stringify({ type }));
      const [flow] = analyzer.graphOf(sandbox.write(`${folder}/flow.ts`, text)).workflows;
      return flow?.input.map(({ name }) => name) ?? [];
    };
    assert.deepEqual(input("modern", "module"), ["imported"]);
    assert.deepEqual(input("older", "commonjs"), ["required"]);
  });

  it("prefers the unsaved text, and goes back to the disk without it", () => {
    const file = sandbox.write("flow.ts", smallFlow("Saved"));
    assert.deepEqual(events(file, smallFlow("Unsaved")), ["StartEvent", "Unsaved", "StopEvent"]);
    assert.deepEqual(events(file), ["StartEvent", "Saved", "StopEvent"]);
  });

  it("reads a file that exists only in the editor", () => {
    assert.deepEqual(events(sandbox.path("new.ts"), smallFlow("Fresh")), ["StartEvent", "Fresh", "StopEvent"]);
  });

  it("sees changes on disk, of the file and of what it imports", () => {
    sandbox.write(
      "events.ts",
      'import { Event } from "stepwright";\nexport class Middle extends Event.with("one") {}\n',
    );
    const own = 'class Middle extends Event.with("Middle") {}\n';
    const importing = smallFlow().replace(own, 'import { Middle } from "./events.ts";\n');
    const file = sandbox.write("flow.ts", importing);
    assert.deepEqual(events(file), ["StartEvent", "one", "StopEvent"]);
    sandbox.write(
      "events.ts",
      'import { Event } from "stepwright";\nexport class Middle extends Event.with("two") {}\n',
    );
    assert.deepEqual(events(file), ["StartEvent", "two", "StopEvent"]);
    sandbox.write("flow.ts", smallFlow("Own"));
    assert.deepEqual(events(file), ["StartEvent", "Own", "StopEvent"]);
  });

  it("sees the unsaved text of an imported file", () => {
    const text = 'import { Event } from "stepwright";\nexport class Middle extends Event.with("saved") {}\n';
    const imported = sandbox.write("events.ts", text);
    const own = 'class Middle extends Event.with("Middle") {}\n';
    const file = sandbox.write("flow.ts", smallFlow().replace(own, 'import { Middle } from "./events.ts";\n'));
    analyzer.graphOf(imported, { text: text.replace("saved", "unsaved") });
    assert.deepEqual(events(file), ["StartEvent", "unsaved", "StopEvent"]);
  });

  it("tells which files a graph was read from: also those that only pass on, and helpers", () => {
    sandbox.write(
      "passed/event.ts",
      'import { Event } from "stepwright";\nexport class Middle extends Event.with("Middle") {}\n',
    );
    sandbox.write("passed/barrel.ts", 'export * from "./event.js";\nexport * from "./nothing.js";\n');
    sandbox.write("passed/nothing.ts", 'import { unused } from "./unread.js";\nexport const nothing = unused;\n');
    sandbox.write("passed/unread.ts", "export const unused = 0;\n");
    sandbox.write(
      "passed/helper.ts",
      'import { Middle } from "./barrel.js";\nexport const middle = () => new Middle();\n',
    );
    const text = smallFlow()
      .replace(/class Middle.*/, 'import { middle } from "./helper.js";\nimport { Middle } from "./barrel.js";')
      .replace("new Middle()", "middle()");
    const file = sandbox.write("passed/flow.ts", text);
    for (const types of [false, true]) {
      const { readFrom, workflows } = new Analyzer().graphOf(file, { types });
      assert.deepEqual(
        workflows[0]?.steps[0]?.emits.map(({ event }) => event),
        ["Middle"],
      );
      const names = readFrom?.map((path) => basename(path));
      assert.deepEqual(names, ["barrel.ts", "event.ts", "helper.ts"]);
    }
  });

  it("sees an imported file that appears, and one that goes", () => {
    const own = 'class Middle extends Event.with("Middle") {}\n';
    const file = sandbox.write("flow.ts", smallFlow().replace(own, 'import { Middle } from "./events.ts";\n'));
    assert.deepEqual(events(file), ["StartEvent", "StopEvent"]);
    assert.match(analyzer.graphOf(file).notes[0]?.message ?? "", /"Middle" is no event class that can be found/);
    sandbox.write(
      "events.ts",
      'import { Event } from "stepwright";\nexport class Middle extends Event.with("Middle") {}\n',
    );
    assert.deepEqual(events(file), ["StartEvent", "Middle", "StopEvent"]);
    sandbox.delete("events.ts");
    assert.deepEqual(events(file), ["StartEvent", "StopEvent"]);
  });

  it("follows the paths of the file's tsconfig, and a change of them", () => {
    const config = (target: string) => JSON.stringify({ compilerOptions: { paths: { "#events": [target] } } });
    sandbox.write("tsconfig.json", config("./src/a.ts"));
    for (const name of ["a", "b"]) {
      const text = `import { Event } from "stepwright";\nexport class Middle extends Event.with("from.${name}") {}\n`;
      sandbox.write(`src/${name}.ts`, text);
    }
    const own = 'class Middle extends Event.with("Middle") {}\n';
    const file = sandbox.write("src/flow.ts", smallFlow().replace(own, 'import { Middle } from "#events";\n'));
    assert.deepEqual(events(file), ["StartEvent", "from.a", "StopEvent"]);
    sandbox.write("tsconfig.json", config("./src/b.ts"));
    assert.deepEqual(events(file), ["StartEvent", "from.b", "StopEvent"]);
  });

  it("takes the project that includes the file where the tsconfig only refers to others", () => {
    sandbox.write(
      "tsconfig.json",
      '{ "files": [], "references": [{ "path": "./tsconfig.tools.json" }, { "path": "./app" }] }',
    );
    sandbox.write(
      "tsconfig.tools.json",
      '{ "include": ["tools"], "compilerOptions": { "paths": { "#events": ["./tools.ts"] } } }',
    );
    sandbox.write(
      "app/tsconfig.json",
      '{ "include": ["../src"], "compilerOptions": { "paths": { "#events": ["./events.ts"] } } }',
    );
    sandbox.write(
      "app/events.ts",
      'import { Event } from "stepwright";\nexport class Middle extends Event.with("app") {}\n',
    );
    const own = 'class Middle extends Event.with("Middle") {}\n';
    const file = sandbox.write("src/flow.ts", smallFlow().replace(own, 'import { Middle } from "#events";\n'));
    assert.deepEqual(events(file), ["StartEvent", "app", "StopEvent"]);
  });

  it("takes a broken tsconfig for none", () => {
    sandbox.write("tsconfig.json", '{ "extends": "./nowhere.json", "compilerOptions": { "strict": ');
    assert.deepEqual(events(sandbox.write("flow.ts", smallFlow())), ["StartEvent", "Middle", "StopEvent"]);
  });

  it("recognises the runtime's own source where the tsconfig maps stepwright to it", () => {
    const graph = analyzer.graphOf(new URL("fixtures/rag.ts", import.meta.url).pathname, {
      text: smallFlow().replace('from "stepwright"', 'from "../../../src/runtime/index.ts"'),
    });
    assert.deepEqual(Object.keys(factsOf(graph).workflows["SmallFlow"]?.steps ?? {}), ["begin", "end"]);
  });

  it("says clearly that a file is missing", () => {
    assert.throws(
      () => analyzer.graphOf(sandbox.path("nowhere.ts")),
      (error: unknown) => {
        assert.ok(error instanceof MissingFileError);
        assert.match(error.message, /^There is no file .*nowhere\.ts\. Give the path of/);
        return true;
      },
    );
  });

  it("warns of two classes with one event name", () => {
    const second = 'class Other extends Event.with("Middle") {}\n';
    const text = smallFlow()
      .replace("export class", `${second}export class`)
      .replace("@step(Middle)", "@step(Middle, Other)");
    const [note] = analyzer.graphOf(sandbox.write("flow.ts", text)).notes;
    assert.equal(note?.severity, "warning");
    assert.match(note?.message ?? "", /Two event classes are named "Middle": Middle and Other/);
  });

  it("lets two workflows of a file have events of one name", () => {
    const text = `import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
function one() { class A extends Event.with("A") {} return class One extends Workflow { @step(StartEvent) a() { return new A(); } }; }
function two() { class A extends Event.with("A") {} return class Two extends Workflow { @step(StartEvent) a() { return new A(); } }; }`;
    assert.deepEqual(analyzer.graphOf(sandbox.write("flow.ts", text)).notes, []);
  });

  it("gives memory back and works on", () => {
    const file = sandbox.write("flow.ts", smallFlow());
    analyzer.graphOf(file);
    analyzer.release();
    assert.deepEqual(events(file), ["StartEvent", "Middle", "StopEvent"]);
  });

  describe("on a broken file", () => {
    const broken = smallFlow().replace("@step(Middle)\n  end() {", "@step(Middle\n  end( {");

    it("keeps the last good graph, with a note at the error", () => {
      const file = sandbox.write("flow.ts", smallFlow());
      const good = analyzer.graphOf(file);
      const kept = analyzer.graphOf(file, { text: broken });
      assert.deepEqual(kept.workflows, good.workflows);
      assert.deepEqual(kept.events, good.events);
      const [note] = kept.notes;
      assert.equal(note?.severity, "error");
      assert.match(note?.message ?? "", /^Syntax error in line 1[12]: /);
      assert.ok(note?.range && note.range.startLine >= 11 && basename(note.range.file) === "flow.ts");
      assert.deepEqual(analyzer.graphOf(file, { text: smallFlow("Repaired") }).notes, []);
    });

    it("forgets good graphs of files that nobody asks about", () => {
      const crowd = new Analyzer();
      const graph = (name: string, text: string) =>
        crowd.graphOf(sandbox.path(`crowd/${name}.ts`), { text, types: false });
      const isKept = (name: string): boolean => graph(name, broken).workflows[0]?.steps.length === 2;
      for (const name of ["left", "watched"]) graph(name, smallFlow());
      assert.ok(isKept("left") && isKept("watched"));
      for (let count = 0; count < 300; count++) {
        graph(`other${count}`, smallFlow());
        if (count % 50 === 0) assert.ok(isKept("watched"), `${count}`);
      }
      assert.ok(!isKept("left"));
    });

    it("draws what can be recovered where there never was a good one", () => {
      const graph = analyzer.graphOf(sandbox.write("flow.ts", broken));
      assert.deepEqual(
        graph.workflows.map((workflow) => workflow.name),
        ["SmallFlow"],
      );
      assert.ok(graph.workflows[0]?.steps.some((step) => step.name === "begin"));
      assert.equal(graph.notes[0]?.severity, "error");
    });

    it("never throws, wherever the text ends", () => {
      const file = sandbox.path("flow.ts");
      const text = smallFlow();
      for (let end = 0; end < text.length; end += 3) {
        const fresh = new Analyzer();
        assert.equal(fresh.graphOf(file, { text: text.slice(0, end), types: false }).file, file);
      }
    });

    for (const [what, text] of [
      ["nothing", ""],
      ["binary", "\u0000\u0001\ufffd"],
      [
        "a class that extends itself",
        'import { Workflow, step } from "stepwright";\nclass A extends A { @step(A) a() { return this.a(); } }',
      ],
      [
        "classes that extend each other",
        'import { step } from "stepwright";\nclass A extends B { @step() a() {} }\nclass B extends A {}',
      ],
      [
        "a mixin made of itself",
        'import { Workflow, step } from "stepwright";\nconst Mixed = (Given) => class extends Base { @step(A) a() {} };\nconst Base = Mixed(Workflow);\nclass F extends Base {}',
      ],
      [
        "a mixin that returns its own call",
        'import { Workflow, StartEvent, step } from "stepwright";\nconst mixed = (Base) => mixed(Base);\nconst Made = mixed(Made);\nclass F extends mixed(Workflow) { @step(StartEvent) a() {} }\nclass G extends Made { @step(StartEvent) a() {} }',
      ],
      [
        "event classes made of themselves",
        'import { Event, Workflow, step } from "stepwright";\nconst make = (Base) => make(Base);\nconst A = make(A);\nconst B = B.with("B", {});\nconst [C, D] = [D, C];\nclass F extends Workflow { @step(A) a(): B { return new (make(C))(); } @step(D) d(ev: A) { return new B(); } }',
      ],
      [
        "functions that call each other",
        'import { Workflow, StartEvent, step } from "stepwright";\nconst a = (x) => b(x), b = (x) => a(x);\nclass F extends Workflow { @step(StartEvent) s(e) { let v = v; v = a(v); return v ?? b(e); } }',
      ],
      [
        "a recursive type",
        'import { Workflow, StartEvent, step } from "stepwright";\ntype T = T[] | U; type U = T;\nclass F extends Workflow { @step(StartEvent) s(): T { return []; } }',
      ],
      [
        "a file that imports itself",
        'import { StartEvent, Workflow, step } from "stepwright";\nexport * from "./flow.ts";\nimport { X } from "./flow.ts";\nclass F extends Workflow { @step(X) s() { return new X(); } }',
      ],
      [
        "decorators in the wrong place",
        'import { step } from "stepwright";\n@step(X) class A { @step @step() static x = 1; @step(Y) #p() {} @step(Z) get z() { return 1; } }',
      ],
    ] as const) {
      it(`does not throw on ${what}`, () => {
        const file = sandbox.path("flow.ts");
        const graph = analyzer.graphOf(file, { text });
        const errors = graph.notes.filter(({ severity }) => severity === "error");
        assert.ok(
          errors.every(({ code }) => code === "syntax-error"),
          JSON.stringify(errors),
        );
        analyzer.diagnose(file, { text });
        analyzer.targets(file, { text });
      });
    }
  });
});
