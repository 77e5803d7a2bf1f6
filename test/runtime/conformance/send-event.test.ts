import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow, WorkflowRuntimeError } from "stepwright";
import { z } from "zod";

class Task extends Event.with("Task", { n: z.number() }) {}
class Other extends Event.with("Other") {}

describe("ctx.sendEvent", () => {
  it("brings an event to every step that takes it, or to the one it names", async () => {
    const taken: string[] = [];
    class Sends extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): void {
        ctx.sendEvent(new Task({ n: 1 }));
        ctx.sendEvent(new Task({ n: 2 }), { step: "right" });
      }
      @step(Task) left(ev: Task): void {
        taken.push(`left ${ev.n}`);
      }
      @step(Task, { workers: 1 }) right(ev: Task): StopEvent | undefined {
        taken.push(`right ${ev.n}`);
        return ev.n === 2 ? new StopEvent() : undefined;
      }
    }
    await new Sends().run();
    assert.deepEqual(taken.sort(), ["left 1", "right 1", "right 2"]);
  });

  it("starts the other step while the sender goes on", async () => {
    class Overlap extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<void> {
        ctx.sendEvent(new Task({ n: 1 }));
        while (!(await ctx.get("done", false))) await Promise.resolve();
        ctx.sendEvent(new Other());
      }
      @step(Task) async work(_ev: Task, ctx: Context): Promise<void> {
        await ctx.set("done", true);
      }
      @step(Other) end(): StopEvent<string> {
        return new StopEvent({ result: "both" });
      }
    }
    assert.equal(await new Overlap().run(), "both");
  });

  it("to a step that does not exist names the steps there are", async () => {
    class Sends extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): StopEvent {
        ctx.sendEvent(new Task({ n: 1 }), { step: "nowhere" });
        return new StopEvent();
      }
      @step(Task) work(): void {}
    }
    await assert.rejects(Promise.resolve(new Sends().run()), (error: unknown) => {
      assert.ok(error instanceof WorkflowRuntimeError);
      assert.equal(error.message, 'Workflow Sends has no step "nowhere". Steps: begin, work.');
      return true;
    });
  });

  it("to a step that does not take such events says what it takes", async () => {
    class Sends extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): StopEvent {
        ctx.sendEvent(new Other(), { step: "work" });
        return new StopEvent();
      }
      @step(Task) work(): void {}
    }
    await assert.rejects(
      Promise.resolve(new Sends().run()),
      /^WorkflowRuntimeError: Step work of workflow Sends does not take Other; it takes Task\.$/,
    );
  });

  it("of something else than an event is an error", async () => {
    class Sends extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): StopEvent {
        ctx.sendEvent("Task" as never);
        return new StopEvent();
      }
    }
    await assert.rejects(Promise.resolve(new Sends().run()), /expected an Event instance, got string/);
  });

  it("may send the StopEvent", async () => {
    class Sends extends Workflow {
      @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<void> {
        ctx.sendEvent(new StopEvent({ result: 7 }));
      }
    }
    assert.equal(await new Sends().run(), 7);
  });
});
