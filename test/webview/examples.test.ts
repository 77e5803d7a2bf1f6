import assert from "node:assert/strict";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import type { LiveRun } from "../../src/debugger/protocol/editor.ts";
import { exampleFiles } from "./example-files.ts";
import { flaws, listFlaws } from "./geometry.ts";
import { GraphBrowser } from "./graph-page.ts";
import { counts, run } from "./live-runs.ts";

const THEMES = ["dark", "light", "highContrast"] as const;

/** The research example at five moments. */
const begun = {
  delivered: counts("StartEvent classifyTopic", "TopicClassified gatherSources", "SourceFound evaluateQuality 2"),
  produced: counts("TopicClassified classifyTopic", "SourceFound gatherSources 4"),
};
const asked = {
  delivered: counts(
    "StartEvent classifyTopic",
    "TopicClassified gatherSources",
    "SourceFound evaluateQuality 4",
    "SourceEvaluated synthesize 3",
  ),
  produced: counts(
    "TopicClassified classifyTopic",
    "SourceFound gatherSources 4",
    "SourceEvaluated evaluateQuality 3",
    "InputRequiredEvent evaluateQuality 1",
  ),
};
const MOMENTS: Readonly<Record<string, Partial<LiveRun>>> = {
  running: {
    ...begun,
    pending: counts("SourceFound evaluateQuality 2"),
    running: [{ step: "evaluateQuality", count: 2, ms: 2300 }],
  },
  stopped: {
    ...begun,
    status: "stopped",
    pending: counts("SourceFound evaluateQuality 2"),
    stopped: { event: "SourceFound", step: "evaluateQuality", reason: "breakpoint" },
  },
  waiting: { ...asked, status: "waiting", waiting: counts("SourceVerdict evaluateQuality") },
  failed: {
    ...begun,
    status: "failed",
    failed: [{ step: "evaluateQuality", message: "The library did not answer within 5 s.", retrying: false }],
  },
  completed: {
    delivered: [...asked.delivered, ...counts("SourceVerdict evaluateQuality")],
    produced: [...asked.produced, ...counts("StopEvent synthesize")],
    status: "completed",
  },
};

describe("the graphs of the examples, from their source to the screen", function () {
  this.timeout(60_000);
  let browser: GraphBrowser;
  const analyzer = new Analyzer();
  before(async () => {
    browser = await GraphBrowser.start();
  });
  after(() => browser?.close());

  it("are at least six", () => assert.ok(exampleFiles.length >= 6, `${exampleFiles.length}`));

  for (const { name, path } of exampleFiles) {
    it(name, async () => {
      const graph = analyzer.graphOf(path);
      assert.ok(graph.workflows.length > 0);
      for (const theme of THEMES) {
        const view = await browser.open({ width: 700, height: 860, theme });
        await view.show(graph);
        await view.screenshot(`example-${name}-${theme}`);
        assert.deepEqual(await flaws(view.page), []);
        assert.deepEqual(view.errors, []);
        await view.close();
      }
      // As the side bar has it at first.
      const narrow = await browser.open({ width: 280, height: 560, place: "view" });
      await narrow.show(graph);
      await narrow.screenshot(`example-${name}-narrow`);
      assert.deepEqual(await flaws(narrow.page), []);
      await narrow.page.keyboard.press("l");
      assert.deepEqual(await listFlaws(narrow.page), []);
      await narrow.screenshot(`example-${name}-narrow-list`);
      await narrow.close();
    });
  }

  for (const [moment, state] of Object.entries(MOMENTS)) {
    it(`research, ${moment}`, async () => {
      const graph = analyzer.graphOf(exampleFiles.find(({ name }) => name === "research-flow")?.path ?? "");
      const live = { key: "1", over: moment === "completed", run: run("ResearchFlow", state) };
      for (const theme of THEMES) {
        const view = await browser.open({ width: 620, height: 800, theme });
        await view.show(graph);
        await view.send({ type: "live", runs: [live] });
        await view.settled();
        await view.screenshot(`live-research-${moment}-${theme}`);
        assert.deepEqual(await flaws(view.page), []);
        await view.close();
      }
      const narrow = await browser.open({ width: 280, height: 560, place: "view" });
      await narrow.show(graph);
      await narrow.send({ type: "live", runs: [live, { ...live, key: "2" }] });
      await narrow.settled();
      await narrow.screenshot(`live-research-${moment}-narrow`);
      assert.deepEqual(await flaws(narrow.page), []);
      await narrow.close();
    });
  }
});
