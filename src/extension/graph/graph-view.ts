/** One webview that shows the graph: in the side panel, or in an editor tab. */
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import * as vscode from "vscode";
import { renamesBetween } from "../../analysis/renames.ts";
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import type { TextMetrics } from "../../picture/model.ts";
import type { Services } from "../services.ts";
import { withChildren } from "./child-workflows.ts";
import { eventInstances } from "./event-instances.ts";
import { saveExport } from "./export.ts";
import type { FollowedFile } from "./followed-file.ts";
import { breakpointTarget, nodeAt, sourceOf } from "./graph-targets.ts";
import { graphPage } from "./html.ts";
import type { LastEvents } from "./last-events.ts";
import type { LiveRuns } from "./live-runs.ts";
import { type FromWebview, readFromWebview, type Target, type ToWebview } from "./messages.ts";
import { newWorkflow } from "./new-workflow.ts";
import type { OpenGroups } from "./open-groups.ts";
import { openRange } from "./open-range.ts";
import type { PictureMaker } from "./picture-maker.ts";

/** What all views of the graph share. */
export interface GraphParts {
  readonly services: Services;
  readonly extensionUri: vscode.Uri;
  readonly file: FollowedFile;
  readonly runs: LiveRuns;
  readonly last: LastEvents;
  readonly pictures: PictureMaker;
  readonly groups: OpenGroups;
}

export class GraphView implements vscode.Disposable {
  readonly #parts: GraphParts;
  readonly #webview: vscode.Webview;
  readonly #subscriptions: vscode.Disposable[];
  #metrics: TextMetrics | undefined;
  /** What the picture on the screen was drawn from. */
  #graph: WorkflowGraph | undefined;
  #shown = "";
  #drawing = false;
  #again = false;
  #pending: Target | undefined;

