import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { LiveRun } from "../../src/debugger/protocol/editor.ts";
import type { ToWebview } from "../../src/extension/graph/messages.ts";
import { large, nested, parallelSearch, rag, recovery, research, review, several } from "./fixtures.ts";
import { GraphBrowser, type GraphPage, type Seat } from "./graph-page.ts";
import { failing, recovering, reviewing, run, searching } from "./live-runs.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** The side bar has another background than an editor tab, and is narrow. */
const SEATS: readonly Seat[] = [
  { theme: "dark", place: "view", width: 300 },
  { theme: "light", place: "tab" },
  { theme: "highContrast", place: "tab" },
  { theme: "highContrastLight", place: "view", width: 300 },
];
const COUNT = '[data-count="ParallelSearchFlow/accept:SearchCompleted:combine"]';

type Answer = Extract<ToWebview, { type: "instances" }>;
const answer: Answer = {
  type: "instances",
  workflow: "ParallelSearchFlow",
  id: "accept:SearchCompleted:combine",
  total: 80,
  instances: (["held", "running", "waits", "retrying", "queued", "collected", "asked", "done"] as const).map(
    (state) => ({
      state,
      event: "SearchCompleted",
      from: "search",
      to: "combine",
      attempt: 2,
      summary: "SearchCompleted {source: 'wiki'}",
      fields: state === "asked" ? [] : [{ name: "source", text: "wiki" }],
    }),
  ),
};

/** What a person can have before them, by name; each begins where a new view does. */
const STATES: Readonly<Record<string, (view: GraphPage) => Promise<unknown>>> = {
  "several workflows": (view) => view.show(several),
  "open and closed groups": async (view) => {
    await view.show(nested);
    await view.page.keyboard.press("Tab");
  },
  "notes over the picture": (view) =>
    view.show(rag, [
      { severity: "error", message: "Line 12: '}' expected.", opens: true },
      { severity: "warning", message: "Two steps have one name." },
      { severity: "info", message: "One step is inherited." },
    ]),
  breakpoints: async (view) => {
    await view.show(rag);
    await view.send({
      type: "breakpoints",
      at: [
        { workflow: "RagFlow", id: "event:Retrieved", enabled: true },
        { workflow: "RagFlow", id: "step:retrieve", enabled: false },
      ],
    });
    await view.page.keyboard.press("l");
  },
  "a node with the keyboard and its tooltip": async (view) => {
    await view.show(rag);
    await view.node("RagFlow", "event:Retrieved").focus();
    await view.page.locator(".tooltip").waitFor();
  },
  "stopped, with events in the queue": (view) => showLive(view, parallelSearch, searching),
  "several runs": (view) => showLive(view, parallelSearch, searching, run("ParallelSearchFlow", { runId: "2" })),
  "a person is asked": (view) => showLive(view, review, reviewing),
  "a step failed, another one tries again": (view) => showLive(view, research, failing),
  "failures that go to their handlers": (view) => showLive(view, recovery, recovering),
  "the last run": async (view) => {
    await view.show(parallelSearch);
    const over = { ...searching, status: "failed" as const, failed: failing.failed };
    await view.send({ type: "live", runs: [{ key: "1", over: true, run: over }] });
  },
  "the list": async (view) => {
    await view.show(parallelSearch);
    await view.page.keyboard.press("l");
  },
  "the list while a run is stopped": async (view) => {
    await showLive(view, parallelSearch, searching);
    await view.page.keyboard.press("l");
  },
  "the list while a person is asked": async (view) => {
    await showLive(view, review, reviewing);
    await view.page.keyboard.press("l");
  },
  "the list after a failure": async (view) => {
    await showLive(view, research, failing);
    await view.page.keyboard.press("l");
  },
  "events are looked for": async (view) => {
    await showLive(view, parallelSearch, searching);
    await view.page.locator(COUNT).click();
  },
  "events with what they carry": async (view) => {
    await showLive(view, parallelSearch, searching);
    await view.page.locator(COUNT).click();
    await view.send(answer);
    await view.page.locator(".payloads summary").nth(1).click();
    await view.page.locator(".payloads details[open]").nth(1).waitFor();
  },
  "no events, and why": async (view) => {
    await showLive(view, parallelSearch, searching);
    await view.page.locator(COUNT).click();
    await view.send({ ...answer, instances: [], total: 0, problem: "The program is paused." });
  },
  "events over the list": async (view) => {
    await showLive(view, parallelSearch, searching);
    await view.page.keyboard.press("l");
    await view.page.locator('[role="treeitem"][data-key$="/step:combine"]').focus();
    await view.page.keyboard.press("p");
    await view.send({ ...answer, id: "step:combine" });
    await view.page.locator(".payloads details[open]").waitFor();
  },
  "the finder": async (view) => {
    await view.show(rag);
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("retr");
  },
  "the finder finds nothing": async (view) => {
    await view.show(rag);
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("zzz");
  },
  "the legend": async (view) => {
    await view.show(rag);
    await view.page.keyboard.press("?");
  },
  "the export menu": async (view) => {
    await view.show(rag);
    await view.page.getByRole("button", { name: "Export" }).click();
  },
  "the map of a large graph": async (view) => {
    await view.show(large(40));
    await view.page.locator(".minimap").waitFor();
  },
  "no file": (view) => view.send({ type: "state", state: "noFile", file: "", message: "Open a file." }),
  "no workflow": (view) => view.send({ type: "state", state: "empty", file: "/a.ts", message: "No workflow in a.ts." }),
  reading: (view) => view.send({ type: "state", state: "loading", file: "/a.ts", message: "Reading a.ts…" }),
  "an error": (view) => view.send({ type: "state", state: "failed", file: "/a.ts", message: "a.ts: it went wrong." }),
};

async function showLive(view: GraphPage, graph: typeof rag, ...runs: readonly LiveRun[]): Promise<void> {
  await view.show(graph);
  await view.send({ type: "live", runs: runs.map((each) => ({ key: each.runId, over: false, run: each })) });
}

describe("axe finds nothing in the graph's window", function () {
  this.timeout(60_000);
  let browser: GraphBrowser;
  before(async () => {
    browser = await GraphBrowser.start();
  });
  after(() => browser?.close());

  for (const [name, arrange] of Object.entries(STATES)) {
    it(name, async () => {
      const found: string[] = [];
      for (const seat of SEATS) {
        const view = await browser.open(seat);
        await arrange(view);
        await view.settled();
        for (const violation of await violations(view)) found.push(`${seat.theme}: ${violation}`);
        assert.deepEqual(view.errors, []);
        await view.close();
      }
      assert.deepEqual(found, []);
    });
  }
});

async function violations(view: GraphPage): Promise<string[]> {
  await view.page.evaluate(axe);
  const all = await view.page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  );
  return all.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
