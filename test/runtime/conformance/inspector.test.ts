import assert from "node:assert/strict";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  type InspectedRun,
  type Inspector,
  type PendingDispatch,
  retryPolicy,
  StartEvent,
  StopEvent,
  step,
  Workflow,
  waitFixed,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { deferred } from "../support/deferred.ts";

class Item extends Event.with("Item", { n: z.number() }) {}

class Sum extends Workflow<{ n: number }, number> {
  bodies: number[] = [];
  @step(StartEvent) begin(ev: StartEvent<{ n: number }>): Item {
    return new Item({ n: ev.n });
  }
  @step(Item) async add(ev: Item, ctx: Context): Promise<StopEvent<number>> {
    this.bodies.push(ev.n);
    await ctx.set("n", ev.n);
    return new StopEvent({ result: ((await ctx.get("n")) as number) + 1 });
  }
}

function numberOf(dispatch: PendingDispatch): number | undefined {
  return (dispatch.inputs[0]?.event as Item | undefined)?.n;
}

/** Writes down every hook that is called. */
function recorder(): Inspector & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    runStarted: (run) => void calls.push(`runStarted ${run.workflowName}`),
    tickApplied: (_run, tick) => void calls.push(`tick ${tick.seq} ${tick.kind} <- ${tick.cause}`),
    beforeDispatch: (_run, { id, step, inputs }) =>
      void calls.push(`beforeDispatch ${id} ${step} ${inputs.map((input) => input.event.$type)}`),
    stepStarted: (_run, { id, step, worker }) => void calls.push(`stepStarted ${id} ${step} on ${worker}`),
    stepSettled: (_run, { id }, outcome) =>
      void calls.push(
        `stepSettled ${id} ${outcome.kind}${outcome.kind === "returned" ? ` ${outcome.events.map((event) => event.$type)}` : ""}`,
      ),
    storeWritten: (_run, { path, before, after, dispatchId }) =>
      void calls.push(`storeWritten ${path} ${before} -> ${after} by ${dispatchId}`),
    streamWritten: (_run, event) => void calls.push(`streamWritten ${event.$type}`),
    promptOpened: (_run, prompt) => void calls.push(`promptOpened ${prompt.id} by ${prompt.step} for ${prompt.answer}`),
    promptClosed: (_run, prompt, reason) => void calls.push(`promptClosed ${prompt.id} ${reason}`),
    eventUnhandled: (_run, event) => void calls.push(`eventUnhandled ${event.$type}`),
    runEnded: (_run, outcome) => void calls.push(`runEnded ${outcome.kind}`),
  };
}

