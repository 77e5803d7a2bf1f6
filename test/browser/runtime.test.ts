/** The runtime's core outside Node: bundled for the browser, and run in one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { root } from "../../scripts/paths.ts";
import { launchBrowser } from "../../scripts/vscode/launch-browser.ts";

/** A page's program: a loop, a fan-out, state, a question that the page answers, a snapshot that is resumed. */
const program = `
  import { collect, Event, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent, Workflow, step } from "stepwright";
  import { z } from "zod";

  class Part extends Event.with("Part", { n: z.number() }) {}
  class Doubled extends Event.with("Doubled", { n: z.number() }) {}
  class Summed extends Event.with("Summed", { sum: z.number() }) {}

  class Flow extends Workflow {
    @step(StartEvent) async split(ev, ctx) {
      await ctx.set("asked", { count: ev.count });
      return Array.from({ length: ev.count }, (_, n) => new Part({ n }));
    }
    @step(Part) async double(ev) { return new Doubled({ n: ev.n * 2 }); }
    @step(collect(Doubled)) async sum(parts) { return new Summed({ sum: parts.reduce((sum, part) => sum + part.n, 0) }); }
    @step(Summed) async ask(ev, ctx) {
      const { response } = await ctx.waitForEvent(HumanResponseEvent, { prompt: new InputRequiredEvent({ prefix: "Unit?" }) });
      return new StopEvent({ result: ev.sum + " " + response + " of " + (await ctx.get("asked.count")) });
    }
  }

  async function answer(run) {
    for await (const ev of run.streamEvents()) {
      if (ev instanceof InputRequiredEvent) run.sendEvent(new HumanResponseEvent({ response: "cm" }));
    }
    return await run;
  }

  globalThis.outcome = (async () => {
    const flow = new Flow();
    const first = flow.run({ count: 4 });
    for await (const ev of first.streamEvents()) if (ev instanceof InputRequiredEvent) break;
    const saved = JSON.parse(JSON.stringify(first.snapshot()));
    first.cancel();
    await first.catch(() => undefined);
    return [await answer(flow.run({ count: 5 })), await answer(flow.resume(saved))];
  })();
`;

describe("the runtime in a browser", () => {
  let browser: Browser;
  let page: Page;

  before(async function () {
    this.timeout(120_000);
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(() => browser.close());

  it("runs a workflow from a bundle that needs nothing of Node", async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: root, loader: "ts", sourcefile: "page.ts" },
      alias: { stepwright: join(root, "dist/runtime/index.js") },
      bundle: true,
      platform: "browser",
      format: "iife",
      target: "es2022",
      write: false,
      logLevel: "silent",
    });
    const script = outputFiles[0]?.text ?? "";
    await page.setContent("<!doctype html><title>stepwright</title>");
    await page.addScriptTag({ content: script });
    const outcome = await page.evaluate(() => (globalThis as unknown as { outcome: Promise<unknown> }).outcome);
    assert.deepEqual(outcome, ["20 cm of 5", "12 cm of 4"]);
  });
});
