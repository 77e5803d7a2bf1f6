import assert from "node:assert/strict";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  type StepStateChanged,
  StopEvent,
  step,
  type UnhandledEvent,
  Workflow,
} from "stepwright";
import { assertEvent, assertEventTypes, SimulatedClock, WorkflowTestRunner } from "stepwright/testing";
import { readAll, typesOf } from "../support/reading.ts";

class One extends Event.with("One") {}
class Two extends Event.with("Two") {}

class Chain extends Workflow {
  @step(StartEvent) begin(): One {
    return new One();
  }
  @step(One) async middle(): Promise<Two> {
    return new Two();
  }
  @step(Two) end(): StopEvent {
    return new StopEvent();
  }
}

describe("internal events", () => {
  it("a chain of 3 steps streams running and not_running of each in order, then the StopEvent (§3 #1)", async () => {
    const { collected } = await new WorkflowTestRunner(new Chain()).run({}, { internal: true });
    const changes = collected.filter((event) => event.$type === "StepStateChanged") as StepStateChanged[];
    assert.deepEqual(
      changes.map(
        (change) => `${change.name} ${change.stepState} ${change.inputEventName} ${change.outputEventName ?? ""}`,
      ),
      [
        "begin preparing StartEvent ",
        "begin running StartEvent ",
        "begin not_running StartEvent One",
        "middle preparing One ",
        "middle running One ",
        "middle not_running One Two",
        "end preparing Two ",
        "end running Two ",
        "end not_running Two StopEvent",
      ],
    );
    assert.ok(changes.every((change) => change.workerId === 0));
    assert.equal(collected.at(-1)?.$type, "StopEvent");
  });

  it("are not shown unless asked for, and can be excluded by the test runner", async () => {
    const runner = new WorkflowTestRunner(new Chain());
    assertEventTypes((await runner.run()).collected, ["StopEvent"]);
    const { eventTypes } = await runner.run({}, { internal: true, exclude: [StopEvent, "WorkflowIdleEvent"] });
    assert.deepEqual([...eventTypes], [["StepStateChanged", 9]]);
  });

  it("UnhandledEvent and WorkflowIdleEvent tell that an event was not taken and everything waits", async () => {
    class Idle extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
        ctx.sendEvent(new One());
        await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
        return new StopEvent();
      }
    }
    const clock = new SimulatedClock();
    const run = new Idle({ clock }).run();
    const events = readAll(run.streamEvents({ internal: true }));
    await clock.settle();
    run.sendEvent(new HumanResponseEvent({ response: "" }));
    await run;
    const all = await events;
    assert.equal((all.find((event) => event.$type === "UnhandledEvent") as UnhandledEvent).eventType, "One");
    assert.ok(typesOf(all).includes("WorkflowIdleEvent"));
    assertEvent(all, StopEvent);
  });
});
