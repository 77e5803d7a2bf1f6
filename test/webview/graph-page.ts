/**
 * The built webview in a real browser. The test stands where VS Code does: it gives the page `acquireVsCodeApi`, the
 * theme's variables and the messages; sketch and layout are those of the extension.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import elkjs from "elkjs/lib/elk.bundled.js";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { results, root } from "../../scripts/paths.ts";
import { launchBrowser } from "../../scripts/vscode/launch-browser.ts";
import { renamesBetween } from "../../src/analysis/renames.ts";
import type { GraphNote, WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { graphPage } from "../../src/extension/graph/html.ts";
import { type FromWebview, readFromWebview, type ToWebview } from "../../src/extension/graph/messages.ts";
import { OpenGroups } from "../../src/extension/graph/open-groups.ts";
import { nestSketches } from "../../src/picture/groups.ts";
import { layoutGroups } from "../../src/picture/layout.ts";
import type { Picture, TextMetrics } from "../../src/picture/model.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { type ThemeName, themes } from "./themes.ts";

const elk = new elkjs.default();

export interface Seat {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  readonly place?: "view" | "tab";
  readonly reducedMotion?: boolean;
}

/** One browser and one server for a test file. */
export class GraphBrowser {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #scriptBytes: number;
  readonly #reuses: boolean;
  /** Pages whose views were closed. */
  readonly #spare: Page[] = [];

  private constructor(browser: Browser, server: Server, scriptBytes: number, reuses: boolean) {
    this.#scriptBytes = scriptBytes;
    this.#browser = browser;
    this.#server = server;
    this.#reuses = reuses;
  }

