/**
 * Makes the pictures of the README and of the documentation from the examples as they are now: `node --import tsx scripts/pictures.ts`,
 * after `npm run build`. Look at them before they are kept.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "../src/analysis/analyzer.ts";
import { Workbench, type WorkbenchOptions } from "../test/harness/ui/workbench.ts";
import { pressF5, questionThread } from "../test/ui/support/actions.ts";
import { GraphBrowser } from "../test/webview/graph-page.ts";
import { counts, run } from "../test/webview/live-runs.ts";
import { root } from "./paths.ts";

const path = (name: string): string => join(root, "docs", "images", `${name}.png`);
const SETTINGS = {
  "editor.minimap.enabled": false,
  "editor.fontFamily": "'DejaVu Sans Mono', monospace",
  "stepwright.codeLens.events": false,
  "stepwright.codeLens.steps": false,
  "workbench.colorTheme": "Default Light Modern",
  "window.commandCenter": false,
};

/** The graph alone, in the middle of a run that waits for a person. */
async function graphView(): Promise<void> {
  const browser = await GraphBrowser.start();
  try {
    const view = await browser.open({ width: 620, height: 800 });
    await view.show(new Analyzer().graphOf(join(root, "examples", "research", "research-flow.ts")));
    const workflow = "ResearchFlow";
    await view.send({
      type: "breakpoints",
      at: [
        { workflow, id: "event:SourceFound", enabled: true },
        { workflow, id: "step:synthesize", enabled: false },
      ],
    });
    const waiting = run(workflow, {
      status: "waiting",
      waiting: counts("SourceVerdict evaluateQuality"),
      pending: counts("SourceEvaluated synthesize 2"),
      delivered: counts("StartEvent classifyTopic", "TopicClassified gatherSources", "SourceFound evaluateQuality 4"),
      produced: counts(
        "TopicClassified classifyTopic",
        "SourceFound gatherSources 4",
        "SourceEvaluated evaluateQuality 3",
        "InputRequiredEvent evaluateQuality",
      ),
    });
    await view.send({ type: "live", runs: [{ key: "1", over: false, run: waiting }] });
    await view.settled();
    await view.page.screenshot({ path: path("graph-view") });
  } finally {
    await browser.close();
  }
}

/** A window on the examples that is stopped where an event is about to be joined with others. */
async function debuggerWindow(): Promise<void> {
  const file = "parallel-search/parallel-search-flow.ts";
  await withExamples({ from: "examples" }, { width: 1440, height: 860 }, async (workbench) => {
    await workbench.openFile(file);
    await workbench.page.locator('.activitybar a[aria-label^="Stepwright"]').waitFor({ timeout: 60_000 });
    await workbench.command("Open Workflow Graph in Editor Tab");
    await workbench.webview().locator(".scene .node.step").first().waitFor();
    await breakAt(workbench, file, "class SourceSearched");
    await workbench.page.locator(".tab", { hasText: "parallel-search-flow.ts" }).click();
    await workbench.press("F5");
    await workbench.stopped();
    // The second one: the first is collected by then.
    await workbench.debugAction("Continue");
    await workbench.webview().locator('[data-count$="/accept:SourceSearched:aggregate"]').getByText("×").waitFor();
    await workbench.stopped();
    await workbench.variable("Event", "source");
    await workbench.variable("Waiting", "aggregate");
    await workbench.webview().getByRole("button", { name: "Fit everything" }).click();
    await workbench.page.mouse.move(700, 40);
    await workbench.page.screenshot({ path: path("debugger") });
  });
}

/** A window in which a workflow asks under the step that waits. It asks about the pages of docs/, which a copy has not. */
async function question(): Promise<void> {
  await withExamples({ inPlace: "examples" }, { width: 1280, height: 800 }, async (workbench) => {
    await workbench.openFile("research/research-flow.ts");
    await pressF5(workbench);
    const thread = await questionThread(workbench);
    await thread.getByText("Use it?").waitFor();
    await workbench.page.locator(".statusbar-item", { hasText: "1 workflow question" }).waitFor();
    // The editor's own language service is done when this is gone.
    await workbench.page.locator(".statusbar-item", { hasText: "Analyzing" }).waitFor({ state: "detached" });
    await workbench.page.mouse.move(700, 20);
    await workbench.page.screenshot({ path: path("question") });
  });
}

async function withExamples(
  where: Pick<WorkbenchOptions, "from" | "inPlace">,
  viewport: { readonly width: number; readonly height: number },
  use: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const workbench = await Workbench.open({ ...where, settings: SETTINGS, viewport });
  try {
    await use(workbench);
  } catch (error) {
    await workbench.keepEvidence("pictures");
    throw error;
  } finally {
    await workbench.close();
  }
}

async function breakAt(workbench: Workbench, file: string, text: string): Promise<void> {
  const line = readFileSync(join(workbench.folder, file), "utf8")
    .split("\n")
    .findIndex((each) => each.includes(text));
  await workbench.evaluate(
    async (vscode, { file, line }) => {
      const [uri] = await vscode.workspace.findFiles(file);
      if (uri === undefined) throw new Error(`no ${file}`);
      const at = new vscode.Location(uri, new vscode.Position(line, 0));
      vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(at)]);
    },
    { file, line },
  );
}

const PICTURES: Readonly<Record<string, () => Promise<void>>> = {
  "graph-view": graphView,
  debugger: debuggerWindow,
  question,
};

const wanted = process.argv.slice(2);
for (const [name, make] of Object.entries(PICTURES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await make();
  console.log(`${name}.png  ${Math.round(statSync(path(name)).size / 1024)} KB`);
}
