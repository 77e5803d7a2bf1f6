import assert from "node:assert/strict";
import { createWorkspace, type Workspace } from "../harness/workspace.ts";
import { runExample } from "./run-program.ts";

/** The examples in a folder of somebody who installed the packages, without the repository around them. */
describe("a copy of the examples", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  let workspace: Workspace;
  before(() => {
    workspace = createWorkspace({ from: "examples" });
  });
  after(() => workspace.dispose());

  it("answers from the pages it has", async () => {
    const program = workspace.path("rag/rag-flow.ts");
    const { code, stdout, stderr } = await runExample([program, "Which limits are at work in the parallel search?"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /semaphore on the workflow object/);
    assert.match(stdout, /^\[\d\] parallel-search\/README\.md/m);
  });

  it("searches its own code", async () => {
    const { code, stdout, stderr } = await runExample([
      workspace.path("parallel-search/parallel-search-flow.ts"),
      "orama insertMultiple",
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /shared\/search\.ts:\d+/);
  });
});
