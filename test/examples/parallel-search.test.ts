import assert from "node:assert/strict";
import { ParallelSearchFlow, SourceSearched } from "../../examples/parallel-search/parallel-search-flow.ts";
import type { Source } from "../../examples/parallel-search/sources.ts";
import { runExample } from "./run-program.ts";

describe("example parallel-search", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  it("finds in pages, code and package metadata", async () => {
    const { best, counts } = await new ParallelSearchFlow().run({ query: "workflow graph" });
    assert.deepEqual(Object.keys(counts).sort(), ["code", "package", "pages"]);
    assert.ok(
      Object.values(counts).every((count) => count > 0),
      JSON.stringify(counts),
    );
    assert.ok(best.every(({ score }, index) => index === 0 || score <= (best[index - 1]?.score ?? 0)));
    assert.ok(best.some(({ source, place }) => source === "pages" && place.startsWith("docs/graph-view.md")));
  });

  it("names the line of code and the key of package.json", async () => {
    const { best } = await new ParallelSearchFlow().run({ query: "orama insertMultiple" });
    assert.ok(
      best.some(({ place }) => /^examples\/shared\/search\.ts:\d+$/.test(place)),
      JSON.stringify(best),
    );
    const licence = await new ParallelSearchFlow().run({ query: "license MIT" });
    assert.ok(licence.best.some(({ source, place }) => source === "package" && place === "license"));
  });

  it("shows each source on the stream as it comes in", async () => {
    const run = new ParallelSearchFlow().run({ query: "journal" });
    const seen: string[] = [];
    for await (const event of run.streamEvents()) if (event instanceof SourceSearched) seen.push(event.source);
    assert.deepEqual(seen.sort(), ["code", "package", "pages"]);
  });

  it("keeps its limit over all runs of an instance", async () => {
    let working = 0;
    let most = 0;
    const slow: Source = async () => {
      most = Math.max(most, ++working);
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      working--;
      return [];
    };
    const flow = new ParallelSearchFlow({ sources: { a: slow, b: slow, c: slow, d: slow }, maxConcurrent: 3 });
    const results = await Promise.all([flow.run({ query: "x" }), flow.run({ query: "y" })]);
    assert.equal(most, 3);
    assert.deepEqual(results[0]?.counts, { a: 0, b: 0, c: 0, d: 0 });
  });

  it("lets the next search in after one that failed", async () => {
    const failing: Source = async () => {
      throw new Error("the source is down");
    };
    const sources = { up: async () => [], down: failing };
    const flow = new ParallelSearchFlow({ sources, maxConcurrent: 1 });
    await assert.rejects(async () => await flow.run({ query: "x" }), /the source is down/);
    await assert.rejects(async () => await flow.run({ query: "x" }), /the source is down/);
  });

  it("runs as a program", async () => {
    const { code, stdout } = await runExample(["examples/parallel-search/parallel-search-flow.ts", "workflow graph"]);
    assert.equal(code, 0);
    assert.match(stdout, /^pages: [1-5] found$/m);
    assert.match(stdout, /Best for "workflow graph":\n {2}\w+ {2}/);
  });
});
