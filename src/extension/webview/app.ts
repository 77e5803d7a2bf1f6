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
import { Minimap } from "./minimap.ts";
import type { Direction } from "./navigate.ts";
import { navigate } from "./navigate.ts";
import { noteRows } from "./notes.ts";
import { type Overlay, overlayOf } from "./overlay.ts";
import { Payloads } from "./payloads.ts";
import { anchorOf, fitsBetterWide, keyOf, type PlacedNode, PlacedPicture, withInner } from "./placed.ts";
import { type PlaceholderState, placeholder } from "./placeholder.ts";
import { Scene } from "./scene.ts";
import { type Action, buildShell, type Shell } from "./shell.ts";
import { Tooltip } from "./tooltip.ts";
import { Viewport } from "./viewport.ts";
import { type ViewState, vscode } from "./vscode-api.ts";

const ALL = "";
const TICK_MS = 200;

export class GraphApp {
  readonly #shell: Shell;
  readonly #scene = new Scene();
  readonly #viewport: Viewport;
  readonly #list: ListView;
  readonly #tooltip: Tooltip;
  readonly #live: LiveHeader;
  readonly #finder: Finder;
  readonly #minimap: Minimap;
  readonly #payloads: Payloads;
  #picture: Picture | undefined;
  #placed = new PlacedPicture({ workflows: [] }, false);
  #overlay: Overlay | undefined;
  #breakpoints: ReadonlyMap<string, boolean> = new Map();
  /** The node that has, or had last, the keyboard. */
  #current: string | undefined;
  #previous: string | undefined;
  /** The person chose this zoom and place; else the view fits itself to the picture. */
  #byHand = false;
  #wide: boolean | undefined;
  #heldKey: string | undefined;
  #state: ViewState = vscode.getState() ?? { views: {}, list: false };

  constructor(root: HTMLElement) {
    this.#shell = buildShell(root, (action) => this.act(action));
    this.#shell.canvas.append(this.#scene.root);
    fillLegend(this.#shell.legend);
    this.#tooltip = new Tooltip(this.#shell.tooltip);
    this.#viewport = new Viewport(this.#shell.canvas, this.#scene.root, (byHand) => this.#viewMoved(byHand));
    this.#minimap = new Minimap(this.#shell.minimap, this.#viewport);
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
      this.#viewport.fit(this.#bounds());
    });
    new ResizeObserver(() => this.#resized()).observe(this.#shell.canvas);
    setInterval(() => this.#tick(), TICK_MS);
    this.#showList(this.#state.list || document.body.classList.contains("vscode-using-screen-reader"));
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
        this.#viewport.zoom(1.25);
        break;
      case "zoomOut":
        this.#viewport.zoom(0.8);
        break;
      case "fit":
        this.#byHand = false;
        this.#place();
        this.#viewport.fit(this.#bounds());
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
    const child = elsewhere ? this.#placed.group(id.slice("child:".length)) : undefined;
    if (child !== undefined) {
      this.#viewport.reveal(child);
      this.#scene.focus(child.first);
      return;
    }
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
    this.#viewport.reveal(box(node));
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
    const anchor = sameFile ? anchorOf(this.#placed, this.#viewport.view, focused) : undefined;
    const showedAll = this.#viewport.shows(this.#bounds());
    this.#picture = picture;
    this.#shell.placeholder.hidden = true;
    this.#shell.buttons.hidden = false;
    this.#shell.canvas.classList.remove("stale");
    this.#fillPicker(picture, sameFile);
    if (!sameFile) {
      this.#wide = undefined;
      this.#current = undefined;
      this.#byHand = this.#state.views[picture.file] !== undefined;
    } else {
      this.#live.edited(JSON.stringify(before.workflows) !== JSON.stringify(picture.workflows));
    }
    this.#place();
    this.#showNotes(picture);
    const view = this.#state.views[picture.file];
    if (!sameFile && view !== undefined) this.#viewport.set(view);
    else if (!sameFile || (!this.#byHand && showedAll && !this.#viewport.shows(this.#bounds()))) {
      this.#viewport.fit(this.#bounds(), true);
    } else if (anchor !== undefined) this.#keep(anchor);
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
  #place(): void {
    const chosen = this.#shell.workflows.value;
    const all = this.#picture?.workflows ?? [];
    const workflows = chosen === ALL || this.#shell.workflows.hidden ? all : withInner(all, chosen);
    if (this.#wide === undefined || !this.#byHand) this.#wide = fitsBetterWide(workflows, this.#viewport.size);
    this.#placed = new PlacedPicture({ workflows }, this.#wide);
    this.#scene.root.classList.toggle("several", this.#placed.workflows.filter(({ inside }) => !inside).length > 1);
    this.#scene.draw(this.#placed);
    this.#minimap.draw(this.#placed);
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
    if (node !== undefined) this.#viewport.reveal(box(node));
    this.#heldKey = held;
  }

  #showCursor(node: PlacedNode | undefined, focus: boolean): void {
    this.#scene.showCursor(node?.key);
    if (node === undefined) return;
    if (focus) this.focus(node.key);
    else if (!this.#shell.canvas.contains(document.activeElement)) this.#viewport.reveal(box(node));
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

  /** After the picture changed: what one looked at stays where it was on the screen. */
  #keep(anchor: PlacedNode): void {
    const node = this.#placed.nodes.get(anchor.key);
    if (node === undefined) return;
    const { scale, x, y } = this.#viewport.view;
    this.#viewport.set({ scale, x: x + node.x - anchor.x, y: y + node.y - anchor.y });
  }

  #bounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, width: this.#placed.width, height: this.#placed.height };
  }

  #resized(): void {
    if (this.#byHand) {
      this.#viewport.resized();
      this.#minimap.update();
      return;
    }
    const workflows = this.#placed.workflows.map(({ workflow }) => workflow);
    if (workflows.length > 1 && this.#wide !== fitsBetterWide(workflows, this.#viewport.size)) this.#place();
    this.#viewport.fit(this.#bounds(), true);
  }

  #viewMoved(byHand: boolean): void {
    this.#tooltip.hide();
    this.#minimap.update();
    if (!byHand) return;
    this.#byHand = true;
    const file = this.#picture?.file;
    if (file !== undefined) this.#remember({ views: { ...this.#state.views, [file]: this.#viewport.view } });
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

function box(node: PlacedNode): { x: number; y: number; width: number; height: number } {
  return { x: node.x, y: node.y, width: node.node.width, height: node.node.height };
}
