import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { WorkflowTestRunner } from "stepwright/testing";
import { z } from "zod";

class Progress extends Event.with("Progress", { done: z.number() }) {}

class Flow extends Workflow<{ steps: number }, string, { seen: number }> {
  @step(StartEvent) async begin(ev: StartEvent<{ steps: number }>, ctx: Context): Promise<StopEvent<string>> {
    if (ev.steps < 0) throw new Error("negative");
    for (let done = 1; done <= ev.steps; done++) ctx.writeEventToStream(new Progress({ done }));
    await ctx.set("seen", ev.steps);
    return new StopEvent({ result: "done" });
  }
}

describe("WorkflowTestRunner", () => {
  it("gives the result, what the stream carried, how often each type, and the run", async () => {
    const { result, collected, eventTypes, run } = await new WorkflowTestRunner(new Flow()).run({ steps: 2 });
    assert.equal(result, "done");
    assert.deepEqual(
      collected.map((event) => event.$type),
      ["Progress", "Progress", "StopEvent"],
    );
    assert.deepEqual(
      [...eventTypes],
      [
        ["Progress", 2],
        ["StopEvent", 1],
      ],
    );
    assert.deepEqual(run.context.state, { seen: 2 });
    assert.equal(run.done, true);
  });

  it("leaves out what is excluded and takes internal events where asked to", async () => {
    const runner = new WorkflowTestRunner(new Flow());
    const { eventTypes } = await runner.run(new StartEvent({ steps: 3 }), {
      internal: true,
      exclude: [Progress, "WorkflowIdleEvent"],
      runId: "mine",
    });
    assert.deepEqual([...eventTypes.keys()], ["StepStateChanged", "StopEvent"]);
  });

  it("takes what run() takes: the state to begin with", async () => {
    class Counts extends Workflow<object, number, { seen: number }> {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context<{ seen: number }>): Promise<StopEvent<number>> {
        await ctx.store.edit((state) => void state.seen++);
        return new StopEvent({ result: await ctx.get("seen") });
      }
    }
    const runner = new WorkflowTestRunner(new Counts());
    const first = await runner.run({}, { context: { state: { seen: 41 } } });
    assert.equal(first.result, 42);
    assert.equal((await runner.run({}, { context: first.run.context })).result, 43);
  });

  it("rejects with what ended the run", async () => {
    await assert.rejects(new WorkflowTestRunner(new Flow()).run({ steps: -1 }), /negative/);
  });
});
