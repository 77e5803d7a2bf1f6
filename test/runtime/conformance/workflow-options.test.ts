import assert from "node:assert/strict";
import { type Context, Event, StartEvent, StopEvent, step, Workflow, WorkflowConfigurationError } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { deferred } from "../support/deferred.ts";

class Next extends Event.with("Next") {}

class Two extends Workflow<Record<never, never>, string> {
  @step(StartEvent) begin(): Next {
    return new Next();
  }
  @step(Next) next(): StopEvent<string> {
    return new StopEvent({ result: "ok" });
  }
}

describe("Workflow options", () => {
  it("concurrentRuns: further runs wait their turn, in order", async () => {
    const gates = [deferred(), deferred(), deferred()];
    const began: number[] = [];
    class Gated extends Workflow<{ n: number }, number> {
      @step(StartEvent) async begin(ev: StartEvent<{ n: number }>): Promise<StopEvent<number>> {
        began.push(ev.n);
        await gates[ev.n]?.promise;
        return new StopEvent({ result: ev.n });
      }
    }
    const clock = new SimulatedClock();
    const flow = new Gated({ clock, concurrentRuns: 2 });
    const runs = [0, 1, 2].map((n) => flow.run({ n }));
    await clock.settle();
    assert.deepEqual(began, [0, 1]);
    gates[1]?.resolve();
    await runs[1];
    await clock.settle();
    assert.deepEqual(began, [0, 1, 2]);
    for (const gate of gates) gate.resolve();
    assert.deepEqual(await Promise.all(runs), [0, 1, 2]);
  });

  it("concurrentRuns: a run that is cancelled or fails while waiting or running frees its place; waiting eats no timeout", async () => {
    const gate = deferred();
    class Gated extends Workflow<{ fail?: boolean }, string> {
      @step(StartEvent) async begin(ev: StartEvent<{ fail?: boolean }>): Promise<StopEvent<string>> {
        await gate.promise;
        if (ev.fail) throw new Error("failed");
        return new StopEvent({ result: "ok" });
      }
    }
    const clock = new SimulatedClock();
    const flow = new Gated({ clock, concurrentRuns: 1, timeout: 10 });
    const first = flow.run({ fail: true });
    const second = flow.run({});
    const third = flow.run({});
    await clock.advance(9000);
    second.cancel();
    await assert.rejects(Promise.resolve(second), /cancelled/);
    gate.resolve();
    await assert.rejects(Promise.resolve(first), /failed/);
    await clock.advance(9000);
    assert.equal(await third, "ok");
  });

  it("name: in messages instead of the class's", async () => {
    const flow = new Two({ name: "Order intake" });
    assert.equal(flow.name, "Order intake");
    assert.equal(new Two().name, "Two");
    assert.throws(() => flow.run(new Next()), /Workflow Order intake starts with StartEvent, not with Next/);
  });

  it("verbose: prints each step with what it takes and produces, and the end", async () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (line: string) => void lines.push(line);
    try {
      await new Two({ verbose: true }).run();
    } finally {
      console.log = log;
    }
    assert.deepEqual(lines, [
      "[Two] step begin takes StartEvent",
      "[Two] step begin produced Next",
      "[Two] step next takes Next",
      "[Two] step next produced StopEvent",
      "[Two] completed",
    ]);
  });

  it("verbose: says why a step failed, and nothing without it", async () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (line: string) => void lines.push(line);
    class Fails extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        throw new Error("no luck");
      }
    }
    try {
      await new Two().run();
      await new Fails({ verbose: true }).run().catch(() => undefined);
    } finally {
      console.log = log;
    }
    assert.deepEqual(lines, [
      "[Fails] step begin takes StartEvent",
      "[Fails] step begin failed: no luck",
      "[Fails] failed: no luck",
    ]);
  });

  it("onIdle: a run in which nothing can happen fails at once by default, naming what nobody took", async () => {
    class Stalls extends Workflow {
      @step(StartEvent) begin(_ev: StartEvent, ctx: Context): Next[] {
        ctx.collectEvents(new Next(), [Next, Next, Next]);
        return [new Next()];
      }
    }
    await assert.rejects(Promise.resolve(new Stalls().run()), (error: unknown) => {
      assert.equal(
        (error as Error).message,
        "Workflow Stalls can never end: nothing is queued or running, and no step takes Next (from step begin); " +
          "step begin has collected 1 of 3 Next. Return a StopEvent, add a step that takes the event, or set " +
          'onIdle: "wait" if events come from outside.',
      );
      return true;
    });
  });

  it('onIdle: "wait" waits for events from outside, up to the timeout', async () => {
    class Idle extends Workflow {
      @step(StartEvent) begin(): void {}
      @step(Next) next(): StopEvent {
        return new StopEvent();
      }
    }
    const clock = new SimulatedClock();
    const answered = new Idle({ clock, onIdle: "wait" }).run();
    const timesOut = new Idle({ clock, onIdle: "wait", timeout: 5 }).run();
    await clock.advance(4000);
    answered.sendEvent(new Next());
    await answered;
    await clock.advance(1000);
    await assert.rejects(Promise.resolve(timesOut), /timed out after 5 seconds\. Currently active steps: none/);
  });

  it("are checked at construction", () => {
    const wrong: [object, RegExp][] = [
      [
        { timeout: 0 },
        /^WorkflowConfigurationError: Workflow Two: timeout must be a number of seconds above 0, or null/,
      ],
      [{ timeout: -1 }, /timeout/],
      [{ timeout: Number.NaN }, /timeout/],
      [{ concurrentRuns: 0 }, /concurrentRuns must be a positive integer, not 0/],
      [{ concurrentRuns: 1.5 }, /concurrentRuns/],
      [{ timeOut: 5 }, /there is no option "timeOut"\. Options: timeout, verbose/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(() => new Two(options), WorkflowConfigurationError);
      assert.throws(() => new Two(options), message);
    }
  });
});
