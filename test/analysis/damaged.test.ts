/** Text on the way from one program to another: whatever tokens are missing or too many, nothing is thrown or lost. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Analyzer } from "../../src/analysis/analyzer.ts";

const folder = fileURLToPath(new URL("fixtures/", import.meta.url));
const files = readdirSync(folder).filter((name) => /\.[jt]s$/.test(name));
const TOKEN = /\w+|"[^"\n]*"|`[^`]*`|=>|\.\.\.|[^\s\w]/g;
const WRITTEN = [
  ...[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "@",
    "@step(",
    "=>",
    "...",
    "?.",
    "??",
    "`",
    '"',
    "*/",
    "/*",
    "#",
    ";",
    ",",
  ],
  ...["class", "extends", "return", "new", "await", "yield*", "this", "super", "import", "export default", "namespace"],
  ...[
    "this.ctx",
    "ctx.sendEvent(",
    "Event.with(",
    "Workflow",
    "StopEvent",
    "typeof",
    "satisfies",
    "as",
    "a = b, b = a",
  ],
];

/** One change: a place, how many tokens go there, and what is written instead. */
const change = fc.record({
  place: fc.nat(9_999),
  gone: fc.nat(6),
  written: fc.array(fc.constantFrom(...WRITTEN), { maxLength: 3 }),
});

function damaged(
  text: string,
  changes: ReadonlyArray<{ place: number; gone: number; written: readonly string[] }>,
): string {
  let result = text;
  for (const { place, gone, written } of changes) {
    const tokens = [...result.matchAll(TOKEN)];
    const first = Math.floor((place / 10_000) * tokens.length);
    const start = tokens[first]?.index ?? result.length;
    const end = tokens[first + gone]?.index ?? result.length;
    result = `${result.slice(0, start)}${written.join(" ")} ${result.slice(gone === 0 ? start : end)}`;
  }
  return result;
}

describe("a text with tokens missing or too many", function () {
  this.timeout(60_000);
  const analyzer = new Analyzer();

  it("is analysed without a throw, and keeps the last good graph of every class while it does not parse", () => {
    let broken = 0;
    const check = (name: string, changes: Parameters<typeof damaged>[1], types: boolean): void => {
      const file = `${folder}${name}`;
      const text = readFileSync(file, "utf8");
      const good = analyzer.graphOf(file, { text, types });
      const after = damaged(text, changes);
      const graph = analyzer.graphOf(file, { text: after, types });
      const diagnostics = analyzer.diagnose(file, { text: after });
      analyzer.targets(file, { text: after });
      const errors = graph.notes.filter(({ severity }) => severity === "error");
      assert.ok(
        errors.every(({ code }) => code === "syntax-error"),
        JSON.stringify(errors),
      );
      if (errors.length > 0) {
        broken++;
        assert.deepEqual(graph.workflows, good.workflows);
        assert.deepEqual(graph.events, good.events);
        assert.ok(diagnostics.every(({ code }) => code === "syntax-error"));
      }
      analyzer.graphOf(file); // the text on disk counts again
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (name, changes, types) => check(name, changes, types),
      ),
      { numRuns: 250 },
    );
    assert.ok(broken > 50, `only ${broken} of the texts were broken`);
  });
});
