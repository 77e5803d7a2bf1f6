/** Puts the parts of the view together, and hands them messages, keys and buttons. */
import type { Picture } from "../../picture/model.ts";
import type { ToWebview } from "../graph/messages.ts";
import { renamedKey } from "../graph/renamed-keys.ts";
import { exportPicture } from "./export.ts";
import { Finder } from "./finder.ts";
import { Input } from "./input.ts";
import { fillLegend } from "./legend.ts";
import { ListView } from "./list-view.ts";
import { LiveHeader } from "./live-header.ts";
import { Marks } from "./marks.ts";
import { Memory } from "./memory.ts";
import { NodeActions } from "./node-actions.ts";
import { Payloads } from "./payloads.ts";
import { PictureFrame } from "./picture-frame.ts";
import { keyOf, type PlacedNode } from "./placed.ts";
import { type Action, buildShell, type Shell } from "./shell.ts";
import { Stage } from "./stage.ts";
import { Tooltip } from "./tooltip.ts";
import type { View } from "./viewport.ts";
import { vscode } from "./vscode-api.ts";

const TICK_MS = 200;

export class GraphApp {
  readonly #shell: Shell;
  readonly #stage: Stage;
  readonly #list: ListView;
  readonly #tooltip: Tooltip;
  readonly #live: LiveHeader;
  readonly #marks: Marks;
  readonly #nodes: NodeActions;
  readonly #finder: Finder;
  readonly #payloads: Payloads;
  readonly #frame: PictureFrame;
  readonly #memory = new Memory();