describe("Inspector", () => {
  it("hears of everything in order: the tick first, then what follows from it", async () => {
    const inspector = recorder();
    await new Sum({ inspectors: [inspector] }).run({ n: 1 });
    assert.deepEqual(inspector.calls, [
      "runStarted Sum",
      "tick 1 start <- 0",
      "beforeDispatch 1 begin StartEvent",
      "stepStarted 1 begin on 0",
      "stepSettled 1 returned Item",
      "tick 2 returned <- 1",
      "beforeDispatch 2 add Item",
      "stepStarted 2 add on 0",
      "tick 3 stored <- 2",
      "storeWritten n undefined -> 1 by 2",
      "stepSettled 2 returned StopEvent",
      "tick 4 returned <- 2",
      "streamWritten StopEvent",
      "runEnded completed",
    ]);
  });

  it("hears of questions, early events nobody took, retries and failures", async () => {
    const inspector = recorder();
    const clock = new SimulatedClock();
    class Asks extends Workflow {
      @step(StartEvent, { retry: retryPolicy({ wait: waitFixed(1) }) }) async begin(
        _ev: StartEvent,
        ctx: Context,
      ): Promise<StopEvent> {
        if (ctx.retry.attempt === 1) throw new Error("first");
        ctx.sendEvent(new Item({ n: 1 }));
        await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
        throw new Error("last");
      }
    }
    const run = new Asks({
      clock,
      inspectors: [inspector],
      retry: ({ attempt }) => (attempt < 2 ? 1 : undefined),
    }).run();
    await clock.advance(1000);
    run.sendEvent(new HumanResponseEvent({ response: "" }));
    run.cancel();
    await assert.rejects(Promise.resolve(run));
    const kinds = inspector.calls.filter((call) => !call.startsWith("tick"));
    assert.deepEqual(kinds, [
      "runStarted Asks",
      "beforeDispatch 1 begin StartEvent",
      "stepStarted 1 begin on 0",
      "stepSettled 1 failed",
      "beforeDispatch 2 begin StartEvent",
      "stepStarted 2 begin on 0",
      "eventUnhandled Item",
      "streamWritten InputRequiredEvent",
      "promptOpened 1 by begin for HumanResponseEvent",
      "promptClosed 1 answered",
      "stepSettled 2 cancelled",
      "streamWritten WorkflowCancelledEvent",
      "runEnded cancelled",
    ]);
  });

  it("may hold a dispatch; everything else of the run goes on meanwhile", async () => {
    const gate = deferred();
    const clock = new SimulatedClock();
    const inspector: Inspector = {
      beforeDispatch: (_run, dispatch) => (numberOf(dispatch) === 1 ? gate.promise : undefined),
    };
    const taken: number[] = [];
    class Two extends Workflow {
      @step(StartEvent) begin(): Item[] {
        return [new Item({ n: 1 }), new Item({ n: 2 })];
      }
      @step(Item) take(ev: Item): StopEvent | undefined {
        taken.push(ev.n);
        return taken.length === 2 ? new StopEvent() : undefined;
      }
    }
    const run = new Two({ clock, inspectors: [inspector] }).run();
    await clock.settle();
    assert.deepEqual(taken, [2]);
    gate.resolve();
    await run;
    assert.deepEqual(taken, [2, 1]);
  });

  it("that holds a dispatch does not keep a run from being cancelled, and the body is not started afterwards", async () => {
    const gate = deferred();
    const flow = new Sum({ inspectors: [{ beforeDispatch: () => gate.promise }] });
    const clock = new SimulatedClock();
    const run = flow.run({ n: 1 });
    await clock.settle();
    run.cancel();
    await assert.rejects(Promise.resolve(run), /cancelled/);
    gate.resolve();
    await clock.settle();
    assert.deepEqual(flow.bodies, []);
  });

  it("may hold a step's outcome, a writer and the end of the run", async () => {
    const gates = { settled: deferred(), written: deferred(), ended: deferred() };
    const reached: string[] = [];
    const clock = new SimulatedClock();
    const inspector: Inspector = {
      stepSettled: (_run, { step }) => {
        if (step !== "begin") return undefined;
        reached.push("settled");
        return gates.settled.promise;
      },
      storeWritten: () => {
        reached.push("written");
        return gates.written.promise;
      },
      runEnded: () => {
        reached.push("ended");
        return gates.ended.promise;
      },
    };
    const flow = new Sum({ clock, inspectors: [inspector] });
    const run = flow.run({ n: 1 });
    await clock.settle();
    assert.deepEqual(reached, ["settled"]);
    gates.settled.resolve();
    await clock.settle();
    assert.deepEqual(reached, ["settled", "written"]);
    gates.written.resolve();
    await clock.settle();
    assert.deepEqual(reached, ["settled", "written", "ended"]);
    assert.equal(run.done, false);
    gates.ended.resolve();
    assert.equal(await run, 2);
  });

  it("that throws, or rejects, in any hook harms nothing: it is reported once and the run goes on", async () => {
    const reports: string[] = [];
    const { error } = console;
    console.error = (text: string, cause: Error) => void reports.push(`${text} ${cause.message}`);
    const thrower = new Proxy<Inspector>(
      {},
      {
        get: (_target, hook) => () => {
          throw new Error(`in ${String(hook)}`);
        },
      },
    );
    const rejecter = new Proxy<Inspector>(
      {},
      { get: (_target, hook) => () => Promise.reject(new Error(`of ${String(hook)}`)) },
    );
    const heard = recorder();
    try {
      const flow = new Sum({ inspectors: [thrower, rejecter, heard] });
      assert.equal(await flow.run({ n: 1 }), 2);
      assert.equal(await flow.run({ n: 5 }), 6);
    } finally {
      console.error = error;
    }
    assert.equal(heard.calls.filter((call) => call === "runEnded completed").length, 2);
    const of = (hook: string): string[] => reports.filter((report) => report.includes(`hook ${hook} failed`));
    for (const hook of [
      "runStarted",
      "tickApplied",
      "beforeDispatch",
      "stepStarted",
      "stepSettled",
      "storeWritten",
      "runEnded",
    ]) {
      const [thrown, rejected, ...more] = of(hook).sort((a, b) =>
        a.endsWith(`in ${hook}`) ? -1 : b.endsWith(`in ${hook}`) ? 1 : 0,
      );
      assert.match(thrown ?? "", /^Workflow Sum, run .*: an inspector's hook .* in /);
      assert.match(rejected ?? "", new RegExp(`of ${hook}$`));
      assert.deepEqual(more, []);
    }
  });

  it("may replace the event of a dispatch it holds: the step gets the new one, the journal has it", async () => {
    const flow = new Sum({
      inspectors: [
        {
          async beforeDispatch(run, dispatch) {
            if (dispatch.step !== "add") return;
            await Promise.resolve();
            run.replaceEvent(dispatch.id, new Item({ n: 41 }));
            assert.equal(numberOf(dispatch), 41);
          },
        },
      ],
    });
    const run = flow.run({ n: 1 });
    assert.equal(await run, 42);
    assert.deepEqual(flow.bodies, [41]);
    const { ticks } = run.journal as unknown as { ticks: { kind: string }[] };
    assert.ok(ticks.some((tick) => tick.kind === "replaced"));
  });

  it("may write the store, from outside any step", async () => {
    const inspector = recorder();
    const writer: Inspector = {
      storeWritten(run, write) {
        if (write.dispatchId !== 0) run.writeStore("n", 10);
      },
    };
    const run = new Sum({ inspectors: [writer, inspector] }).run({ n: 1 });
    assert.equal(await run, 11);
    assert.deepEqual(run.context.state, { n: 10 });
  });

  it("may hold the run's clock: neither the timeout nor a retry's delay goes on meanwhile", async () => {
    const clock = new SimulatedClock();
    let view: InspectedRun | undefined;
    const runStarted = (run: InspectedRun): void => {
      view = run;
    };
    class Retries extends Workflow<Record<never, never>, number> {
      @step(StartEvent, { retry: () => 5 }) begin(_ev: StartEvent, ctx: Context): StopEvent<number> {
        if (ctx.retry.attempt === 1) throw new Error("once");
        return new StopEvent({ result: ctx.retry.elapsedSeconds });
      }
    }
    const flow = new Retries({ clock, timeout: 10, inspectors: [{ runStarted }] });
    const run = flow.run();
    await clock.advance(2000);
    const [release, again] = [view?.holdClock(), view?.holdClock()];
    await clock.advance(3600_000);
    release?.();
    release?.();
    await clock.advance(3600_000);
    assert.equal(view?.elapsed(), 2000);
    again?.();
    await clock.advance(2999);
    assert.equal(run.done, false);
    await clock.advance(1);
    assert.equal(await run, 5);
  });

  it("leaves out of the run's clock the time for which the process was frozen", async () => {
    const clock = new SimulatedClock();
    let frozen = 0;
    class Waits extends Workflow {
      @step(StartEvent) async begin(): Promise<StopEvent> {
        await new Promise(() => undefined);
        return new StopEvent();
      }
    }
    const run = new Waits({ clock, timeout: 10, inspectors: [{ frozenMs: () => frozen }] }).run();
    await clock.advance(9000);
    frozen = 60_000;
    await clock.advance(60_999);
    assert.equal(run.done, false);
    await clock.advance(1);
    await assert.rejects(Promise.resolve(run), /timed out after 10 seconds/);
  });

  it("sees the run live: steps, state, event classes; several inspectors all hear", async () => {
    const seen: string[] = [];
    const look: Inspector = {
      beforeDispatch(run, { step }) {
        const running = [...run.state.running.values()].map((one) => one.step);
        seen.push(`${step} among ${running} of ${run.steps.map((one) => one.name)}`);
        assert.equal(run.eventClass("Item"), Item);
        assert.equal(run.eventClass("Nothing"), undefined);
        assert.ok(run.workflow instanceof Sum);
        assert.equal(run.parentId, undefined);
      },
    };
    await new Sum({ inspectors: [look, look] }).run({ n: 1 });
    assert.deepEqual(seen, [
      "begin among begin of begin,add",
      "begin among begin of begin,add",
      "add among add of begin,add",
      "add among add of begin,add",
    ]);
  });
});
