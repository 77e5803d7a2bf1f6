/** Holds what the view shows and brings messages, input and drawing together. */
import type { Picture } from "../../picture/model.ts";
import type { ToWebview } from "../graph/messages.ts";
import { html } from "./dom.ts";
import { exportPicture } from "./export.ts";
import { Finder } from "./finder.ts";
import { Input } from "./input.ts";
import { fillLegend } from "./legend.ts";
import { ListView } from "./list-view.ts";
import { LiveHeader } from "./live-header.ts";
import type { Direction } from "./navigate.ts";
import { navigate } from "./navigate.ts";
import { noteRows } from "./notes.ts";
import { type Overlay, overlayOf } from "./overlay.ts";
import { Payloads } from "./payloads.ts";
import { keyOf, type PlacedNode, withInner } from "./placed.ts";
import { type PlaceholderState, placeholder } from "./placeholder.ts";
import { type Action, buildShell, type Shell } from "./shell.ts";
import { Stage } from "./stage.ts";
import { Tooltip } from "./tooltip.ts";
import type { View } from "./viewport.ts";
import { type ViewState, vscode } from "./vscode-api.ts";

const ALL = "";
const TICK_MS = 200;

export class GraphApp {
  readonly #shell: Shell;
  readonly #stage: Stage;
  readonly #list: ListView;
  readonly #tooltip: Tooltip;
  readonly #live: LiveHeader;
  readonly #finder: Finder;
  readonly #payloads: Payloads;
  #picture: Picture | undefined;
  #overlay: Overlay | undefined;
  #breakpoints: ReadonlyMap<string, boolean> = new Map();
  /** The node that has, or had last, the keyboard. */
  #current: string | undefined;
  #previous: string | undefined;
  #heldKey: string | undefined;
  #state: ViewState = vscode.getState() ?? { views: {}, list: false };

