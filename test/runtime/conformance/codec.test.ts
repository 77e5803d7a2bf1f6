import assert from "node:assert/strict";
import fc from "fast-check";
import { decode, Event, type EventClass, encode } from "stepwright";
import { z } from "zod";

let transforms = 0;
class Measured extends Event.with("Measured", {
  at: z.date(),
  by: z.map(z.string(), z.number()),
  unit: z.string().transform((unit) => {
    transforms++;
    return unit.toUpperCase();
  }),
}) {}

function roundTrip(value: unknown, classOf?: (name: string) => EventClass | undefined): unknown {
  return decode(JSON.parse(JSON.stringify(encode(value))), classOf);
}

describe("codec", () => {
  it("brings back what JSON does not know", () => {
    const value = {
      date: new Date(1_700_000_000_000),
      map: new Map<unknown, unknown>([
        ["a", 1n],
        [{ key: 1 }, new Set([1, [2]])],
      ]),
      bytes: new Uint8Array([0, 1, 127, 255]),
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      nothing: [undefined, null],
      dollar: { $: "Date", value: 3 },
      big: 2n ** 80n,
    };
    assert.deepEqual(roundTrip(value), value);
  });

  it("brings back errors with name, message, stack and cause", () => {
    const error = new RangeError("too far", { cause: new Error("tired") });
    const back = roundTrip(error) as Error;
    assert.ok(back instanceof Error);
    assert.equal(back.name, "RangeError");
    assert.equal(back.message, "too far");
    assert.equal(back.stack, error.stack);
    assert.equal((back.cause as Error).message, "tired");
  });

  it("brings back events as instances of their class, without running transforms again", () => {
    const event = new Measured({ at: new Date(5), by: new Map([["x", 1]]), unit: "kg" });
    transforms = 0;
    const back = roundTrip({ nested: [event] }, (name) => (name === "Measured" ? Measured : undefined)) as {
      nested: Measured[];
    };
    const [restored] = back.nested;
    assert.ok(restored instanceof Measured);
    assert.equal(transforms, 0);
    assert.equal(restored.unit, "KG");
    assert.deepEqual(restored.at, new Date(5));
    assert.ok(Object.isFrozen(restored));
  });

  it("keeps the name of an event whose class is not known here", () => {
    const event = new Measured({ at: new Date(5), by: new Map(), unit: "kg" });
    const back = roundTrip(event) as Event & { unit: string };
    assert.equal(back.$type, "Measured");
    assert.equal(back.unit, "KG");
  });

  it("refuses functions, symbols and cycles, and a tag it does not know", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    for (const value of [() => 1, Symbol("s"), cycle]) assert.throws(() => encode(value), TypeError);
    assert.throws(() => decode({ $: "Temporal", value: 1 }), /"Temporal"/);
    const shared = { a: 1 };
    assert.deepEqual(roundTrip([shared, shared]), [{ a: 1 }, { a: 1 }]);
  });

  it("brings back whatever plain data there is", () => {
    const some = fc.anything({ withBigInt: true, withMap: true, withSet: true, maxDepth: 4 });
    // Two invalid dates are never deepEqual in Node 20, so they have a line of their own.
    const dates = fc.array(fc.date({ noInvalidDate: true }));
    fc.assert(
      fc.property(some, dates, (...data) => {
        assert.deepEqual(roundTrip(data), data);
      }),
      { numRuns: 300 },
    );
    assert.ok(Number.isNaN((roundTrip(new Date(Number.NaN)) as Date).getTime()));
  });
});
