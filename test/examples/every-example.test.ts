import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, runProgram } from "./run-program.ts";

interface Graph {
  readonly workflows: ReadonlyArray<{
    readonly name: string;
    readonly steps: ReadonlyArray<{ readonly name: string }>;
  }>;
  readonly notes: readonly unknown[];
}

const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared" && !entry.name.startsWith("."))
  .map((entry) => entry.name);

describe("every example", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  it("is there", () => {
    assert.deepEqual(examples.toSorted(), ["branching", "parallel-search", "rag", "refinement", "research", "review"]);
  });

  for (const name of examples) {
    const file = join("examples", name, `${name}-flow.ts`);

    it(`${name} has a README that says in one line what it does, and is listed`, () => {
      const [heading, blank, line] = readFileSync(join(root, "examples", name, "README.md"), "utf8").split("\n");
      assert.match(heading ?? "", /^# /);
      assert.equal(blank, "");
      assert.ok((line?.length ?? 0) > 40);
      assert.ok(readFileSync(join(root, "examples/README.md"), "utf8").includes(`](${name}/README.md)`));
      assert.ok(existsSync(join(root, file)));
    });

    it(`${name} has a graph without a note`, async () => {
      const { code, stdout, stderr } = await runProgram(["dist/cli/main.js", "graph", file]);
      assert.equal(code, 0, stderr);
      const { workflows, notes } = JSON.parse(stdout) as Graph;
      assert.deepEqual(notes, []);
      assert.equal(workflows.length, 1);
      assert.ok((workflows[0]?.steps.length ?? 0) >= 2);
    });
  }

  it("passes its own check", async () => {
    const { code, stdout } = await runProgram(["dist/cli/main.js", "check", "examples", "--strict"]);
    assert.equal(stdout, `0 errors, 0 warnings in ${examples.length} files\n`);
    assert.equal(code, 0);
  });
});
