import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { type Diagnostic, type QuickFix, SEVERITIES } from "../../src/analysis/diagnostics/diagnostic.ts";

const HEAD = `import { catchError, collect, type Context, Event, HumanResponseEvent, InputRequiredEvent, join, StartEvent, StepFailedEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class A extends Event.with("A", { n: z.number() }) {}
class B extends Event.with("B", { n: z.number() }) {}
class A2 extends A {}
class Q extends InputRequiredEvent.with("Q") {}
`;

function flow(body: string, head = "export class Flow extends Workflow"): string {
  return `${HEAD}\n${head} {\n${body}\n}\n`;
}

/** The same in JavaScript. */
function plain(body: string): string {
  return flow(body).replace("type Context, ", "");
}

const begin = "  @step(StartEvent) begin() { return new A({ n: 1 }); }\n";
const end = '  @step(A) end() { return new StopEvent({ result: "" }); }\n';

interface Case {
  readonly code: keyof typeof SEVERITIES;
  readonly bad: string;
  /** What the message says. */
  readonly says: RegExp;
  /** The text of the range. */
  readonly at: string;
  readonly good: string;
  /** The title of its first fix; applying it removes the problem and makes no other. */
  readonly fix?: string;
  /** But for the one that was hidden behind it. */
  readonly hidden?: keyof typeof SEVERITIES;
  /** In a file of that language; TypeScript where left out. */
  readonly language?: "js";
}

