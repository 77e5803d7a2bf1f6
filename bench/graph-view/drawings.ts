/** The same placed picture as the graph view draws it, and by React Flow. */
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { root } from "../../scripts/paths.ts";
import { large } from "../../test/webview/fixtures.ts";
import { GraphBrowser } from "../../test/webview/graph-page.ts";
import { frames } from "./frames.ts";
import type { Peers } from "./peers.ts";

/** Draws `window.picture` with the usual parts: nodes with a label, stepped arrows with heads. */
const REACT_FLOW = `
import { createRoot } from "react-dom/client";
import { createElement } from "react";
import { MarkerType, ReactFlow } from "@xyflow/react";
window.draw = ({ workflows: [{ nodes, edges }] }) => {
  createRoot(document.getElementById("root")).render(createElement(ReactFlow, {
    nodes: nodes.map(({ id, name, x, y, width, height }) => ({ id, position: { x, y }, width, height, data: { label: name } })),
    edges: edges.map(({ id, from, to }) => ({ id, source: from, target: to, type: "smoothstep", markerEnd: { type: MarkerType.ArrowClosed } })),
    minZoom: 0.05, fitView: true, panOnScroll: true, nodesDraggable: false,
  }));
};
`;

export async function compareDrawings(peers: Peers): Promise<object[]> {
  const flow = await bundle(peers.modules, REACT_FLOW);
  const browser = await GraphBrowser.start({ reuses: false });
  const rows: object[] = [];
  try {
    for (const steps of [10, 100, 240]) {
      const graph = large(steps);
      const own = await browser.open({ width: 1200, height: 900 });
      const picture = await own.show(graph);
      await own.close();
      const nodes = picture.workflows.flatMap((workflow) => workflow.nodes).length;
      const message = JSON.stringify({ type: "picture", picture });

      const view = await browser.open({ width: 1200, height: 900 });
      const first = await timed(view.page, `window.dispatchEvent(new MessageEvent("message", { data: ${message} }))`);
      const { median } = await frames(view.page);
      rows.push(row("plain SVG", nodes, view.scriptBytes, first, median));
      await view.close();

      const page = await browser.blank();
      await page.setViewportSize({ width: 1200, height: 900 });
      await page.setContent('<div id="root" style="width:1200px;height:900px"></div>');
      await page.addStyleTag({ path: `${peers.modules}/@xyflow/react/dist/style.css` });
      await page.addScriptTag({ content: flow });
      const theirs = await timed(page, `window.draw(${JSON.stringify(picture)})`, ".react-flow__edge");
      rows.push(row(peers.title("@xyflow/react"), nodes, flow.length, theirs, (await frames(page)).median));
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return rows;
}

const row = (drawing: string, nodes: number, bytes: number, first: number, frame: number) => ({
  drawing,
  nodes,
  "script KB": Math.round(bytes / 1000),
  "first picture ms": Math.round(first),
  "scripting ms/frame": frame.toFixed(2),
});

/** From the call until the frame after everything is there. */
function timed(page: Page, call: string, until = "svg.canvas .edge"): Promise<number> {
  return page.evaluate<number>(`new Promise((done) => {
    const started = performance.now();
    ${call};
    const look = () => document.querySelector(${JSON.stringify(until)}) === null
      ? requestAnimationFrame(look)
      : requestAnimationFrame(() => done(performance.now() - started));
    requestAnimationFrame(look);
  })`);
}

async function bundle(modules: string, contents: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: modules, loader: "js" },
    nodePaths: [modules],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles[0]?.text ?? "";
}
