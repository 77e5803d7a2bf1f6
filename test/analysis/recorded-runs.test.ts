/** The graph equals what the runtime does: whatever a run shows is an edge of the static graph. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { Compiled, DECORATORS, type Decorators, runsWith } from "./compiled.ts";
import { draw, record } from "./edge-recorder.ts";
import { notRun, type Recording, recordings } from "./recordings.ts";

describe("recorded runs take only edges of the static graph", () => {
  const analyzer = new Analyzer();
  const compiled = new Map<Decorators, Compiled>();

  before(async () => {
    for (const decorators of DECORATORS) compiled.set(decorators, await Compiled.with(decorators));
  });

  after(() => {
    for (const one of compiled.values()) one.delete();
  });

  for (const recording of recordings) {
    it(`${recording.file}: ${recording.workflow}`, async () => {
      const drawn = draw(recording, analyzer);
      for (const [decorators, programs] of compiled) {
        if (!runsWith(recording, decorators)) continue;
        const taken = await record(recording, drawn, programs);
        assert.ok(taken.size > 0);
        assert.deepEqual(
          [...taken].filter((edge) => !drawn.edges.has(edge)),
          [],
          `taken with ${decorators} decorators and not drawn`,
        );
        if (recording.racy) continue;
        assert.deepEqual(
          [...drawn.edges].filter((edge) => !taken.has(edge)),
          recording.untaken ?? [],
          `drawn and not taken with ${decorators} decorators`,
        );
      }
    });
  }

  it("are made of every workflow of the fixtures and examples, but for abstract ones and those that say why not", () => {
    const ran = new Set(recordings.flatMap(namesOf));
    const folders = { "fixtures/": "fixtures/", "examples/": "../../examples/" };
    const missed = Object.entries(folders).flatMap(([prefix, folder]) => {
      const path = fileURLToPath(new URL(folder, import.meta.url));
      const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((file) => /\.[jt]s$/.test(file));
      return files.flatMap((file) => {
        const { workflows } = analyzer.graphOf(`${path}${file}`, { types: false });
        const name = `${prefix}${file.replace(/\.[jt]s$/, "").replaceAll("\\", "/")}`;
        return workflows
          .filter((workflow) => !workflow.abstract)
          .filter((one) => ![one.name, one.exportName, one.exported].some((known) => ran.has(`${name} ${known}`)))
          .map((workflow) => `${name} ${workflow.name}`);
      });
    });
    assert.deepEqual(missed, Object.keys(notRun));
  });
});

function namesOf({ file, workflow, children = {} }: Recording): string[] {
  return [`${file} ${workflow}`, ...Object.entries(children).map(([name, where]) => `${where} ${name}`)];
}
