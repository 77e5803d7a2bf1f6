/** Draws the placed picture and keeps each element over refreshes: an edit changes what changed, nothing flickers. */
import { svg } from "./dom.ts";
import { EdgeView } from "./edge-view.ts";
import { NodeView } from "./node-view.ts";
import type { Overlay } from "./overlay.ts";
import { keyOf, type PlacedEdge, type PlacedNode, type PlacedPicture, type PlacedWorkflow } from "./placed.ts";

interface WorkflowView {
  readonly element: SVGGElement;
  readonly edges: SVGGElement;
  readonly counts: SVGGElement;
  readonly nodes: SVGGElement;
  readonly frame: SVGRectElement;
  readonly name: SVGTextElement;
}

export class Scene {
  /** Everything drawn; the viewport moves it. */
  readonly root = svg("g", { class: "scene" });
  readonly #workflows = new Map<string, WorkflowView>();
  readonly #nodes = new Map<string, NodeView>();
  readonly #edges = new Map<string, EdgeView>();
  #picture: PlacedPicture | undefined;
  #marked: readonly string[] = [];

  draw(picture: PlacedPicture): void {
    this.#picture = picture;
    const workflows = new Map(picture.workflows.map((placed) => [placed.workflow.name, placed]));
    drop(this.#workflows, workflows, (view) => view.element.remove());
    for (const placed of picture.workflows) this.#drawWorkflow(placed);
    drop(this.#nodes, picture.nodes, (view) => view.element.remove());
    drop(this.#edges, picture.edges, (view) => view.remove());
    for (const edge of picture.edges.values()) this.#drawEdge(edge);
    for (const node of picture.nodes.values()) this.#drawNode(node);
    this.#order(picture);
  }

  /** Nodes, arrows and workflows that got other names keep their elements, and with these the keyboard. */
  rename(now: (key: string) => string): void {
    rekey(this.#nodes, now, (view, key) => view.rename(key));
    rekey(this.#edges, now, (view, key) => view.rename(key));
    const nameNow = (name: string): string => now(keyOf(name, "")).slice(0, -1);
    rekey(this.#workflows, nameNow, (view, name) => view.name.setAttribute("data-workflow", name));
    this.#marked = this.#marked.map(now);
  }

  /** What the running workflows do; undefined takes it away. */
  showLive(overlay: Overlay | undefined): void {
    this.root.classList.toggle("live", overlay !== undefined);
    for (const [key, view] of this.#edges) view.showLive(overlay?.edges.get(key));
    for (const [key, view] of this.#nodes) view.showLive(overlay?.nodes.get(key), overlay?.people.has(key) ?? false);
  }

  /** Texts that change with time alone. `elapsed`: ms since the live state was taken. */
  tick(elapsed: number): void {
    for (const view of this.#nodes.values()) view.tick(elapsed);
  }

  /** Breakpoints by key: true where enabled. */
  showBreakpoints(enabled: ReadonlyMap<string, boolean>): void {
    for (const [key, view] of this.#nodes) view.showBreakpoint(enabled.get(key));
    for (const [key, view] of this.#edges) view.showBreakpoint(enabled.get(key));
  }

  /** The node under the editor's text cursor. */
  showCursor(key: string | undefined): void {
    for (const [other, view] of this.#nodes) view.element.classList.toggle("at-cursor", other === key);
  }

  /** Brings out a node with its arrows, or an arrow with its ends. */
  highlight(key: string | undefined): void {
    for (const marked of this.#marked) this.#element(marked)?.classList.remove("marked");
    this.#marked = key === undefined ? [] : this.#around(key);
    this.root.classList.toggle("marking", this.#marked.length > 0);
    for (const marked of this.#marked) this.#element(marked)?.classList.add("marked");
  }

  /** What was looked for, and the one of them that is looked at; undefined where nothing is looked for. */
  showFound(keys: readonly string[] | undefined, now: string | undefined): void {
    this.root.classList.toggle("finding", keys !== undefined);
    const found = new Set(keys);
    for (const [key, { element }] of this.#nodes) {
      element.classList.toggle("found", found.has(key));
      element.classList.toggle("found-now", found.has(key) && key === now);
    }
  }

  /** Takes the keyboard focus there; the one node that Tab reaches. */
  focus(key: string, scroll = false): void {
    this.rove(key);
    this.#nodes.get(key)?.element.focus({ preventScroll: !scroll });
  }

  /** Makes a node the one that Tab reaches. */
  rove(key: string | undefined): void {
    for (const [other, { element }] of this.#nodes) {
      const wanted = other === key ? "0" : "-1";
      if (element.getAttribute("tabindex") !== wanted) element.setAttribute("tabindex", wanted);
    }
  }

  #element(key: string): Element | undefined {
    return this.#nodes.get(key)?.element ?? this.#edges.get(key)?.element;
  }

  #around(key: string): string[] {
    const node = this.#picture?.nodes.get(key);
    const workflow = (node ?? this.#picture?.edges.get(key))?.workflow;
    if (workflow === undefined) return [];
    const edges = workflow.edges.filter((edge) =>
      node === undefined
        ? keyOf(workflow.name, edge.id) === key
        : edge.from === node.node.id || edge.to === node.node.id,
    );
    const ids = edges.flatMap((edge) => [edge.id, edge.from, edge.to]);
    return [key, ...ids.map((id) => keyOf(workflow.name, id))];
  }

  #drawWorkflow({ workflow, x, y, inside }: PlacedWorkflow): void {
    let view = this.#workflows.get(workflow.name);
    if (view === undefined) {
      view = newWorkflowView(workflow.name);
      this.#workflows.set(workflow.name, view);
      this.root.append(view.element);
    }
    view.element.classList.toggle("inside", inside);
    view.frame.setAttribute("x", String(x));
    view.frame.setAttribute("y", String(y));
    view.frame.setAttribute("width", String(workflow.width));
    view.frame.setAttribute("height", String(workflow.height));
    view.name.setAttribute("x", String(x + 16));
    view.name.setAttribute("y", String(y + 26));
    view.name.replaceChildren(workflow.name);
    if (workflow.detail !== undefined) {
      view.name.append(svg("tspan", { class: "detail", dx: 8 }, workflow.detail));
    }
    if (workflow.nodes.length === 0) {
      view.name.append(svg("tspan", { class: "detail", x: x + 16, dy: 24 }, "no steps yet"));
    }
    this.#workflowClass(view, workflow.docs);
  }

  #workflowClass(view: WorkflowView, docs: string | undefined): void {
    view.name.querySelector("title")?.remove();
    if (docs !== undefined) view.name.prepend(svg("title", {}, docs));
  }

  #drawEdge(placed: PlacedEdge): void {
    const parent = this.#workflows.get(placed.workflow.name);
    if (parent === undefined) return;
    let view = this.#edges.get(placed.key);
    if (view === undefined) {
      view = new EdgeView(placed.key, parent.counts);
      this.#edges.set(placed.key, view);
    }
    view.update(placed);
    parent.edges.append(view.element);
  }

  #drawNode(placed: PlacedNode): void {
    const parent = this.#workflows.get(placed.workflow.name);
    if (parent === undefined) return;
    let view = this.#nodes.get(placed.key);
    if (view === undefined) {
      view = new NodeView(placed.key);
      this.#nodes.set(placed.key, view);
    }
    view.update(placed);
    if (view.element.parentNode !== parent.nodes) parent.nodes.append(view.element);
  }

  /** Screen readers read in the order of the document: the flow's. */
  #order(picture: PlacedPicture): void {
    const focused = document.activeElement;
    const views = picture.workflows.flatMap(({ workflow }) => this.#workflows.get(workflow.name) ?? []);
    inOrder(
      this.root,
      views.map((view) => view.element),
    );
    for (const { workflow } of picture.workflows) {
      const parent = this.#workflows.get(workflow.name)?.nodes;
      const nodes = workflow.nodes.flatMap((node) => this.#nodes.get(keyOf(workflow.name, node.id))?.element ?? []);
      if (parent !== undefined) inOrder(parent, nodes);
    }
    // What is moved in the document loses the focus.
    if (focused instanceof SVGElement && focused.isConnected && focused !== document.activeElement) {
      focused.focus({ preventScroll: true });
    }
  }
}

/** Puts the children into that order; moves only what must be moved. */
function inOrder(parent: Element, children: readonly Element[]): void {
  let next = parent.firstChild;
  for (const child of children) {
    if (child === next) next = child.nextSibling;
    else parent.insertBefore(child, next);
  }
}

function newWorkflowView(name: string): WorkflowView {
  const frame = svg("rect", { class: "frame", rx: 10 });
  const title = svg("text", { class: "title", "data-workflow": name });
  const edges = svg("g", { class: "edges", "aria-hidden": "true" });
  const counts = svg("g", { class: "counts", "aria-hidden": "true" });
  const nodes = svg("g", { class: "nodes" });
  const element = svg("g", { class: "workflow" }, frame, title, edges, counts, nodes);
  return { element, edges, counts, nodes, frame, name: title };
}

/** Puts the views under their new keys. */
function rekey<V>(views: Map<string, V>, now: (key: string) => string, rename: (view: V, key: string) => void): void {
  for (const [key, view] of [...views]) {
    const wanted = now(key);
    if (wanted === key) continue;
    views.delete(key);
    views.set(wanted, view);
    rename(view, wanted);
  }
}

/** Removes from `views` what is not in `wanted` any more. */
function drop<V>(views: Map<string, V>, wanted: ReadonlyMap<string, unknown>, remove: (view: V) => void): void {
  for (const [key, view] of views) {
    if (wanted.has(key)) continue;
    remove(view);
    views.delete(key);
  }
}
