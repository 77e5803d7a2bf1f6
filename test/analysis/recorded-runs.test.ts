/** The graph equals what the runtime does: whatever a run shows is an edge of the static graph. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { record } from "./edge-recorder.ts";
import { notRun, recordings } from "./recordings.ts";

describe("recorded runs take only edges of the static graph", () => {
  const analyzer = new Analyzer();

  for (const recording of recordings) {
    it(`${recording.file}: ${recording.workflow}`, async () => {
      const { drawn, taken } = await record(recording, analyzer);
      assert.ok(taken.size > 0);
      assert.deepEqual(
        [...taken].filter((edge) => !drawn.has(edge)),
        [],
      );
      if (recording.racy) return;
      assert.deepEqual(
        [...drawn].filter((edge) => !taken.has(edge)),
        recording.untaken ?? [],
      );
    });
  }

  it("are made of every fixture and example, but for those that say why not", () => {
    const folders = [new URL("fixtures/", import.meta.url), new URL("../../examples/", import.meta.url)];
    const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }));
    const candidates = files
      .filter((file) => /-flow\.ts$/.test(file) || (!/[\\/]/.test(file) && /\.[jt]s$/.test(file)))
      .map((file) => basename(file).replace(/\.[jt]s$/, ""))
      .filter((name) => name !== "base-flow");
    const known = new Set([...recordings.map(({ file }) => basename(file)), ...Object.keys(notRun)]);
    assert.deepEqual(
      candidates.filter((name) => !known.has(name)),
      [],
    );
  });
});