  /** @param reuses whether a view begins in the page of one that was closed: sooner, but its code has run before. */
  static async start({ reuses = true } = {}): Promise<GraphBrowser> {
    const files = await bundle();
    const server = createServer((request, response) => {
      const send = (type: string, text: string): void => {
        response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text);
      };
      if (request.url === "/main.js") return send("text/javascript", files.script);
      if (request.url === "/main.css") return send("text/css", files.style);
      const place = request.url === "/view" ? "view" : "tab";
      return send(
        "text/html",
        graphPage({ script: "/main.js", style: "/main.css", source: "'self'", nonce: "abc123", place }),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new GraphBrowser(await launchBrowser(), server, files.script.length, reuses);
  }

  async open(seat: Seat = {}): Promise<GraphPage> {
    const page = this.#spare.pop() ?? (await this.#browser.newPage());
    await page.setViewportSize({ width: seat.width ?? 900, height: seat.height ?? 900 });
    await page.emulateMedia({ reducedMotion: (seat.reducedMotion ?? true) ? "reduce" : "no-preference" });
    const { port } = this.#server.address() as AddressInfo;
    const graph = new GraphPage(page, this.#scriptBytes, () => this.#leave(page));
    await graph.enter(`http://127.0.0.1:${port}/${seat.place ?? "tab"}`, seat.theme ?? "dark");
    return graph;
  }

  /** A process for each page took most of the tests' time. */
  async #leave(page: Page): Promise<void> {
    if (!this.#reuses) return page.close();
    page.removeAllListeners("pageerror");
    page.removeAllListeners("console");
    await page.mouse.move(-1, -1);
    await page.evaluate(() => sessionStorage.clear());
    this.#spare.push(page);
  }

  /** A page of nothing. */
  blank(): Promise<Page> {
    return this.#browser.newPage({ viewport: { width: 900, height: 1000 } });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

/** The view as one person has it before them. */
export class GraphPage {
  readonly page: Page;
  /** Of the webview's program. */
  readonly scriptBytes: number;
  /** All that the view posted, in order. */
  readonly posted: FromWebview[] = [];
  /** What the browser reported as errors, refused policies among them. */
  readonly errors: string[] = [];
  /** What the person opened and closed in the picture. */
  readonly groups = new OpenGroups();
  readonly #leave: () => Promise<void>;
  readonly #ends: { dispose(): Promise<void> }[] = [];
  #metrics: TextMetrics | undefined;
  #graph: WorkflowGraph | undefined;

  constructor(page: Page, scriptBytes: number, leave: () => Promise<void>) {
    this.page = page;
    this.scriptBytes = scriptBytes;
    this.#leave = leave;
  }

  async enter(url: string, theme: ThemeName): Promise<void> {
    this.page.on("pageerror", (error) => this.errors.push(error.message));
    this.page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("favicon")) this.errors.push(message.text());
    });
    const posts = await this.page.exposeFunction("postToTest", (raw: unknown) => {
      const message = readFromWebview(raw);
      if (message === undefined) this.errors.push(`no message of ours: ${JSON.stringify(raw)}`);
      else this.posted.push(message);
      if (message?.type === "ready") this.#metrics = message.metrics;
    });
    const host = await this.page.addInitScript({ content: hostScript(theme) });
    this.#ends.push(posts, host);
    await this.page.goto(url);
    await this.until("the view is ready", () => this.#metrics !== undefined);
  }

  /** Sends a message as the extension does. */
  async send(message: ToWebview): Promise<void> {
    await this.page.evaluate((data) => {
      window.dispatchEvent(new MessageEvent("message", { data }));
    }, message);
  }

  /** Lays a graph out as the extension does, and shows it; returns what was sent. */
  async show(graph: WorkflowGraph, notes: readonly (GraphNote & { opens?: boolean })[] = []): Promise<Picture> {
    const metrics = this.#metrics;
    if (metrics === undefined) throw new Error("the view did not send its font metrics");
    const nested = nestSketches(sketchWorkflows(graph), (child) => this.groups.isOpen(child));
    const workflows = (await Promise.all(nested.map((sketch) => layoutGroups(elk, sketch, metrics)))).flat();
    const picture: Picture = {
      file: graph.file,
      workflows,
      notes: notes.map(({ severity, message, opens }) => ({ severity, message, opens: opens ?? false })),
    };
    const before = this.#graph?.file === graph.file ? this.#graph : undefined;
    this.#graph = graph;
    await this.send({ type: "picture", picture, renames: before === undefined ? [] : renamesBetween(before, graph) });
    await this.settled();
    return picture;
  }

  /** Two frames: the view applies its zoom and place in the next one. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** As when the view was hidden and is shown again. */
  async reload(): Promise<void> {
    this.#metrics = undefined;
    await this.page.reload();
    await this.until("the view is ready again", () => this.#metrics !== undefined);
  }

  /** Polls until it holds. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`in vain waited until ${what}; errors: ${this.errors.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The last message of a type. */
  last<T extends FromWebview["type"]>(type: T): Extract<FromWebview, { type: T }> | undefined {
    return this.posted.findLast((message): message is Extract<FromWebview, { type: T }> => message.type === type);
  }

  node(workflow: string, id: string) {
    return this.page.locator(`.scene .node[data-key="${workflow}/${id}"]`);
  }

  /** Where a picture of that name is kept. */
  pathOf(name: string): string {
    return join(results, "graph", `${name}.png`);
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: this.pathOf(name) });
  }

  async close(): Promise<void> {
    for (const end of this.#ends) await end.dispose();
    await this.#leave();
  }
}

/** Of what VS Code gives every webview. */
const VSCODE_STYLES = `
  code { color: #a31515; background-color: #dcdcdc; padding: 1px 3px; border-radius: 4px; }
  kbd { color: #333333; background-color: #dddddd; border: 1px solid #cccccc; padding: 1px 3px; }
`;

/** What VS Code does in a webview before the page's own script runs. As text, so that no compiler adds helpers to it. */
function hostScript(theme: ThemeName): string {
  const { kind, colors } = themes[theme];
  return `
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.postToTest(message),
      getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
      setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
    });
    const root = new MutationObserver(() => {
      if (!document.body) return;
      root.disconnect();
      for (const [name, value] of Object.entries(${JSON.stringify(colors)})) {
        document.documentElement.style.setProperty("--vscode-" + name, value);
      }
      document.documentElement.style.setProperty("--vscode-font-family", "'Liberation Sans', sans-serif");
      const defaults = new CSSStyleSheet();
      defaults.replaceSync(${JSON.stringify(VSCODE_STYLES)});
      document.adoptedStyleSheets.push(defaults);
      document.body.classList.add(...${JSON.stringify(kind.split(" "))});
    });
    root.observe(document, { childList: true, subtree: true });
  `;
}

/** The webview as the build makes it. */
async function bundle(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/extension/webview/main.ts"],
    bundle: true,
    minify: true,
    write: false,
    outdir: "out",
    platform: "browser",
    format: "iife",
    target: "es2022",
  });
  const file = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return { script: file(".js"), style: file(".css") };
}