  constructor(parts: GraphParts, webview: vscode.Webview, place: "view" | "tab") {
    this.#parts = parts;
    this.#webview = webview;
    const { file, runs, services, extensionUri } = parts;
    this.#subscriptions = [
      webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw)),
      file.onDidChange(() => this.#refresh()),
      runs.onDidChange(() => this.#sendLive()),
      services.breakpoints.onDidChange(() => this.#sendBreakpoints()),
      vscode.window.onDidChangeTextEditorSelection(() => this.#sendCursor()),
    ];
    const assets = vscode.Uri.joinPath(extensionUri, "dist", "extension", "webview");
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    webview.html = graphPage({
      script: String(webview.asWebviewUri(vscode.Uri.joinPath(assets, "main.js"))),
      style: String(webview.asWebviewUri(vscode.Uri.joinPath(assets, "main.css"))),
      source: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      place,
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Marks the node and gives it the keyboard; as soon as it is drawn. */
  reveal(target: Target): void {
    this.#pending = target;
    this.#revealPending();
  }

  send(message: ToWebview): void {
    void this.#webview.postMessage(message);
  }

  #receive(raw: unknown): void {
    const message = readFromWebview(raw);
    if (message === undefined) {
      this.#parts.services.log.error(`The graph's webview sent what is not understood: ${JSON.stringify(raw)}`);
      return;
    }
    this.#handle(message).catch((error: unknown) => {
      this.#parts.services.problems.report({ message: error instanceof Error ? error.message : String(error) });
    });
  }

  async #handle(message: FromWebview): Promise<void> {
    const graph = this.#graph;
    switch (message.type) {
      case "ready":
        this.#metrics = message.metrics;
        this.#shown = "";
        return this.#refresh();
      case "newWorkflow":
        return newWorkflow();
      case "save":
        return saveExport(this.#parts.file.current?.uri, message.format, message.base64);
      case "copy":
        await vscode.commands.executeCommand("stepwright.copyMermaid", message.as);
        return;
      case "answer":
        await vscode.commands.executeCommand("stepwright.answerQuestion");
        return;
      case "instances":
        return this.send(
          await eventInstances(
            {
              live: this.#parts.services.live,
              runs: this.#parts.runs,
              last: this.#parts.last,
              bases: (event) => graph?.events.find(({ name }) => name === event)?.extends ?? [],
            },
            message,
          ),
        );
      case "open":
        return openRange(graph && sourceOf(graph, message));
      case "fold": {
        const child = graph?.workflows.find(({ name }) => name === message.workflow);
        if (child !== undefined) this.#parts.groups.set(child.range.file, child.name, message.open);
        return this.#refresh();
      }
      case "openNote":
        return openRange(graph?.notes[message.index]?.range);
      case "toggleBreakpoint": {
        const target = graph && breakpointTarget(graph, message.workflow, message.id);
        if (target !== undefined) this.#parts.services.breakpoints.toggle(target);
      }
    }
  }

  /** Draws what is followed now. While one picture is being made, only the newest of those that come in is made next. */
  #refresh(): void {
    if (this.#drawing) {
      this.#again = true;
      return;
    }
    this.#drawing = true;
    void (async () => {
      do {
        this.#again = false;
        await this.#draw();
      } while (this.#again);
      this.#drawing = false;
    })();
  }

  async #draw(): Promise<void> {
    const metrics = this.#metrics;
    if (metrics === undefined) return;
    const followed = this.#parts.file.current;
    if (followed === undefined) {
      return this.#sendState("noFile", "", "Open a TypeScript or JavaScript file with a workflow to see its graph.");
    }
    const { uri } = followed;
    const graph = followed.graph && withChildren(followed.graph, this.#parts.services.analysis);
    const name = basename(uri.fsPath);
    if (graph === undefined) return this.#sendState("loading", uri.fsPath, `Reading ${name}…`);
    if (graph.workflows.length === 0) {
      const [problem] = graph.notes.filter((note) => note.severity === "error");
      if (problem !== undefined) return this.#sendState("failed", uri.fsPath, `${name}: ${problem.message}`);
      const text = `No workflow in ${name}. A workflow is a class that extends Workflow and has methods with @step.`;
      return this.#sendState("empty", uri.fsPath, text);
    }
    try {
      const picture = await this.#parts.pictures.picture(graph, metrics);
      if (this.#parts.file.current?.uri.fsPath !== uri.fsPath) return;
      const before = this.#graph?.file === graph.file ? this.#graph : undefined;
      const renames = before === undefined ? [] : renamesBetween(before, graph);
      this.#graph = graph;
      const shown = JSON.stringify(picture);
      if (shown !== this.#shown) this.send({ type: "picture", picture, renames });
      this.#shown = shown;
    } catch (error) {
      return this.#sendState("failed", uri.fsPath, error instanceof Error ? error.message : String(error));
    }
    this.#sendBreakpoints();
    this.#sendLive();
    this.#sendCursor();
    this.#revealPending();
  }

  #sendState(state: "noFile" | "empty" | "loading" | "failed", file: string, message: string): void {
    if (state !== "loading") this.#graph = undefined;
    this.#shown = "";
    this.send({ type: "state", state, file, message });
  }

  #sendBreakpoints(): void {
    const graph = this.#graph;
    if (graph === undefined) return;
    const { breakpoints } = this.#parts.services;
    const names = new Set(breakpoints.all.map(({ target }) => (target.kind === "event" ? target.event : target.step)));
    const ids = (workflow: WorkflowGraph["workflows"][number]): string[] => [
      ...workflow.events.filter((event) => names.has(event)).map((event) => `event:${event}`),
      ...workflow.steps.filter((step) => names.has(step.name)).map((step) => `step:${step.name}`),
      ...workflow.edges
        .filter((edge) => edge.kind === "accept" && names.has(edge.step))
        .map((edge) => `accept:${edge.event}:${edge.step}`),
    ];
    const at = graph.workflows.flatMap((workflow) =>
      ids(workflow).flatMap((id) => {
        const target = breakpointTarget(graph, workflow.name, id);
        const found = target && breakpoints.find(target);
        return found ? [{ workflow: workflow.name, id, enabled: found.enabled }] : [];
      }),
    );
    this.send({ type: "breakpoints", at });
  }

  #sendLive(): void {
    if (this.#metrics !== undefined) this.send({ type: "live", runs: [...this.#parts.runs.current] });
  }

  #sendCursor(): void {
    const editor = vscode.window.activeTextEditor;
    if (this.#graph === undefined || editor === undefined) return;
    const target = nodeAt(this.#graph, editor.document.uri.fsPath, editor.selection.active.line + 1);
    this.send({ type: "cursor", focus: false, ...(target && { target }) });
  }

  #revealPending(): void {
    const target = this.#pending;
    if (target === undefined || this.#graph === undefined) return;
    if (!this.#graph.workflows.some((workflow) => workflow.name === target.workflow)) return;
    this.#pending = undefined;
    this.send({ type: "cursor", focus: true, target });
  }
}
