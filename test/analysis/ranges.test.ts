import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import type { SourceRange, StepNode, WorkflowGraph } from "../../src/analysis/workflow-graph.ts";

/** The source text that a range covers. */
function slice(range: SourceRange | undefined): string {
  assert.ok(range);
  const lines = readFileSync(range.file, "utf8")
    .split("\n")
    .slice(range.startLine - 1, range.endLine);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? "").slice(0, range.endColumn - 1);
  lines[0] = (lines[0] ?? "").slice(range.startColumn - 1);
  return lines.join("\n");
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
}

function stepOf(graph: WorkflowGraph, name: string, workflow = 0): StepNode {
  const step = graph.workflows[workflow]?.steps.find((one) => one.name === name);
  assert.ok(step, name);
  return step;
}

describe("ranges", () => {
  const analyzer = new Analyzer();

  it("of a workflow: the whole class and its name", () => {
    const [flow] = analyzer.graphOf(fixture("rag")).workflows;
    assert.match(slice(flow?.range), /^export class RagFlow extends [\s\S]+\n}$/);
    assert.equal(slice(flow?.nameRange), "RagFlow");
    assert.equal(flow?.docs, "Answers from passages.");
  });

  it("of a step: decorator to brace, head without the body, body with its braces", () => {
    const step = stepOf(analyzer.graphOf(fixture("rag")), "synthesize");
    const head = "@step(Retrieved, { workers: 2 })\n  async synthesize(ev: Retrieved): Promise<StopEvent<string>>";
    const body = '{\n    return new StopEvent({ result: ev.passages.join("\\n") });\n  }';
    assert.equal(slice(step.headRange), head);
    assert.equal(slice(step.bodyRange), body);
    assert.equal(slice(step.range), `${head} ${body}`);
    assert.equal(slice(step.nameRange), "synthesize");
  });

  it("of a step's head without a return type: to the closing parenthesis", () => {
    const step = stepOf(analyzer.graphOf(fixture("fan-out")), "merge");
    assert.equal(slice(step.headRange), "@step(Result)\n  async merge(ev: Result, ctx: Context)");
  });

  it("of a step's documentation", () => {
    assert.equal(stepOf(analyzer.graphOf(fixture("rag")), "retrieve").docs, "Searches.");
  });

  it("of an inherited step: in the file that declares it", () => {
    const step = stepOf(analyzer.graphOf(fixture("inherited")), "lookUp");
    assert.match(step.range.file, /shared\/base-flow\.ts$/);
    assert.match(slice(step.headRange), /^@step\(Asked\)\n {2}async lookUp\(/);
  });

  it("of an override without a decorator: its own signature", () => {
    const step = stepOf(analyzer.graphOf(fixture("inherited")), "begin", 1);
    assert.equal(slice(step.headRange), "override async begin()");
  });

  it("of events: the class, the statement of a variable, wherever it is declared", () => {
    const events = new Map(analyzer.graphOf(fixture("const-events")).events.map((event) => [event.name, event]));
    assert.equal(slice(events.get("Opened")?.range), 'const Opened = Event.with("Opened", { file: z.string() });');
    assert.equal(slice(events.get("Opened")?.nameRange), "Opened");
    assert.equal(events.get("StopEvent")?.range, undefined);
    const imported = analyzer.graphOf(fixture("re-exported")).events.find((event) => event.name === "Answered");
    assert.match(imported?.range?.file ?? "", /shared\/events\.ts$/);
    assert.match(slice(imported?.range), /^export default class Answered extends [\s\S]+}$/);
  });

  it("of emissions: the expression that is returned or sent, or the written type", () => {
    const texts = (file: string, step: string) =>
      stepOf(analyzer.graphOf(fixture(file)), step).emits.map((one) => slice(one.range));
    assert.deepEqual(texts("branching", "classify"), [
      'new Refused({ why: "empty" })',
      "new Factual({ question: ev.text })",
      "new Creative({ topic: ev.text })",
    ]);
    assert.deepEqual(texts("join", "ask"), ["new Price({ cents: 5 })", "new Stock({ count: 1 })"]);
    assert.deepEqual(texts("emits-option", "work"), ["StopEvent", "Dropped"]);
    assert.deepEqual(texts("event-names", "send"), ["new Sent()", "Sent | Bounced"]);
  });
});
