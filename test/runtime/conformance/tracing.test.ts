import assert from "node:assert/strict";
import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  retryPolicy,
  type Span,
  StartEvent,
  StopEvent,
  step,
  type Tracer,
  tracing,
  Workflow,
} from "stepwright";
import { SimulatedClock } from "stepwright/testing";

class Item extends Event.with("Item") {}

interface Recorded {
  readonly name: string;
  readonly parent: string | undefined;
  readonly attributes: Record<string, string | number>;
  readonly happened: string[];
  ended: number;
}

/** A tracer whose contexts are names of spans. */
function recordingTracer(): Tracer<string> & { readonly spans: Recorded[]; contextOf(span: Span): string } {
  const spans: Recorded[] = [];
  const names = new Map<Span, string>();
  return {
    spans,
    contextOf: (span) => names.get(span) ?? "",
    startSpan(name, { attributes } = {}, parent) {
      const recorded: Recorded = { name, parent, attributes: { ...attributes }, happened: [], ended: 0 };
      spans.push(recorded);
      const span: Span = {
        setAttributes: (more) => Object.assign(recorded.attributes, more),
        addEvent: (event) => recorded.happened.push(event),
        recordException: (error) => recorded.happened.push(error.message),
        setStatus: ({ code }) => recorded.happened.push(`status ${code}`),
        end: () => void recorded.ended++,
      };
      names.set(span, name);
      return span;
    },
  };
}

class Asks extends Workflow {
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context): Promise<StopEvent> {
    await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "?" }) });
    return new StopEvent();
  }
}

describe("tracing", () => {
  it("makes a span for each run and each attempt of a step, children's below their parents'", async () => {
    const clock = new SimulatedClock();
    const tracer = recordingTracer();
    const inspectors = [tracing(tracer, tracer)];
    class Child extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        return new StopEvent();
      }
    }
    class Parent extends Workflow {
      @step(StartEvent, { retry: retryPolicy() }) async begin(_ev: StartEvent, ctx: Context): Promise<Item> {
        if (ctx.retry.attempt === 1) throw new Error("once");
        return new Item();
      }
      @step(Item) async next(_ev: Item, ctx: Context): Promise<StopEvent> {
        await ctx.runChild(new Child({ clock, inspectors }), {});
        return new StopEvent();
      }
    }
    const run = new Parent({ clock, inspectors }).run();
    await clock.advance(10_000);
    await run;
    assert.deepEqual(
      tracer.spans.map(({ name, parent, happened, ended }) => [name, parent, happened, ended]),
      [
        ["Parent", undefined, [], 1],
        ["Parent.begin", "Parent", ["once", "status 2"], 1],
        ["Parent.begin", "Parent", [], 1],
        ["Parent.next", "Parent", [], 1],
        ["Child", "Parent", [], 1],
        ["Child.begin", "Child", [], 1],
      ],
    );
    assert.deepEqual(tracer.spans[2]?.attributes, {
      "workflow.run_id": run.id,
      "step.name": "begin",
      "step.attempt": 2,
      "step.worker": 0,
      "step.input_event": "StartEvent",
      "step.output_event": "Item",
    });
    assert.equal(tracer.spans[0]?.attributes["workflow.outcome"], "completed");
  });

  it("a wait is an event of its step's span, which ends once, without an error", async () => {
    const clock = new SimulatedClock();
    const tracer = recordingTracer();
    const run = new Asks({ clock, inspectors: [tracing(tracer)] }).run();
    await clock.settle();
    assert.deepEqual(
      tracer.spans.map(({ name, happened, ended }) => [name, happened, ended]),
      [
        ["Asks", [], 0],
        ["Asks.begin", ["waiting"], 0],
      ],
    );
    run.sendEvent(new HumanResponseEvent({ response: "!" }));
    await run;
    assert.deepEqual(
      tracer.spans.map(({ name, happened, ended }) => [name, happened, ended]),
      [
        ["Asks", [], 1],
        ["Asks.begin", ["waiting"], 1],
      ],
    );
  });

  it("ends every span of a run that waits and is cancelled", async () => {
    const clock = new SimulatedClock();
    const tracer = recordingTracer();
    const run = new Asks({ clock, inspectors: [tracing(tracer)] }).run();
    await clock.settle();
    run.cancel("enough");
    await assert.rejects(Promise.resolve(run), /enough/);
    assert.deepEqual(
      tracer.spans.map(({ name, parent, happened, ended }) => [name, parent, happened, ended]),
      [
        ["Asks", undefined, [], 1],
        ["Asks.begin", undefined, ["waiting", "cancelled"], 1],
      ],
    );
    assert.equal(tracer.spans[0]?.attributes["workflow.outcome"], "cancelled");
  });
});
