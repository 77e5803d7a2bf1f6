import assert from "node:assert/strict";
import { runProgram } from "./run-program.ts";

/** The workflows of the examples, started by `stepwright run` instead of by their own programs. */
describe("the examples by stepwright run", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  function stepwright(name: string, input: object, stdin = "") {
    const file = `examples/${name}/${name}-flow.ts`;
    return runProgram(["dist/cli/main.js", "run", file, "--input", JSON.stringify(input)], { input: stdin });
  }

  it("rag", async () => {
    const { code, stdout, stderr } = await stepwright("rag", { question: "How is a run cancelled?" });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /docs\/running-and-streaming\.md/);
  });

  it("branching", async () => {
    const { code, stdout, stderr } = await stepwright("branching", {
      query: "invent names for a flow that reads mail",
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /step readMail returns event MailRead/);
  });

  it("refinement", async () => {
    const { code, stdout, stderr } = await stepwright("refinement", { text: "Steps take events and return events." });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Steps take events and return events\./);
  });

  it("parallel-search", async () => {
    const { code, stdout, stderr } = await stepwright("parallel-search", { query: "workflow graph" });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /docs\/graph-view\.md/);
  });

  it("review, with an answer from standard input", async () => {
    const complaint = { customer: "Ada", order: 1, problem: "broken", paid: 100 };
    const { code, stdout, stderr } = await stepwright("review", complaint, "yes\n");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /We refund 100\.00/);
    assert.match(stdout, /approved/);
  });

  it("research, with answers that have a field", async () => {
    const topic = "how an open question is answered in the editor";
    const { code, stdout, stderr } = await stepwright("research", { topic }, "no\n".repeat(8));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Left out: /);
  });
});
