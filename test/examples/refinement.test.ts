import assert from "node:assert/strict";
import { QualityChecked, RefinementFlow } from "../../examples/refinement/refinement-flow.ts";
import { runExample } from "./run-program.ts";

/** Ten subjects, each said twice in a sentence of its own: one sentence covers little, three cover three times as much. */
const scattered = [
  "apples",
  "bridges",
  "candles",
  "dragons",
  "engines",
  "forests",
  "gardens",
  "harbours",
  "islands",
  "jackets",
]
  .map((subject) => `Here we speak of ${subject}, since ${subject} matter.`)
  .join(" ");

describe("example refinement", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  async function qualities(text: string): Promise<{ measured: number[]; rounds: number; summary: string }> {
    const measured: number[] = [];
    const flow = new RefinementFlow({
      inspectors: [
        {
          stepSettled(_run, _dispatch, outcome) {
            if (outcome.kind !== "returned") return;
            for (const event of outcome.events) if (event instanceof QualityChecked) measured.push(event.quality);
          },
        },
      ],
    });
    const { rounds, quality, summary } = await flow.run({ text });
    assert.equal(quality, measured.at(-1));
    return { measured, rounds, summary };
  }

  it("is content with a first draft that covers the text", async () => {
    const { rounds, summary } = await qualities("Steps take events and return events. It is so.");
    assert.equal(rounds, 1);
    assert.equal(summary, "Steps take events and return events.");
  });

  it("gets better from round to round, and ends after the third", async () => {
    const { measured, rounds, summary } = await qualities(scattered);
    assert.equal(rounds, 3);
    assert.equal(measured.length, 3);
    assert.ok(
      measured.every((quality, index) => index === 0 || quality > (measured[index - 1] ?? 1)),
      String(measured),
    );
    assert.equal(summary.split(". ").length, 3);
  });

  it("ends for an empty text too", async () => {
    assert.deepEqual(await new RefinementFlow().run({ text: "" }), { summary: "", quality: 0, rounds: 3 });
  });

  it("runs as a program on a page", async () => {
    const { code, stdout } = await runExample(["examples/refinement/refinement-flow.ts", "docs/steps.md"]);
    assert.equal(code, 0);
    assert.match(stdout, /quality 0?\.?\d.* after [123] of at most 3 rounds/);
  });
});
