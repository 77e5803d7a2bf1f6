import assert from "node:assert/strict";
import { HumanResponseEvent, InputRequiredEvent } from "stepwright";
import { ReviewFlow } from "../../examples/review/review-flow.ts";
import { runExample } from "./run-program.ts";

const program = "examples/review/review-flow.ts";
const dear = { customer: "Ada", order: 1815, problem: "broken", paid: 42.5 } as const;

describe("example review", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  it("sends a reply that promises little without asking", async () => {
    const outcome = await new ReviewFlow().run({ ...dear, problem: "late" });
    assert.deepEqual(outcome, {
      status: "sent",
      reply: "Dear Ada, we are sorry that order 1815 was late. We refund 4.25.",
    });
  });

  async function answered(response: string) {
    const run = new ReviewFlow().run(dear);
    for await (const event of run.streamEvents()) {
      if (!(event instanceof InputRequiredEvent)) continue;
      assert.match(event.prefix, /We refund 42\.50\.\nApprove\?/);
      run.sendEvent(new HumanResponseEvent({ response }));
    }
    return run;
  }

  it("asks about one that promises much, and does what the person says", async () => {
    assert.equal((await answered("Yes")).status, "approved");
    const { status, remark, reply } = await answered("too friendly");
    assert.deepEqual([status, remark], ["rejected", "too friendly"]);
    assert.match(reply, /order 1815 was broken/);
  });

  it("asks in the terminal when it is a program", async () => {
    const { code, stdout } = await runExample([program], { input: "yes\n" });
    assert.equal(code, 0);
    assert.match(stdout, /Approve\? \("yes", or what is wrong with it\)\n> /);
    assert.match(stdout, /^approved: Dear Ada/m);
  });

  it("ends with a message where there is nobody to ask", async () => {
    const { code, stderr } = await runExample([program], { input: "" });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /step requestReview asks "Dear Ada,[^"]*Approve\? .*and the input has ended\. Run it in a terminal, or pipe the answer in/s,
    );
  });

  it("goes on and ends when the answer comes from elsewhere, with a silent terminal", async () => {
    const script = `
      import { HumanResponseEvent } from "stepwright";
      import { askInTerminal } from "./examples/shared/ask.ts";
      import { ReviewFlow } from "./examples/review/review-flow.ts";
      const run = new ReviewFlow({ inspectors: [askInTerminal()] }).run(${JSON.stringify(dear)});
      for await (const _question of run.streamEvents()) {
        if (run.prompts.length > 0) run.sendEvent(new HumanResponseEvent({ response: "yes" }));
      }
      console.log((await run).status);
    `;
    const { code, stdout } = await runExample(["--input-type=module", "--eval", script]);
    assert.equal(code, 0);
    assert.match(stdout, /approved\n$/);
  });
});
