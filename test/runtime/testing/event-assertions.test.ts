import assert from "node:assert/strict";
import { Event } from "stepwright";
import { assertEvent, assertEventTypes, assertInOrder, assertNoEvent, EventAssertionError } from "stepwright/testing";
import { z } from "zod";

class A extends Event.with("A", { n: z.number(), tags: z.array(z.string()).default([]) }) {}
class B extends Event.with("B") {}

const events = [new A({ n: 1 }), new B(), new A({ n: 2, tags: ["x"] })];

function fails(check: () => unknown, message: string): void {
  assert.throws(check, (error: unknown) => {
    assert.ok(error instanceof EventAssertionError);
    assert.equal(error.name, "AssertionError");
    assert.equal(error.message, message);
    return true;
  });
}

describe("event assertions", () => {
  it("assertEventTypes wants exactly these types, by class or name", () => {
    assertEventTypes(events, [A, "B", A]);
    assertEventTypes([], []);
    fails(() => assertEventTypes(events, [A, B]), "Expected A, B, got A, B, A.");
    fails(() => assertEventTypes([], [A]), "Expected A, got no event.");
  });

  it("assertInOrder wants these types in this order, others between them or not", () => {
    assertInOrder(events, [A, A]);
    assertInOrder(events, []);
    fails(() => assertInOrder(events, [B, B]), "Expected B after B among A, B, A.");
    fails(() => assertInOrder([], [B]), "Expected B among no event.");
  });

  it("assertEvent finds an event by type and fields, and returns it", () => {
    assert.equal(assertEvent(events, A), events[0]);
    assert.equal(assertEvent(events, A, { n: 2 }), events[2]);
    assert.equal(assertEvent(events, A, { tags: ["x"] }), events[2]);
    fails(() => assertEvent(events, A, { n: 3 }), 'Of 2 A none has {"n":3}.');
    fails(() => assertEvent([new B()], A), "Expected a A among B.");
  });

  it("assertNoEvent wants none of a type", () => {
    assertNoEvent(events, "C");
    fails(() => assertNoEvent(events, A), "Expected no A, got 2.");
  });
});