  constructor(root: HTMLElement) {
    const shell = buildShell(root, (action) => this.#act(action));
    this.#shell = shell;
    fillLegend(shell.legend);
    this.#tooltip = new Tooltip(shell.tooltip);
    this.#stage = new Stage(shell, (view, byHand) => this.#viewMoved(view, byHand));
    this.#live = new LiveHeader(shell, () => {
      this.#marks.showLive(this.#picture);
      if (this.#marks.overlay === undefined) this.#payloads.close();
    });
    this.#payloads = new Payloads(shell, () => this.#nodes.refocus());
    this.#list = new ListView(shell.list, {
      open: (key) => this.#nodes.open(key),
      toggleBreakpoint: (key) => this.#nodes.toggleBreakpoint(key),
      payloads: (key) => this.#nodes.payloads(key),
      fold: (key) => this.#nodes.fold(key),
    });
    this.#marks = new Marks(this.#stage, this.#list, this.#live);
    const [stage, list, marks, live] = [this.#stage, this.#list, this.#marks, this.#live];
    this.#nodes = new NodeActions({ stage, list, marks, live, payloads: this.#payloads, tooltip: this.#tooltip });
    this.#finder = new Finder(shell, stage.scene, {
      looked: (node) => stage.reveal(node),
      chosen: (key) => this.#nodes.focus(key),
      refocus: () => this.#nodes.refocus(),
    });
    this.#frame = new PictureFrame(shell, stage, this.#memory, {
      placed: () => this.#placed(),
      arrived: ({ sameFile, changed, renames }) => {
        if (sameFile) this.#live.edited(changed);
        else this.#nodes.forget();
        if (renames.length > 0) this.#renamed((key) => renamedKey(key, renames));
      },
      focusedNode: () => this.#nodes.focusedNode,
    });
    new Input(shell, this.#nodes, { act: (action) => this.#act(action), close: () => this.#close() });
    new ResizeObserver(() => this.#resized()).observe(shell.canvas);
    setInterval(() => this.#marks.tick(), TICK_MS);
    this.#showList(this.#memory.list || document.body.classList.contains("vscode-using-screen-reader"));
  }

  get #picture(): Picture | undefined {
    return this.#frame.picture;
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case "picture":
        this.#frame.show(message.picture, message.renames ?? []);
        break;
      case "state":
        this.#frame.showPlaceholder(message.state, message.message);
        break;
      case "breakpoints":
        this.#marks.showBreakpoints(
          new Map(message.at.map(({ workflow, id, enabled }) => [keyOf(workflow, id), enabled])),
        );
        break;
      case "live":
        this.#live.receive(message.runs);
        this.#marks.showLive(this.#picture);
        this.#payloads.changed();
        break;
      case "instances":
        this.#payloads.receive(message);
        break;
      case "cursor":
        this.#showCursor(message.target && this.#stage.placed.find(message.target), message.focus);
        break;
      case "command":
        this.#act(message.command);
        break;
    }
  }

  #act(action: Action): void {
    switch (action) {
      case "zoomIn":
        this.#stage.zoom(1.25);
        break;
      case "zoomOut":
        this.#stage.zoom(0.8);
        break;
      case "fit":
        this.#stage.byHand = false;
        this.#frame.place();
        this.#stage.fit();
        break;
      case "list":
        this.#showList(!this.#list.isShown, true);
        break;
      case "find":
        this.#finder.open();
        break;
      case "legend":
        this.#shell.legend.hidden = !this.#shell.legend.hidden;
        return;
      case "copyMermaid":
        vscode.postMessage({ type: "copy", as: "mermaid" });
        break;
      case "copyMarkdown":
        vscode.postMessage({ type: "copy", as: "markdown" });
        break;
      case "saveSvg":
      case "savePng":
        void this.#save(action === "saveSvg" ? "svg" : "png");
    }
  }

  /** Closes what is open over the picture; false where nothing was. */
  #close(): boolean {
    const open = this.#tooltip.open || !this.#shell.legend.hidden || this.#finder.isOpen || this.#payloads.isOpen;
    this.#payloads.close();
    this.#tooltip.hide();
    this.#shell.legend.hidden = true;
    this.#finder.close();
    return open;
  }

  /** Nodes got other names: whatever is known by them goes along. */
  #renamed(now: (key: string) => string): void {
    this.#stage.scene.rename(now);
    this.#nodes.rename(now);
    this.#list.rename(now);
    this.#marks.rename(now);
    this.#payloads.rename(now);
    this.#finder.rename(now);
  }

  /** Other nodes stand on the canvas. */
  #placed(): void {
    const { placed } = this.#stage;
    this.#nodes.redrawn();
    this.#list.draw(placed);
    this.#finder.refresh(placed);
    this.#marks.redraw(this.#picture);
  }

  #showCursor(node: PlacedNode | undefined, focus: boolean): void {
    this.#marks.showCursor(node?.key);
    if (node === undefined) return;
    if (focus) this.#nodes.focus(node.key);
    else if (!this.#shell.canvas.contains(document.activeElement)) this.#stage.reveal(node);
  }

  #showList(list: boolean, byHand = false): void {
    const from = list ? this.#nodes.focusedNode : this.#list.current;
    if (list) this.#list.show();
    else this.#list.hide();
    this.#shell.canvas.classList.toggle("hidden", list);
    this.#shell.buttons.querySelector('[data-action="list"]')?.setAttribute("aria-pressed", String(list));
    if (!byHand) return;
    this.#memory.list = list;
    if (from !== undefined && this.#stage.placed.nodes.has(from)) this.#nodes.focus(from);
    else this.#nodes.refocus();
  }

  #resized(): void {
    this.#stage.measure();
    if (this.#stage.byHand) return this.#stage.resized();
    if (this.#stage.standsWrong) this.#frame.place();
    this.#stage.fit(true);
    // Where not all of it fits in, what one looks at must.
    const { nodes, edges } = this.#stage.placed;
    const key = this.#payloads.key ?? this.#marks.heldKey ?? "";
    const edge = edges.get(key);
    const node = nodes.get(edge === undefined ? key : keyOf(edge.workflow.name, edge.edge.to));
    if (node !== undefined) this.#stage.reveal(node);
  }

  #viewMoved(view: View, byHand: boolean): void {
    this.#tooltip.hide();
    const file = this.#picture?.file;
    if (byHand && file !== undefined) this.#memory.keepView(file, view);
  }

  async #save(format: "svg" | "png"): Promise<void> {
    this.#stage.scene.highlight(undefined);
    const bytes = await exportPicture(this.#stage.scene.root, this.#stage.placed, format);
    vscode.postMessage({ type: "save", format, base64: bytes });
  }
}
