import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonBytes } from "../../src/debugger/recording/json-bytes.ts";

describe("lines of JSON as bytes", () => {
  it("are those of JSON.stringify, one after the other", () => {
    const data = fc.object({ maxDepth: 4, withNullPrototype: true });
    const numbers = fc.record({
      whole: fc.maxSafeInteger(),
      any: fc.double(),
      large: fc.integer({ min: 999_999_990 }),
    });
    const long = fc.record({ text: fc.string({ unit: "binary", minLength: 50, maxLength: 200 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(data, numbers, long)), (values) => {
        const bytes = new JsonBytes();
        for (const value of values) bytes.addLine(value);
        assert.equal(bytes.bytes.toString("utf8"), values.map((value) => `${JSON.stringify(value)}\n`).join(""));
      }),
    );
  });

  it("grow to any length, and begin anew", () => {
    const bytes = new JsonBytes();
    const long = { text: "ä\n".repeat(3_000_000), list: Array.from({ length: 100_000 }, (_, n) => n * 1e8) };
    for (const value of [{ first: 1 }, long, { last: true }]) {
      bytes.addLine(value);
      assert.equal(bytes.bytes.toString("utf8"), `${JSON.stringify(value)}\n`);
      bytes.clear();
    }
  });

  it("are whole, or not there", () => {
    const bytes = new JsonBytes();
    bytes.addLine({ kept: true });
    const broken = Object.defineProperty({ a: 1 }, "b", {
      enumerable: true,
      get: () => {
        throw new Error("broken");
      },
    });
    assert.throws(() => bytes.addLine(broken), /broken/);
    assert.equal(bytes.bytes.toString("utf8"), '{"kept":true}\n');
  });
});
