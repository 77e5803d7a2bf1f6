/** Half-typed text: wherever the examples' source is cut, nothing is thrown and no picture goes blank. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Analyzer } from "../../src/analysis/analyzer.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

/** Two places in a text, in parts of ten thousand. */
const cut = fc.tuple(fc.nat(10_000), fc.nat(10_000));

describe("a text that is cut somewhere", () => {
  const analyzer = new Analyzer();

  it("keeps the last good graph while it does not parse, and is analysed without a throw where it does", async () => {
    const files = [...new Set((await analyzer.findWorkflows(examples)).map((workflow) => workflow.file))];
    assert.ok(files.length >= 6);
    let broken = 0;
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      const good = analyzer.graphOf(file, { types: false });
      assert.ok(good.workflows.length > 0);
      const check = (shorter: string): void => {
        analyzer.graphOf(file, { text, types: false });
        const graph = analyzer.graphOf(file, { text: shorter, types: false });
        if (!graph.notes.some((note) => note.code === "syntax-error")) {
          assert.ok(
            graph.notes.every((note) => note.severity !== "error"),
            JSON.stringify(graph.notes),
          );
          return;
        }
        broken++;
        assert.deepEqual(graph.workflows, good.workflows);
        assert.deepEqual(graph.events, good.events);
        assert.ok(analyzer.diagnose(file, { text: shorter }).every(({ code }) => code === "syntax-error"));
      };
      fc.assert(
        fc.property(cut, ([from, to]) => {
          const [start, end] = [Math.min(from, to), Math.max(from, to)].map((part) =>
            Math.floor((part / 10_000) * text.length),
          );
          check(text.slice(0, end)); // the rest is not written yet
          check(text.slice(0, start) + text.slice(end)); // the middle was taken out
        }),
        { numRuns: 15 },
      );
    }
    assert.ok(broken > 50, `only ${broken} of the texts were broken`);
  });
});