  constructor(root: HTMLElement) {
    this.#shell = buildShell(root, (action) => this.act(action));
    fillLegend(this.#shell.legend);
    this.#tooltip = new Tooltip(this.#shell.tooltip);
    this.#stage = new Stage(this.#shell, (view, byHand) => this.#viewMoved(view, byHand));
    const actions = {
      open: (key: string) => this.open(key),
      toggleBreakpoint: (key: string) => this.toggleBreakpoint(key),
    };
    this.#list = new ListView(this.#shell.list, actions);
    this.#live = new LiveHeader(this.#shell, () => this.#showLive());
    this.#finder = new Finder(this.#shell, this.#scene.root, (key) => this.focus(key));
    this.#payloads = new Payloads(this.#shell);
    new Input(this.#shell, this);
    this.#shell.workflows.addEventListener("change", () => {
      this.#place();
      this.#stage.fit();
    });
    new ResizeObserver(() => this.#resized()).observe(this.#shell.canvas);
    setInterval(() => this.#tick(), TICK_MS);
    this.#showList(this.#state.list || document.body.classList.contains("vscode-using-screen-reader"));
  }

  get #scene(): Stage["scene"] {
    return this.#stage.scene;
  }

  get #placed(): Stage["placed"] {
    return this.#stage.placed;
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case "picture":
        this.#showPicture(message.picture);
        break;
      case "state":
        this.#showPlaceholder(message.state, message.message);
        break;
      case "breakpoints":
        this.#breakpoints = new Map(message.at.map(({ workflow, id, enabled }) => [keyOf(workflow, id), enabled]));
        this.#showBreakpoints();
        break;
      case "live":
        this.#live.receive(message.runs);
        this.#showLive();
        this.#payloads.changed();
        break;
      case "instances":
        this.#payloads.receive(message);
        break;
      case "cursor":
        this.#showCursor(message.target && this.#placed.find(message.target), message.focus);
        break;
      case "command":
        this.act(message.command);
        break;
    }
  }

  act(action: Action): void {
    switch (action) {
      case "zoomIn":
        this.#stage.zoom(1.25);
        break;
      case "zoomOut":
        this.#stage.zoom(0.8);
        break;
      case "fit":
        this.#stage.byHand = false;
        this.#place();
        this.#stage.fit();
        break;
      case "list":
        this.#showList(this.#shell.list.hidden === true, true);
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
  close(): boolean {
    const open = this.#tooltip.open || !this.#shell.legend.hidden || this.#finder.isOpen || this.#payloads.isOpen;
    this.#payloads.close();
    this.#tooltip.hide();
    this.#shell.legend.hidden = true;
    this.#finder.close();
    return open;
  }

  /** Gives the keyboard back to the page and takes the highlight away. */
  leave(): void {
    this.#scene.highlight(undefined);
    if (document.activeElement instanceof SVGElement || document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
  }

  open(key: string): void {
    const [workflow, id] = split(key);
    if (id.startsWith("person:")) {
      if (this.#overlay?.people.has(key)) vscode.postMessage({ type: "answer" });
      return;
    }
    // A workflow that several start is drawn where the first one does.
    const elsewhere = id.startsWith("child:") && this.#placed.nodes.get(key)?.node.group === undefined;
    const first = elsewhere ? this.#stage.revealWorkflow(id.slice("child:".length)) : undefined;
    if (first !== undefined) return this.#scene.focus(first);
    vscode.postMessage({ type: "open", workflow, ...(id !== "" && { id }) });
  }

  toggleBreakpoint(key: string): void {
    const [workflow, id] = split(key);
    const breakable =
      this.#placed.nodes.get(key)?.node.breakable ?? this.#placed.edges.get(key)?.edge.kind === "accept";
    if (breakable) vscode.postMessage({ type: "toggleBreakpoint", workflow, id });
  }

  payloads(key: string): void {
    if (this.#overlay === undefined) return;
    this.#tooltip.hide();
    this.#payloads.open(key, this.#placed, this.#live.chosenRun);
  }

  fold(key: string): void {
    const node = this.#placed.nodes.get(key)?.node;
    if (node?.group !== undefined)
      vscode.postMessage({ type: "fold", workflow: node.name, open: node.group === "closed" });
  }

  move(direction: Direction): void {
    const to = navigate(this.#placed, this.#current, direction, this.#previous);
    if (to === undefined) return;
    this.#previous = this.#current;
    this.focus(to);
  }

  /** Gives a node the keyboard and brings it into sight. */
  focus(key: string): void {
    const node = this.#placed.nodes.get(key);
    if (node === undefined) return;
    this.#scene.focus(key);
    this.#stage.reveal(node);
  }

  /** A node got the keyboard, by whatever way. */
  focused(key: string, element: Element): void {
    this.#current = key;
    this.#scene.rove(key);
    this.#scene.highlight(key);
    this.#tooltip.show(key, this.#placed, element, this.#overlay);
  }

  /** The pointer is over a node or arrow, or over none. */
  hovered(key: string | undefined, element?: Element): void {
    this.#scene.highlight(key);
    if (key === undefined || element === undefined) this.#tooltip.hide();
    else this.#tooltip.show(key, this.#placed, element, this.#overlay);
  }

  #showPicture(picture: Picture): void {
    const before = this.#picture;
    const sameFile = before?.file === picture.file;
    const focused = this.#shell.canvas.contains(document.activeElement) ? this.#current : undefined;
    const anchor = sameFile ? this.#stage.anchor(focused) : undefined;
    const showedAll = this.#stage.showsAll;
    this.#picture = picture;
    this.#shell.placeholder.hidden = true;
    this.#shell.buttons.hidden = false;
    this.#shell.canvas.classList.remove("stale");
    this.#fillPicker(picture, sameFile);
    if (!sameFile) {
      this.#current = undefined;
      this.#stage.byHand = this.#state.views[picture.file] !== undefined;
    } else {
      this.#live.edited(JSON.stringify(before.workflows) !== JSON.stringify(picture.workflows));
    }
    this.#place(!sameFile);
    this.#showNotes(picture);
    const view = this.#state.views[picture.file];
    if (!sameFile && view !== undefined) this.#stage.show(view);
    else if (!sameFile || (!this.#stage.byHand && showedAll && !this.#stage.showsAll)) {
      this.#stage.fit(true);
    } else if (anchor !== undefined) this.#stage.keep(anchor);
  }

  #showPlaceholder(state: PlaceholderState, message: string): void {
    // The last picture stays while the next one is being made.
    if (state === "loading" && this.#picture !== undefined) {
      this.#shell.canvas.classList.add("stale");
      return;
    }
    this.#picture = undefined;
    this.#place();
    this.#shell.header.hidden = true;
    this.#shell.notes.replaceChildren();
    this.#shell.placeholder.replaceChildren(
      ...placeholder(state, message, () => vscode.postMessage({ type: "newWorkflow" })),
    );
    this.#shell.placeholder.hidden = false;
    this.#shell.buttons.hidden = true;
  }

  #showNotes(picture: Picture): void {
    this.#shell.notes.replaceChildren(
      ...noteRows(picture.notes, (index) => vscode.postMessage({ type: "openNote", index })),
    );
    this.#shell.canvas.classList.toggle(
      "outdated",
      picture.notes.some((note) => note.severity === "error"),
    );
  }

  #fillPicker(picture: Picture, keep: boolean): void {
    const picker = this.#shell.workflows;
    const chosen = keep ? picker.value : ALL;
    const names = picture.workflows.map((workflow) => workflow.name);
    picker.replaceChildren(
      html("option", { value: ALL }, `All ${names.length} workflows`),
      ...names.map((name) => html("option", { value: name }, name)),
    );
    picker.value = names.includes(chosen) ? chosen : ALL;
    picker.hidden = names.length < 2;
    this.#live.layoutHeader();
  }

  /** Puts the chosen workflows on the canvas. */
  #place(fresh = false): void {
    const chosen = this.#shell.workflows.value;
    const all = this.#picture?.workflows ?? [];
    this.#stage.place(chosen === ALL || this.#shell.workflows.hidden ? all : withInner(all, chosen), fresh);
    if (this.#current === undefined || !this.#placed.nodes.has(this.#current)) {
      this.#current = this.#placed.nodes.keys().next().value;
    }
    this.#scene.rove(this.#current);
    this.#list.draw(this.#placed);
    this.#finder.refresh(this.#placed);
    this.#showBreakpoints();
    this.#showLive();
  }

  #showBreakpoints(): void {
    this.#scene.showBreakpoints(this.#breakpoints);
    this.#list.showBreakpoints(this.#breakpoints);
  }

  #showLive(): void {
    const runs = this.#live.chosen(this.#picture);
    this.#overlay = runs === undefined ? undefined : overlayOf(this.#placed, runs);
    this.#scene.showLive(this.#overlay);
    this.#list.showLive(this.#overlay);
    const held = [...(this.#overlay?.nodes ?? [])].find(([, live]) => live.held !== undefined)?.[0];
    const node = held === undefined || held === this.#heldKey ? undefined : this.#placed.nodes.get(held);
    if (node !== undefined) this.#stage.reveal(node);
    this.#heldKey = held;
  }

  #showCursor(node: PlacedNode | undefined, focus: boolean): void {
    this.#scene.showCursor(node?.key);
    if (node === undefined) return;
    if (focus) this.focus(node.key);
    else if (!this.#shell.canvas.contains(document.activeElement)) this.#stage.reveal(node);
  }

  #showList(list: boolean, byHand = false): void {
    this.#shell.list.hidden = !list;
    this.#shell.canvas.classList.toggle("hidden", list);
    this.#shell.buttons.querySelector('[data-action="list"]')?.setAttribute("aria-pressed", String(list));
    if (!byHand) return;
    this.#remember({ list });
    if (list) this.#list.focus();
    else if (this.#current !== undefined) this.#scene.focus(this.#current);
  }

  #resized(): void {
    if (this.#stage.byHand) return this.#stage.resized();
    if (this.#stage.standsWrong) this.#place();
    this.#stage.fit(true);
  }

  #viewMoved(view: View, byHand: boolean): void {
    this.#tooltip.hide();
    const file = this.#picture?.file;
    if (byHand && file !== undefined) this.#remember({ views: { ...this.#state.views, [file]: view } });
  }

  #remember(state: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...state };
    vscode.setState(this.#state);
  }

  #tick(): void {
    const elapsed = this.#live.elapsed;
    if (this.#overlay !== undefined && elapsed !== undefined) this.#scene.tick(elapsed);
  }

  async #save(format: "svg" | "png"): Promise<void> {
    this.#scene.highlight(undefined);
    const bytes = await exportPicture(this.#scene.root, this.#placed, format);
    vscode.postMessage({ type: "save", format, base64: bytes });
  }
}

function split(key: string): [string, string] {
  const at = key.indexOf("/");
  return [key.slice(0, at), key.slice(at + 1)];
}
