/**
 * The graph view with large workflows, in Chromium: layout (Node), first picture, and what one frame of panning and
 * zooming costs in scripting.
 *
 *     node --import tsx bench/graph-view/main.ts
 */
import elkjs from "elkjs/lib/elk.bundled.js";
import { layoutWorkflow } from "../../src/picture/layout.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { large } from "../../test/webview/fixtures.ts";
import { GraphBrowser } from "../../test/webview/graph-page.ts";

/** Milliseconds that the goals of the graph view allow with 500 nodes. */
const GOALS = { firstPicture: 700, scripting: 8 } as const;
const FRAMES = 60;

const elk = new elkjs.default();
const browser = await GraphBrowser.start();
const rows: Record<string, string | number>[] = [];
for (const steps of [10, 50, 100, 240]) {
  const graph = large(steps);
  const warm = await browser.open({ width: 1200, height: 900 });
  const picture = await warm.show(graph);
  const metrics = warm.last("ready")?.metrics;
  const [sketch] = sketchWorkflows(graph);
  if (metrics === undefined || sketch === undefined) throw new Error("the view is not ready");
  const started = performance.now();
  await layoutWorkflow(elk, sketch, metrics);
  const layout = performance.now() - started;
  await warm.close();

  const view = await browser.open({ width: 1200, height: 900 });
  const message = JSON.stringify({ type: "picture", picture });
  const firstPicture = await view.page.evaluate<number>(
    `new Promise((done) => {
      const started = performance.now();
      window.dispatchEvent(new MessageEvent("message", { data: ${message} }));
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
    })`,
  );
  const session = await view.page.context().newCDPSession(view.page);
  await session.send("Performance.enable");
  const scripted = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0;
  };
  const before = await scripted();
  for (let frame = 0; frame < FRAMES; frame++) {
    if (frame === FRAMES / 2) await view.page.keyboard.down("Control");
    await view.page.mouse.wheel(0, frame % 2 === 0 ? 30 : -30);
    await view.page.evaluate("new Promise(requestAnimationFrame)");
  }
  const scripting = (((await scripted()) - before) / FRAMES) * 1000;
  await view.close();
  rows.push({
    nodes: sketch.nodes.length,
    arrows: sketch.edges.length,
    "layout ms": Math.round(layout),
    "first picture ms": Math.round(firstPicture),
    "scripting ms/frame": scripting.toFixed(2),
  });
}
await browser.close();
console.table(rows);
console.log(`goals with 500 nodes: first picture ${GOALS.firstPicture} ms, scripting ${GOALS.scripting} ms a frame`);
