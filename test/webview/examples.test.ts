import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/paths.ts";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { flaws } from "./geometry.ts";
import { GraphBrowser } from "./graph-page.ts";

const examples = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("-flow.ts") && !file.includes("node_modules"))
  .sort();

describe("the graphs of the examples, from their source to the screen", function () {
  this.timeout(60_000);
  let browser: GraphBrowser;
  const analyzer = new Analyzer();
  before(async () => {
    browser = await GraphBrowser.start();
  });
  after(() => browser?.close());

  it("are at least six", () => assert.ok(examples.length >= 6, examples.join(", ")));

  for (const file of examples) {
    it(file, async () => {
      const graph = analyzer.graphOf(join(root, "examples", file));
      assert.ok(graph.workflows.length > 0);
      for (const theme of ["dark", "light", "highContrast"] as const) {
        const view = await browser.open({ width: 700, height: 860, theme });
        await view.show(graph);
        await view.screenshot(`example-${file.replace(/^.*[\\/]|\.ts$/g, "")}-${theme}`);
        assert.deepEqual(await flaws(view.page), []);
        assert.deepEqual(view.errors, []);
        await view.close();
      }
    });
  }
});
