import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { toDot } from "../../src/analysis/dot.ts";

describe("DOT", () => {
  const analyzer = new Analyzer();
  const lines = (name: string, text?: string): string[] => {
    const file = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
    return toDot(analyzer.graphOf(file, text === undefined ? {} : { text }))
      .split("\n")
      .map((line) => line.trim());
  };

  it("has a node for every step and event, and an edge for every edge", () => {
    const dot = lines("collect");
    assert.equal(dot[0], 'digraph "CollectFlow" {');
    assert.deepEqual(
      dot
        .filter((line) => line.includes("[label=") && !line.includes("->"))
        .map((line) => /^"([^"]+)"/.exec(line)?.[1]),
      [
        ...["event StartEvent", "event Task", "event Failed", "event Done", "event StopEvent"],
        ...["step begin", "step work", "step sum"],
      ],
    );
    assert.deepEqual(
      dot.filter((line) => line.includes("->")),
      [
        '"event StartEvent" -> "step begin"',
        '"step begin" -> "event Task" [label="list"]',
        '"event Task" -> "step work"',
        '"step work" -> "event Failed"',
        '"step work" -> "event Done"',
        '"event Done" -> "step sum" [label="list"]',
        '"event Failed" -> "step sum" [label="list"]',
        '"step sum" -> "event StopEvent"',
      ],
    );
  });

  it("tells kinds apart by shape", () => {
    const shapeOf = (event: string): string | undefined =>
      /shape=(\w+)/.exec(lines("human").find((line) => line.startsWith(`"event ${event}" [`)) ?? "")?.[1];
    assert.deepEqual(["Approval", "Verdict", "Drafted"].map(shapeOf), ["hexagon", "hexagon", "box"]);
  });

  it("leads a step's failures to the handler that names it", () => {
    assert.deepEqual(
      lines("recovery").filter((line) => line.includes("fails")),
      ['"step parse" -> "event StepFailedEvent" [label="fails", style=dashed]'],
    );
  });

  it("puts several workflows into clusters; who runs one of them points at its cluster", () => {
    const dot = lines("children");
    assert.ok(dot.includes("compound=true"));
    const [shorten, children] = ["Shorten", "ChildrenFlow"].map((name) => dot[dot.indexOf(`label="${name}"`) - 1]);
    assert.equal(children, 'subgraph "cluster 1" {');
    assert.equal(shorten, 'subgraph "cluster 0" {');
    const to = '"Shorten/event StartEvent" [label="runChild", style=dotted, lhead="cluster 0"]';
    assert.ok(dot.includes(`"ChildrenFlow/step pick" -> ${to}`));
    assert.ok(dot.includes(`"ChildrenFlow/step end" -> ${to}`));
    // Of another file.
    assert.ok(
      dot.includes('"ChildrenFlow/step pick" -> "ChildrenFlow/child RagFlow" [label="runChild", style=dotted]'),
    );
    assert.ok(!dot.some((line) => line.startsWith('"ChildrenFlow/child Shorten"')));
  });

  it("quotes what Graphviz would read as its own", () => {
    const text = `import { Event, StartEvent, step, Workflow } from "stepwright";
class Odd extends Event.with('say "hi"\\\\n') {}
export class Flow extends Workflow { @step(StartEvent) begin() { return new Odd(); } }`;
    assert.ok(lines("odd", text).includes('"step begin" -> "event say \\"hi\\"\\\\n"'));
  });
});
