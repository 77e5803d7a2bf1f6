import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { toMermaid } from "../../src/analysis/mermaid.ts";

describe("Mermaid", () => {
  const analyzer = new Analyzer();
  const lines = (name: string): string[] => {
    const file = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
    return toMermaid(analyzer.graphOf(file))
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("classDef"));
  };

  it("draws steps as boxes, start and stop as stadiums, events rounded, and lists on their edges", () => {
    assert.deepEqual(lines("collect"), [
      "flowchart TD",
      'e0(["StartEvent"]):::start',
      'e1("Task"):::event',
      'e2("Failed"):::event',
      'e3("Done"):::event',
      'e4(["StopEvent"]):::stop',
      's0["begin"]:::step',
      's1["work"]:::step',
      's2["sum"]:::step',
      "e0 --> s0",
      "s0 -->|list| e1",
      "e1 --> s1",
      "s1 --> e2",
      "s1 --> e3",
      "e3 -->|list| s2",
      "e2 -->|list| s2",
      "s2 --> e4",
    ]);
  });

  it("slants questions and answers, and names waits and prompts", () => {
    const picture = lines("human");
    assert.ok(picture.includes('e3[/"Approval"/]:::human'));
    assert.ok(picture.includes('e5[\\"Verdict"\\]:::human'));
    assert.ok(picture.includes("e5 -.->|wait| s1"));
    assert.ok(picture.includes("s1 -.->|prompt| e3"));
  });

  it("puts several workflows into subgraphs, and child workflows beside their step", () => {
    const picture = lines("child");
    assert.equal(picture[1], 'subgraph w0["Summary"]');
    assert.ok(picture.includes('subgraph w1["ParentFlow"]'));
    assert.equal(picture.filter((line) => line === "end").length, 2);
    assert.ok(picture.includes('w1_s0c0[["RagFlow"]]:::step'));
    assert.ok(picture.includes("w1_s0 -. runChild .-> w1_s0c0"));
  });

  it("leads a step's failures to the handler that names it", () => {
    const picture = lines("recovery");
    assert.deepEqual(
      picture.filter((line) => line.includes("fails")),
      ["s0 -.->|fails| e4"],
    );
    assert.ok(picture.includes('e4>"StepFailedEvent"]:::failed'));
  });

  it("escapes what would end a label", () => {
    const text = `import { Event, StartEvent, step, Workflow } from "stepwright";
      class Flow extends Workflow { @step(StartEvent) ['a"]<b>']() { return new (Event.with("x"))(); } }`;
    const graph = analyzer.graphOf("/nowhere/flow.ts", { text, types: false });
    assert.match(toMermaid(graph), /s0\["a#34;#93;#60;b#62;"\]:::step/);
  });

  it("is an empty flowchart for a file without workflows", () => {
    assert.deepEqual(lines("events-only"), ["flowchart TD"]);
  });
});
