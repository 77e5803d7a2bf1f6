import assert from "node:assert/strict";
import {
  Event,
  EventValidationError,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  WorkflowConfigurationError,
} from "stepwright";
import { z } from "zod";

class Retrieved extends Event.with("Retrieved", {
  query: z.string(),
  passages: z.array(z.object({ text: z.string(), score: z.number() })),
  limit: z.number().default(5),
}) {}

class Ping extends Event {
  declare readonly count: number;
}

describe("events", () => {
  it("have their fields as own, readonly properties of a frozen instance", () => {
    const event = new Retrieved({ query: "refunds", passages: [{ text: "14 days", score: 1 }] });
    assert.deepEqual(Object.keys(event), ["query", "passages", "limit"]);
    assert.equal(event.query, "refunds");
    assert.ok(Object.isFrozen(event));
    assert.throws(() => Object.assign(event, { query: "x" }), TypeError);
    assert.ok(event instanceof Retrieved && event instanceof Event);
  });

  it("take defaults and transforms from the schema", () => {
    class Trimmed extends Event.with("Trimmed", { text: z.string().transform((text) => text.trim()) }) {}
    assert.equal(new Retrieved({ query: "", passages: [] }).limit, 5);
    assert.equal(new Trimmed({ text: " a " }).text, "a");
  });

  it("reject bad data with the event, the path and what was expected", () => {
    const bad = { query: "refunds", passages: [{ text: "14 days", score: 1 }, { text: 3 }] } as never;
    assert.throws(
      () => new Retrieved(bad),
      (error: unknown) => {
        assert.ok(error instanceof EventValidationError);
        assert.equal(error.code, "EVENT_VALIDATION");
        assert.equal(error.event, "Retrieved");
        assert.deepEqual(
          error.issues.map((issue) => issue.path),
          ["passages[1].text", "passages[1].score"],
        );
        assert.match(error.message, /^Retrieved: passages\[1\]\.text: .*string/);
        return true;
      },
    );
    assert.throws(() => new Retrieved(undefined as never), EventValidationError);
  });

  it("have the name they were given, on the instance and the class, whatever the class is called", () => {
    const Renamed = class extends Event.with("Original", { n: z.number() }) {};
    assert.equal(Renamed.$type, "Original");
    assert.equal(new Renamed({ n: 1 }).$type, "Original");
    assert.equal(new Ping().$type, "Ping");
    assert.equal(Ping.$type, "Ping");
  });

  it("tell their name by their class before the first of them is made, below whatever class", () => {
    class Pong extends Event {}
    class Paid extends Event.with("PaidHappened", {}) {}
    class Refunded extends Paid {}
    assert.equal(Pong.$type, "Pong");
    assert.equal(Paid.$type, "PaidHappened");
    assert.equal(Refunded.$type, "Refunded");
    assert.equal(new Refunded().$type, "Refunded");
    assert.equal(StopEvent.$type, "StopEvent");
  });

  it("have a schema, and write themselves as JSON with their type", () => {
    assert.deepEqual(Object.keys(Retrieved.schema.shape), ["query", "passages", "limit"]);
    assert.deepEqual(JSON.parse(JSON.stringify(new Retrieved({ query: "a", passages: [] }))), {
      $type: "Retrieved",
      query: "a",
      passages: [],
      limit: 5,
    });
  });

  it("may extend one another: the fields add up, and a class of the same fields is another event", () => {
    class Base extends Event.with("Base", { a: z.string() }) {}
    class More extends Base.with("More", { b: z.number() }) {}
    const event = new More({ a: "x", b: 1 });
    assert.equal(event.$type, "More");
    assert.equal(event.a, "x");
    assert.equal(event.b, 1);
    assert.ok(event instanceof Base);
    assert.throws(() => new More({ b: 1 } as never), /More: a: /);
  });

  it("are plain with any fields where the class has no schema", () => {
    assert.equal(new Ping({ count: 2 }).count, 2);
    assert.ok(Object.isFrozen(new Ping({ count: 2 })));
  });

  it("that became JSON and come back have their name once", () => {
    const back = JSON.parse(JSON.stringify(new Ping({ count: 2 })));
    assert.deepEqual(Object.entries(new Ping(back)), [["count", 2]]);
    assert.throws(() => new StartEvent(back), /^EventValidationError: StartEvent: \$type: is the event's own name/);
    assert.throws(() => new StartEvent("text" as never), /StartEvent: expected an object with fields, got string/);
    assert.throws(() => Event.with("Odd", { $type: z.string() }), WorkflowConfigurationError);
  });

  it("of the built-in kinds may be plain or typed", () => {
    class Begin extends StartEvent.with("Begin", { topic: z.string() }) {}
    class Done extends StopEvent.with("Done", { report: z.string() }) {}
    class Approve extends InputRequiredEvent.with("Approve", { cost: z.number() }) {}
    class Verdict extends HumanResponseEvent.with("Verdict", { ok: z.boolean() }) {}
    assert.equal(new Begin({ topic: "a" }).topic, "a");
    assert.equal(new Done({ report: "r" }).report, "r");
    assert.equal(new Approve({ cost: 1 }).cost, 1);
    assert.equal(new Verdict({ ok: true }).ok, true);
    assert.ok(new Begin({ topic: "a" }) instanceof (StartEvent as unknown as typeof Event));
    assert.deepEqual(
      [Begin.kind, Done.kind, Approve.kind, Verdict.kind],
      ["start", "stop", "inputRequired", "humanResponse"],
    );
    assert.equal(new StartEvent({ query: "q" }).query, "q");
    assert.equal(new StopEvent({ result: 1 }).result, 1);
    assert.equal(new StopEvent().result, undefined);
    assert.equal(new InputRequiredEvent({ prefix: "Sure?" }).prefix, "Sure?");
    assert.equal(new HumanResponseEvent({ response: "yes" }).response, "yes");
  });

  it("must have a name of one word", () => {
    for (const name of ["", "two words", "1st", "a/b"]) {
      assert.throws(() => Event.with(name), WorkflowConfigurationError, name);
    }
  });
});