const cases: readonly Case[] = [
  {
    code: "no-steps",
    bad: flow(""),
    says: /^Flow has no steps\. Mark its methods with @step/,
    at: "Flow",
    good: flow("", "export abstract class Flow extends Workflow"),
    fix: "Add a step that takes StartEvent",
  },
  {
    code: "no-start",
    bad: flow(end),
    says: /^Flow cannot start: no step takes a StartEvent/,
    at: "Flow",
    good: flow(begin + end),
    fix: "Add a step that takes StartEvent",
  },
  {
    code: "several-starts",
    bad: `${HEAD}class S extends StartEvent.with("S") {}\n${flow("  @step(StartEvent, S) begin() { return new StopEvent(); }").slice(HEAD.length)}`,
    says: /several start events \(StartEvent, S\)/,
    at: "Flow",
    good: `${HEAD}class S extends StartEvent.with("S") {}\n${flow("  @step(S) begin() { return new StopEvent(); }").slice(HEAD.length)}`,
  },
  {
    code: "several-stops",
    bad: `${HEAD}class S extends StopEvent.with("S") {}\n${flow("  @step(StartEvent) begin() { return this.name ? new S() : new StopEvent(); }").slice(HEAD.length)}`,
    says: /several stop events \(S, StopEvent\)/,
    at: "Flow",
    good: flow(begin + end),
  },
  {
    code: "no-stop",
    bad: flow(`${begin}  @step(A) end() {}`),
    says: /^Flow can never end/,
    at: "Flow",
    good: flow(`${begin}  @step(A) end() { return JSON.parse(""); }`),
  },
  {
    code: "accepts-stop",
    bad: flow(`${begin}${end}  @step(StopEvent) after() {}`),
    says: /^after can never run: StopEvent ends the run/,
    at: "after",
    good: flow(begin + end),
  },
  {
    code: "never-produced",
    bad: flow(`${begin}${end}  @step(B) other() { return new StopEvent(); }`),
    says: /^B is taken by other, but no step returns or sends one/,
    at: "other",
    good: flow(
      "  @step(StartEvent) begin(_: StartEvent, ctx: Context) { ctx.sendEvent(new B({ n: 1 })); return new A({ n: 1 }); }\n" +
        `${end}  @step(B) other() { return new StopEvent(); }`,
    ),
  },
  {
    code: "never-consumed",
    bad: flow(`${begin}${end}  @step(HumanResponseEvent) other() { return new B({ n: 1 }); }`),
    says: /^B comes from other, but no step takes it\. Add @step\(B\)/,
    at: "new B({ n: 1 })",
    good: flow(
      `${begin}${end}  @step(HumanResponseEvent) other(_: HumanResponseEvent, ctx: Context) { ctx.writeEventToStream(new B({ n: 1 })); }`,
    ),
    fix: "Add a step that takes B",
  },
  {
    code: "never-consumed",
    bad: flow(`  @step(StartEvent) begin() { return new A2({ n: 1 }); }\n${end}`),
    says: /^A2 comes from begin/,
    at: "new A2({ n: 1 })",
    fix: "Add a step that takes A2",
    good: flow(
      "  @step(StartEvent) begin() { return new A2({ n: 1 }); }\n  @step(A, { acceptSubclasses: true }) end() { return new StopEvent(); }",
    ),
  },
  {
    code: "unreachable",
    bad: flow(`  @step(StartEvent) begin() { return new StopEvent(); }
  @step(A) one() { return new B({ n: 1 }); }
  @step(B) two() { return new A({ n: 1 }); }`),
    says: /^one is never reached/,
    at: "one",
    good: flow(`  @step(StartEvent) begin() { return this.name ? new A({ n: 1 }) : new StopEvent(); }
  @step(A) one() { return new B({ n: 1 }); }
  @step(B) two() { return new A({ n: 1 }); }`),
  },
  {
    code: "no-way-to-stop",
    bad: flow(`  @step(StartEvent) begin() { return this.name ? new A({ n: 1 }) : new StopEvent(); }
  @step(A) one() { return new B({ n: 1 }); }
  @step(B) two() { return new A({ n: 1 }); }`),
    says: /^From one no way leads to a StopEvent/,
    at: "one",
    good: flow(`  @step(StartEvent) begin() { return new A({ n: 1 }); }
  @step(A) one() { return new B({ n: 1 }); }
  @step(B) two() { return this.name ? new A({ n: 1 }) : new StopEvent(); }`),
  },
  {
    code: "no-answer",
    bad: flow(`  @step(StartEvent) begin() { return this.name ? new Q() : new StopEvent(); }`),
    says: /^begin asks with Q, but no step takes or awaits a HumanResponseEvent/,
    at: "new Q()",
    good: flow(
      "  @step(StartEvent) begin() { return new Q(); }\n  @step(HumanResponseEvent) answered() { return new StopEvent(); }",
    ),
    fix: "Add a step that takes HumanResponseEvent",
  },
  {
    code: "unanswered-wait",
    bad: flow(
      "  @step(StartEvent) async begin(_: StartEvent, ctx: Context) { await ctx.waitForEvent(B); return new StopEvent(); }",
    ),
    says: /^begin waits for B, but no step returns or sends one/,
    at: "begin",
    good: flow(
      "  @step(StartEvent) async begin(_: StartEvent, ctx: Context) { await ctx.waitForEvent(HumanResponseEvent); return new StopEvent(); }",
    ),
  },
  {
    code: "unfilled-collect",
    bad: flow(
      `${begin}  @step(A) end(ev: A, ctx: Context) { return ctx.collectEvents(ev, [A, A]) ? new StopEvent() : undefined; }`,
    ),
    says: /^end collects 2 A, but at most 1 comes in a run/,
    at: "ctx.collectEvents(ev, [A, A])",
    good: flow(
      "  @step(StartEvent) begin() { return [new A({ n: 1 }), new A({ n: 2 })]; }\n" +
        "  @step(A) end(ev: A, ctx: Context) { return ctx.collectEvents(ev, [A, A]) ? new StopEvent() : undefined; }",
    ),
  },
  {
    code: "unfilled-collect",
    bad: flow(
      `${begin}  @step(A) end(ev: A, ctx: Context) { return ctx.collectEvents(ev, [A, B]) ? new StopEvent() : undefined; }`,
    ),
    says: /^end collects B, but its decorator does not list it: none arrives/,
    at: "ctx.collectEvents(ev, [A, B])",
    good: flow(
      // A loop: nobody can tell how often it goes round.
      "  @step(StartEvent) begin() { return new A({ n: 1 }); }\n" +
        "  @step(A) again(ev: A) { return ev.n < 9 ? [new A({ n: 1 }), new B({ n: 1 })] : undefined; }\n" +
        "  @step(B) end(ev: B, ctx: Context) { return ctx.collectEvents(ev, [B, B, B]) ? new StopEvent() : undefined; }",
    ),
  },
  {
    code: "starving-stop",
    bad: flow(`  @step(StartEvent) begin() { return this.name ? new A({ n: 1 }) : new B({ n: 1 }); }
  @step(join(A, B)) end(_a: A, _b: B) { return new StopEvent(); }`),
    says: /^end needs A and B together, but begin returns only one of them, once/,
    at: "end",
    good: flow(`  @step(StartEvent) begin() { return [new A({ n: 1 }), new B({ n: 1 })]; }
  @step(join(A, B)) end(_a: A, _b: B) { return new StopEvent(); }`),
  },
  {
    code: "starving-stop",
    bad: flow(`  @step(StartEvent) begin() { return this.name ? new A({ n: 1 }) : new B({ n: 1 }); }
  @step(A, B) end(ev: A | B, ctx: Context) { return ctx.collectEvents(ev, [A, B]) ? new StopEvent() : undefined; }`),
    says: /^end needs A and B together/,
    at: "end",
    good: flow(`  @step(StartEvent) begin() { return this.name ? new A({ n: 1 }) : new B({ n: 1 }); }
  @step(A) one() { return new StopEvent(); }
  @step(join(A, B)) end(_a: A, _b: B) { return new StopEvent(); }`),
  },
  {
    code: "same-event-name",
    bad: `${HEAD}class Other extends Event.with("A") {}\n${flow(`${begin}  @step(A, Other) end() { return new StopEvent(); }`).slice(HEAD.length)}`,
    says: /^Two event classes are named "A": A and Other/,
    at: "@step(A, Other)",
    good: flow(begin + end),
  },
  {
    code: "duplicate-step",
    bad: flow(`${begin}${end}  @step(A) end() { return new StopEvent(); }`),
    says: /^Flow has two steps named end/,
    at: "end",
    good: flow(begin + end),
  },
  {
    code: "unknown-step",
    bad: flow(`${begin}${end}  @catchError({ steps: ["ende"] }) failed() { return new StopEvent(); }`),
    says: /^failed handles the step "ende", which does not exist/,
    at: "failed",
    good: flow(`${begin}${end}  @catchError({ steps: ["end"] }) failed() { return new StopEvent(); }`),
    fix: 'Change "ende" to "end"',
  },
  {
    code: "several-handlers",
    bad: flow(
      `${begin}${end}  @catchError() one() { return new StopEvent(); }\n  @catchError() two() { return new StopEvent(); }`,
    ),
    says: /^two and one both take the failures of all steps/,
    at: "two",
    good: flow(
      `${begin}${end}  @catchError() one() { return new StopEvent(); }\n  @catchError({ steps: ["end"] }) two() { return new StopEvent(); }`,
    ),
  },
  {
    code: "unknown-event",
    bad: flow(`${begin}${end}  @step(Missing) other() { return new StopEvent(); }`),
    says: /"Missing" is no event class that can be found/,
    at: "Missing",
    good: flow(begin + end),
    fix: "Declare the event class Missing",
    hidden: "never-produced",
  },
  {
    code: "missing-decorator",
    bad: flow(`${begin}  async end(ev: A) { return new StopEvent({ result: ev.n }); }`),
    says: /^end takes A and returns StopEvent, but it is no step: nothing calls it\. Mark it with @step\(A\)/,
    at: "end",
    good: flow(
      `${begin}  @step(A) last(ev: A) { return this.end(ev); }\n  async end(ev: A) { return new StopEvent({ result: ev.n }); }`,
    ),
    fix: "Add @step(A)",
  },
  {
    code: "missing-decorator",
    language: "js",
    bad: plain(`${begin}  /** @param {A} ev */\n  async end(ev) { return new StopEvent({ result: ev.n }); }`),
    says: /^end takes A and returns StopEvent, but it is no step/,
    at: "end",
    good: plain(`${begin}  /** @param {string} text */\n  async end(text) { return text ? new StopEvent() : 1; }`),
    fix: "Add @step(A)",
  },
  {
    code: "missing-decorator",
    bad: flow(`  async begin() { return new A({ n: 1 }); }\n${end}`),
    says: /^begin returns A, but it is no step: nothing calls it\. Mark it with @step\(StartEvent\)/,
    at: "begin",
    good: flow(
      `  @step(StartEvent) first() { return this.begin(); }\n  async begin() { return new A({ n: 1 }); }\n${end}`,
    ),
    fix: "Add @step(StartEvent)",
  },
  {
    code: "missing-decorator",
    bad: flow(`${begin}${end}  async other() { return new A({ n: 1 }); }`),
    says: /^other returns A, but it is no step: nothing calls it\. Mark it with @step and the events it takes/,
    at: "other",
    // An event of another workflow; a method that is found by its name.
    good: flow(
      `${begin}${end}  first() { return new B({ n: 1 }); }\n  other() { return new A({ n: 1 }); }\n  all = ["other"] as const;`,
    ),
  },
  {
    code: "wrong-parameter",
    language: "js",
    bad: plain(`${begin}  /** @param {B} ev */\n  @step(A) end(ev) { return new StopEvent({ result: ev.n }); }`),
    says: /^end is called with A, as its decorator says, but its parameter's type does not allow that/,
    at: "B",
    good: plain(`${begin}  @step(A) end(/** @type {A} */ ev) { return new StopEvent({ result: ev.n }); }`),
  },
  {
    code: "wrong-parameter",
    bad: flow(`${begin}  @step(A) end(ev: B) { return new StopEvent({ result: ev.n }); }`),
    says: /^end is called with A, as its decorator says, but its parameter's type does not allow that/,
    at: "B",
    good: flow(`${begin}  @step(A2, A) end(ev: A) { return new StopEvent({ result: ev.n }); }`),
    fix: "Change the parameter's type to A",
  },
  {
    code: "wrong-parameter",
    bad: flow(
      "  @step(StartEvent) begin() { return [new A({ n: 1 }), new B({ n: 1 })]; }\n  @step(collect(A, B)) end(all: A[]) { return new StopEvent({ result: all.length }); }",
    ),
    says: /^end is called with B/,
    at: "A[]",
    good: flow(
      "  @step(StartEvent) begin() { return [new A({ n: 1 }), new B({ n: 1 })]; }\n  @step(join(A, B)) end(a: A, b: B) { return new StopEvent({ result: a.n + b.n }); }",
    ),
    fix: "Change the parameter's type to (A | B)[]",
  },
  {
    code: "missing-emits",
    bad: flow(`  @step(StartEvent, { emits: [] }) begin() { return new A({ n: 1 }); }\n${end}`),
    says: /^begin lets out A, which its emits option does not list/,
    at: "new A({ n: 1 })",
    good: flow(`  @step(StartEvent, { emits: [A] }) begin() { return new A({ n: 1 }); }\n${end}`),
    fix: "Add A to emits",
  },
  {
    code: "superfluous-emits",
    bad: flow(
      `  @step(StartEvent, {\n    emits: [A, B],\n  })\n  begin() { return new A({ n: 1 }); }\n  @step(A, B) end() { return new StopEvent(); }`,
    ),
    says: /^begin lists B in emits, but its body lets none out/,
    at: "B",
    good: flow(
      `  @step(StartEvent, {\n    emits: [A, B],\n  })\n  begin() { return JSON.parse(""); }\n  @step(A, B) end() { return new StopEvent(); }`,
    ),
    fix: "Remove B from emits",
    hidden: "never-produced",
  },
  {
    code: "event-name",
    bad: flow(begin + end).replace('class B extends Event.with("B"', 'class Renamed extends Event.with("B"'),
    says: /^The events of the class Renamed are named "B"/,
    at: '"B"',
    good: flow(begin + end).replace(
      'class B extends Event.with("B"',
      'class Renamed extends Event.with("order.placed"',
    ),
    fix: 'Name the event "Renamed"',
  },
  {
    code: "syntax-error",
    bad: flow(`${begin}  @step(A) end() { return 1 +; }`),
    says: /^Syntax error in line 11: Expression expected/,
    at: ";",
    good: flow(begin + end),
  },
];

