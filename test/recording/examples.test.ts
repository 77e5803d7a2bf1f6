import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Event, HumanResponseEvent, InputRequiredEvent, type Inspector, type WorkflowRun } from "stepwright";
import { BranchingFlow } from "../../examples/branching/branching-flow.ts";
import { ParallelSearchFlow } from "../../examples/parallel-search/parallel-search-flow.ts";
import { RagFlow } from "../../examples/rag/rag-flow.ts";
import { RefinementFlow } from "../../examples/refinement/refinement-flow.ts";
import { ResearchFlow, SourceVerdict } from "../../examples/research/research-flow.ts";
import { ReviewFlow } from "../../examples/review/review-flow.ts";
import { Recording } from "../../src/debugger/recording/recording.ts";
import { RecordingFile } from "../../src/debugger/recording/recording-file.ts";
import { root } from "../examples/run-program.ts";
import { check, watched } from "./live-and-folded.ts";

interface Options {
  readonly inspectors: readonly Inspector[];
}

const sentences = ["apples", "bridges", "candles", "dragons"].map((word) => `Here are ${word}, since ${word} matter.`);

/** Each example, with what a person answers it. */
const runs: Record<string, (options: Options) => { run: WorkflowRun; answer?: Event }> = {
  branching: (options) => ({ run: new BranchingFlow(options).run({ query: "What is a StopEvent?" }) }),
  "parallel-search": (options) => ({ run: new ParallelSearchFlow(options).run({ query: "workflow graph" }) }),
  rag: (options) => ({ run: new RagFlow(options).run({ question: "How is a run cancelled?" }) }),
  refinement: (options) => ({ run: new RefinementFlow(options).run({ text: sentences.join(" ") }) }),
  research: (options) => ({
    run: new ResearchFlow(options).run({ topic: "how an open question is answered in the editor" }),
    answer: new SourceVerdict({ use: true }),
  }),
  review: (options) => ({
    run: new ReviewFlow(options).run({ customer: "Ada", order: 1815, problem: "broken", paid: 42.5 }),
    answer: new HumanResponseEvent({ response: "yes" }),
  }),
};

describe("a recording of every example folds into what the run held", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-test-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("leaves none out", () => {
    const folders = readdirSync(join(root, "examples"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const examples = folders.map(({ name }) => name).filter((name) => name !== "shared" && !name.startsWith("."));
    assert.deepEqual(Object.keys(runs).sort(), examples.sort());
  });

  for (const [name, begin] of Object.entries(runs)) {
    it(name, async () => {
      const file = new RecordingFile(join(folder, `${name}.stepwright.jsonl`));
      const { live, inspector } = watched(file);
      const { run, answer } = begin({ inspectors: [inspector] });
      for await (const event of run.streamEvents()) {
        if (!(event instanceof InputRequiredEvent) || answer === undefined) continue;
        const asked = run.prompts.find((prompt) => prompt.event === event);
        run.sendEvent(answer, asked === undefined ? {} : { prompt: asked.id });
      }
      await run;
      file.close();
      const recording = new Recording(file.path);
      await recording.readOn();
      assert.ok(live.length >= 3);
      assert.equal(check(recording, live), live.length);
    });
  }
});
