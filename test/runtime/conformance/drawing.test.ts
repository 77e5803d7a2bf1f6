import assert from "node:assert/strict";
import { Event, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";

class Draft extends Event.with("Draft", { text: z.string() }) {}

class Review extends Workflow<Record<never, never>, string> {
  @step(StartEvent, { emits: [Draft] }) write(): Draft {
    return new Draft({ text: "a" });
  }
  @step(Draft, { emits: [InputRequiredEvent] }) ask(ev: Draft): InputRequiredEvent {
    return new InputRequiredEvent({ prefix: ev.text });
  }
  @step(HumanResponseEvent, { emits: [Draft, StopEvent] }) decide(ev: HumanResponseEvent): Draft | StopEvent<string> {
    return ev.response === "again" ? new Draft({ text: "b" }) : new StopEvent({ result: ev.response });
  }
}

describe("drawing", () => {
  it("gives a workflow's representation: steps, events with their schemas, the person, and the edges", () => {
    const { name, complete, nodes, edges } = new Review().representation();
    assert.deepEqual([name, complete], ["Review", true]);
    assert.deepEqual(nodes.map(({ id }) => id).sort(), [
      "event:Draft",
      "event:HumanResponseEvent",
      "event:InputRequiredEvent",
      "event:StartEvent",
      "event:StopEvent",
      "external:person",
      "step:ask",
      "step:decide",
      "step:write",
    ]);
    assert.deepEqual(edges.map(({ source, target }) => `${source} > ${target}`).sort(), [
      "event:Draft > step:ask",
      "event:HumanResponseEvent > step:decide",
      "event:InputRequiredEvent > external:person",
      "event:StartEvent > step:write",
      "external:person > event:HumanResponseEvent",
      "step:ask > event:InputRequiredEvent",
      "step:decide > event:Draft",
      "step:decide > event:StopEvent",
      "step:write > event:Draft",
    ]);
    const draft = nodes.find((node) => node.id === "event:Draft");
    assert.deepEqual(draft?.schema?.["required"], ["text"]);
  });

  it("gives all possible flows as a Mermaid flowchart", () => {
    const chart = new Review().toMermaid();
    assert.match(chart, /^flowchart TD\n/);
    for (const label of ['["write"]', '(["Draft"])', '{{"person"}}']) assert.ok(chart.includes(label), label);
    assert.equal(chart.match(/-->/g)?.length, 9);
  });

  it("gives the way one run took, from its journal", async () => {
    const clock = new SimulatedClock();
    const flow = new Review({ clock });
    const run = flow.run();
    await clock.settle();
    run.sendEvent(new HumanResponseEvent({ response: "again" }));
    await clock.settle();
    run.sendEvent(new HumanResponseEvent({ response: "fine" }));
    assert.equal(await run, "fine");
    const chart = flow.toMermaid(run.journal);
    const count = (label: string): number => chart.split(label).length - 1;
    assert.deepEqual(
      ['["write"]', '["ask"]', '["decide"]', '(["Draft"])', '(["HumanResponseEvent"])', '(["StopEvent"])'].map(count),
      [1, 2, 2, 2, 2, 1],
    );
  });
});