/** The text that a range covers. */
function slice(text: string, range: Diagnostic["range"]): string {
  return text.slice(offset(text, range.startLine, range.startColumn), offset(text, range.endLine, range.endColumn));
}

function offset(text: string, line: number, column: number): number {
  return (
    text
      .split("\n")
      .slice(0, line - 1)
      .join("\n").length +
    (line > 1 ? 1 : 0) +
    column -
    1
  );
}

function applied(text: string, fix: QuickFix): string {
  return fix.edits.reduceRight((before, { range, text: insert }) => {
    const [start, stop] = [
      offset(before, range.startLine, range.startColumn),
      offset(before, range.endLine, range.endColumn),
    ];
    return before.slice(0, start) + insert + before.slice(stop);
  }, text);
}

describe("diagnostics", () => {
  const analyzer = new Analyzer();
  const file = fileURLToPath(new URL("fixtures/diagnosed.ts", import.meta.url));
  const diagnoseIn = (path: string, text: string): Diagnostic[] => analyzer.diagnose(path, { text });
  const diagnose = (text: string): Diagnostic[] => diagnoseIn(file, text);
  const codes = (text: string): string[] => diagnose(text).map((one) => one.code);

  for (const { code, bad, says, at, good, fix, hidden, language = "ts" } of cases) {
    it(`${language === "js" ? "in JavaScript, " : ""}${code}: ${says.source.replaceAll("\\", "")}`, () => {
      const diagnose = (text: string): Diagnostic[] => diagnoseIn(file.replace(/ts$/, language), text);
      const found = diagnose(bad).find((one) => one.code === code && says.test(one.message));
      assert.ok(found, `found only ${JSON.stringify(diagnose(bad), undefined, 2)}`);
      assert.equal(found.severity, SEVERITIES[code]);
      assert.equal(slice(bad, found.range), at);
      assert.ok(
        !diagnose(good).some((one) => one.code === code),
        JSON.stringify(diagnose(good).map((one) => one.message)),
      );
      assert.equal(found.fixes[0]?.title, fix);
      if (!found.fixes[0]) return;
      const repaired = applied(bad, found.fixes[0]);
      const before = diagnose(bad).map((one) => one.code);
      const fresh = diagnose(repaired).filter((one) => one.code === code || !before.includes(one.code));
      assert.deepEqual(
        fresh.map((one) => one.code),
        hidden ? [hidden] : [],
        repaired,
      );
    });
  }

  it("adds a missing step, and takes a superfluous entry away, without another problem", () => {
    const emitting = (list: string): string => {
      return flow(`  @step(StartEvent, { emits: ${list} }) begin() { return new A({ n: 1 }); }\n${end}`);
    };
    const all: readonly (readonly [string, string])[] = [
      ["no-steps", flow("  begin = 1;")],
      ["no-steps", plain("")],
      ["no-answer", flow("  @step(StartEvent) begin() { return this.name ? new Q() : new StopEvent(); }")],
      ["superfluous-emits", emitting("[B, A]")],
      ["superfluous-emits", emitting("[A, B,]")],
      ["superfluous-emits", emitting("[A, B, A]")],
    ];
    for (const [code, bad] of all) {
      const path = bad.includes("type Context") ? file : file.replace(/ts$/, "js");
      const [fix] = diagnoseIn(path, bad).find((one) => one.code === code)?.fixes ?? [];
      assert.ok(fix, bad);
      const repaired = applied(bad, fix);
      assert.deepEqual(diagnoseIn(path, repaired), [], repaired);
      assert.equal(repaired.includes("begin2"), bad.includes("begin = 1"));
    }
  });

  it("imports what a fix needs from the runtime", () => {
    const repaired = (text: string, code: string): string => {
      const [fix] = diagnose(text).find((one) => one.code === code)?.fixes ?? [];
      assert.ok(fix, text);
      return applied(text, fix);
    };
    const flows = 'import { StartEvent, StopEvent, step, Workflow } from "stepwright";\n\n';
    const unknown = "export class Flow extends Workflow {\n  @step(Missing) end() { return new StopEvent(); }\n}\n";
    assert.match(
      repaired(flows + unknown, "unknown-event"),
      /^import \{ StartEvent, StopEvent, step, Workflow, Event \} from "stepwright";\n\nclass Missing extends Event\.with/,
    );
    const forgotten = "export class Flow extends Base {\n  begin(ev: A) { return new StopEvent(); }\n}\n";
    const base =
      'import * as all from "stepwright";\nclass A extends all.Event.with("A") {}\nclass Base extends all.Workflow {}\n';
    assert.match(
      repaired(base + forgotten.replace("new Stop", "new all.Stop"), "missing-decorator"),
      /^import \{ step \} from "stepwright";\nimport \* as all/,
    );
  });

  it("has a case for every code", () => {
    assert.deepEqual(
      Object.keys(SEVERITIES).filter((code) => !cases.some((one) => one.code === code)),
      ["not-checked"], // in analyzer.test.ts: it is a defect
    );
  });

  it("explains every code on a page", () => {
    const page = readFileSync(new URL("../../docs/diagnostics.md", import.meta.url), "utf8");
    const explained = [...page.matchAll(/^### (\S+)$/gm)].map(([, code]) => code);
    assert.deepEqual(explained.sort(), Object.keys(SEVERITIES).sort());
    const [, fixed = ""] = /These codes come with a fix: ([^.]+)\./.exec(page) ?? [];
    const mended = cases.filter(({ fix }) => fix !== undefined).map(({ code }) => code);
    assert.deepEqual([...fixed.matchAll(/`(.+?)`/g)].map(([, code]) => code).sort(), [...new Set(mended)].sort());
  });

  it("is silent about a workflow that is right", () => {
    assert.deepEqual(diagnose(flow(begin + end)), []);
  });

  it("is silent where a comment says so", () => {
    const bad = flow(
      `${begin}${end}  @step(HumanResponseEvent)\n  other() {\n    //\n    return new B({ n: 1 });\n  }`,
    );
    assert.deepEqual(codes(bad), ["never-consumed"]);
    const silenced = (comment: string): string[] => codes(bad.replace("//\n", `// ${comment}\n`));
    assert.deepEqual(silenced("stepwright-ignore-next-line never-consumed -- a reader of the stream wants it"), []);
    assert.deepEqual(silenced("stepwright-ignore-next-line no-stop, never-consumed"), []);
    assert.deepEqual(silenced("stepwright-ignore-next-line"), []);
    assert.deepEqual(silenced("stepwright-ignore-next-line never-produced"), ["never-consumed"]);
  });

  it("says nothing is missing where a step's events cannot be told", () => {
    assert.deepEqual(codes(flow(`  @step(StartEvent) begin() { return JSON.parse(""); }\n  @step(B) other() {}`)), []);
  });

  it("knows the events of an object that a function returns", () => {
    const made = `const made = (name: string) => ({ ok: Event.with(name) });\nconst { ok } = made("Ok");\n`;
    const unused = made + flow(`${begin}${end}  @step(ok) other() { return new StopEvent(); }`);
    assert.deepEqual(codes(unused), ["never-produced"]);
    assert.match(diagnose(unused)[0]?.message ?? "", /Ok/);
  });

  it("says nothing of events that only running the program tells", () => {
    const made = `const made = (name: string) => Object.fromEntries([["ok", Event.with(name)]]);\nconst { ok } = made("Ok");\n`;
    assert.deepEqual(codes(made + flow(`${begin}${end}  @step(ok) other() { return new StopEvent(); }`)), []);
    assert.deepEqual(
      codes(made + flow(`${begin}${end}  @step(made("No").ok) other() { return new StopEvent(); }`)),
      [],
    );
  });

  it("lets a branch end beside the one that stops", () => {
    const noted = "  @step(B) note() { return new A2({ n: 1 }); }\n  @step(A2) keep() {}\n";
    assert.deepEqual(
      codes(flow(`  @step(StartEvent) begin() { return [new A({ n: 1 }), new B({ n: 1 })]; }\n${end}${noted}`)),
      [],
    );
  });

  it("tells of a branch that ends where there is no other", () => {
    const chosen = "  @step(StartEvent) begin() { return this.name ? new A({ n: 1 }) : new B({ n: 1 }); }\n";
    const found = (body: string): string[] => {
      return diagnose(flow(body)).map(({ code, message }) => `${code}: ${message.slice(0, 21)}`);
    };
    assert.deepEqual(found(`${chosen}${end}  @step(B) note() { void this.name; }`), [
      "no-way-to-stop: note returns nothing,",
    ]);
    const twoSteps = "  @step(B) note() { return new A2({ n: 1 }); }\n  @step(A2) keep() {}\n";
    assert.deepEqual(found(chosen + end + twoSteps), ["no-way-to-stop: keep returns nothing,"]);
    // Another step takes the same event, it may fail the run, wait, or have more events beside it.
    for (const note of [
      "  @step(B) note() {}\n  @step(B) other() { return new StopEvent(); }",
      '  @step(B) note() { throw new Error("no"); }',
      "  @step(B) async note(_: B, ctx: Context) { await ctx.waitForEvent(HumanResponseEvent); }",
      "  @step(B, HumanResponseEvent) note() {}",
    ]) {
      assert.deepEqual(found(`${chosen}${end}${note}`), [], note);
    }
    const sending =
      "  @step(StartEvent) begin(_: StartEvent, ctx: Context) { ctx.sendEvent(new B({ n: 1 })); return new A({ n: 1 }); }\n";
    assert.deepEqual(found(`${sending}${end}  @step(B) note() {}`), []);
    // The run goes on with what somebody sends.
    const answered = "  @step(HumanResponseEvent) answered() { return new StopEvent(); }";
    assert.deepEqual(found(`  @step(StartEvent) begin() {}\n${answered}`), []);
    const twice = chosen.replace("begin()", "first() { return new A({ n: 1 }); }\n  @step(StartEvent) begin()");
    assert.deepEqual(found(`${twice}${end}  @step(B) note() {}`), []);
  });

  it("leaves out a step with skipGraphChecks", () => {
    assert.deepEqual(
      codes(
        flow(
          `${begin}${end}  @step(HumanResponseEvent, { skipGraphChecks: true }) other() { return new B({ n: 1 }); }`,
        ),
      ),
      [],
    );
  });

  it("finds nothing in the examples", async () => {
    const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
    const files = new Set((await analyzer.findWorkflows(examples)).map((workflow) => workflow.file));
    assert.ok(files.size >= 6);
    for (const example of files) assert.deepEqual(analyzer.diagnose(example), []);
  });

  it("reports of the fixtures what is known to be wrong there", () => {
    const folder = fileURLToPath(new URL("fixtures/", import.meta.url));
    const found = readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}${name}`);
    const reported = [...analyzer.diagnoseAll(found)].flatMap(([path, all]) =>
      all.map((one) => `${basename(path)}: ${one.code} ${one.workflow}`),
    );
    assert.deepEqual(reported, ["own-fields.ts: never-produced KeepFlow", "send-event.ts: never-consumed CrawlFlow"]);
  });
});
