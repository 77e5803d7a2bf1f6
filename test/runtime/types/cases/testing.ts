import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { assertEvent, SimulatedClock, WorkflowTestRunner } from "stepwright/testing";
import { z } from "zod";
import { expectType, type Same } from "./expect.ts";

class Progress extends Event.with("Progress", { done: z.number() }) {}

class Flow extends Workflow<{ query: string }, number, { count: number }> {
  @step(StartEvent) begin(): StopEvent<number> {
    return new StopEvent({ result: 1 });
  }
}

export async function uses(): Promise<void> {
  const clock = new SimulatedClock();
  await clock.advance(1000);
  const { result, collected, eventTypes, run } = await new WorkflowTestRunner(new Flow({ clock })).run(
    { query: "q" },
    { internal: true, exclude: [Progress, "StepStateChanged"] },
  );
  expectType<Same<typeof result, number>>();
  expectType<Same<typeof run.context.state.count, number>>();
  expectType<Same<ReturnType<typeof eventTypes.get>, number | undefined>>();
  const progress = assertEvent(collected, Progress, { done: 1 });
  expectType<Same<typeof progress, Progress>>();
  // @ts-expect-error the event has no such field
  assertEvent(collected, Progress, { finished: 1 });
  // @ts-expect-error the workflow's input
  await new WorkflowTestRunner(new Flow()).run({ topic: "t" });
}
