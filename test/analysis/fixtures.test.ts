import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { workflowGraph } from "../../src/analysis/worker-protocol.ts";
import { type Facts, factsOf } from "./facts.ts";

const folder = fileURLToPath(new URL("fixtures/", import.meta.url));
const files = new Map(
  readdirSync(folder)
    .filter((name) => /\.[jt]s$/.test(name))
    .map((name) => [name.replace(/\.[jt]s$/, ""), `${folder}${name}`]),
);
const names = [...files.keys()];

/** Fixtures of which the syntax alone shows less. */
const NEED_TYPES = new Set([
  ...["checker", "conditional-types", "fields", "logical", "own-fields", "typed-state", "enum-events", "all-promises"],
  ...["delegated-generators", "dispatch-table", "bound-methods", "stored-events", "reduced-lists", "forwarded"],
  ...["child-choices"],
]);

function pathOf(name: string): string {
  const path = files.get(name);
  assert.ok(path);
  return path;
}

function expected(name: string): Facts {
  return JSON.parse(readFileSync(`${folder}${name}.json`, "utf8")) as Facts;
}

describe("graph of", () => {
  const analyzer = new Analyzer();

  it("at least 90 fixtures", () => assert.ok(names.length >= 90, `${names.length}`));

  for (const name of names) {
    it(name, () => {
      const graph = analyzer.graphOf(pathOf(name));
      assert.deepEqual(factsOf(graph), expected(name));
      // What crosses to another thread must fit the protocol, and be plain JSON.
      assert.deepEqual(workflowGraph.parse(JSON.parse(JSON.stringify(graph))), graph);
    });
  }
});

describe("graph from the syntax alone of", () => {
  const analyzer = new Analyzer();

  for (const name of names.filter((one) => !NEED_TYPES.has(one))) {
    it(name, () => {
      assert.deepEqual(factsOf(analyzer.graphOf(pathOf(name), { types: false })), expected(name));
    });
  }

  it("checker: leaves out what only the checker knows", () => {
    const { CheckedFlow } = factsOf(analyzer.graphOf(`${folder}checker.ts`, { types: false })).workflows;
    assert.deepEqual(CheckedFlow?.steps["begin"]?.emits, []);
    assert.deepEqual(CheckedFlow?.steps["end"]?.emits, ["StopEvent"]);
  });
});

describe("every edge", () => {
  const analyzer = new Analyzer();

  for (const name of names) {
    it(`of ${name} joins a step and an event of its workflow, and every event is declared in the graph`, () => {
      const graph = analyzer.graphOf(pathOf(name));
      const declared = new Set(graph.events.map((event) => event.name));
      for (const workflow of graph.workflows) {
        const steps = new Set(workflow.steps.map((step) => step.name));
        for (const edge of workflow.edges) {
          assert.ok(steps.has(edge.step), edge.step);
          assert.ok(workflow.events.includes(edge.event), edge.event);
        }
        for (const event of workflow.events) assert.ok(declared.has(event), event);
      }
    });
  }
});
