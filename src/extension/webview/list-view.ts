/** The text alternative: the same data as a tree, for screen readers and for who prefers to read. */
import type { PictureWorkflow } from "../graph/messages.ts";
import { html } from "./dom.ts";
import { iconImage } from "./icons.ts";
import { keyOf, type PlacedNode, type PlacedPicture } from "./placed.ts";
import { spokenBreakpoint, spokenNode } from "./spoken-node.ts";

/** What can be done with an item; keys as on the canvas. */
export interface ListActions {
  open(key: string): void;
  toggleBreakpoint(key: string): void;
}

export class ListView {
  readonly #root: HTMLElement;
  #breakpoints: ReadonlyMap<string, boolean> = new Map();

  constructor(root: HTMLElement, actions: ListActions) {
    this.#root = root;
    root.addEventListener("click", (event) => {
      const item = itemOf(event.target);
      if (item?.dataset["key"] === undefined) return;
      this.#focus(item);
      if (event.altKey) actions.toggleBreakpoint(item.dataset["key"]);
      else actions.open(item.dataset["key"]);
    });
    root.addEventListener("keydown", (event) => {
      const item = itemOf(event.target);
      const key = item?.dataset["key"];
      if (item === undefined || key === undefined) return;
      const to = this.#leadsTo(item, event.key);
      if (to !== undefined) this.#focus(to);
      else if (event.key === "Enter") actions.open(key);
      else if (event.key === "F9") actions.toggleBreakpoint(key);
      else return;
      event.preventDefault();
    });
  }

  draw(picture: PlacedPicture): void {
    const focused = this.#root.querySelector<HTMLElement>('[tabindex="0"]')?.dataset["key"];
    const items = picture.workflows.flatMap(({ workflow }) => [
      row(1, keyOf(workflow.name, ""), spokenWorkflow(workflow), workflow.name, workflow.detail),
      ...workflow.nodes.flatMap((node) => {
        const placed = picture.nodes.get(keyOf(workflow.name, node.id));
        return placed === undefined ? [] : [nodeRow(placed), ...edgeRows(placed)];
      }),
    ]);
    this.#root.replaceChildren(...items);
    const current = items.find((item) => item.dataset["key"] === focused) ?? items[0];
    current?.setAttribute("tabindex", "0");
    this.showBreakpoints(this.#breakpoints);
  }

  showBreakpoints(enabled: ReadonlyMap<string, boolean>): void {
    this.#breakpoints = enabled;
    for (const item of this.#items()) {
      const state = enabled.get(item.dataset["key"] ?? "");
      item.classList.toggle("breakpoint-on", state === true);
      item.classList.toggle("breakpoint-off", state === false);
      item.setAttribute("aria-label", `${item.dataset["spoken"] ?? ""} ${spokenBreakpoint(state)}`.trim());
    }
  }

  focus(): void {
    this.#root.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  }

  #leadsTo(item: HTMLElement, key: string): HTMLElement | undefined {
    const items = this.#items();
    const at = items.indexOf(item);
    const level = Number(item.getAttribute("aria-level"));
    const parent = items.slice(0, at).findLast((other) => Number(other.getAttribute("aria-level")) < level);
    const next = items[at + 1];
    const targets: Record<string, HTMLElement | undefined> = {
      ArrowDown: next,
      ArrowUp: items[at - 1],
      ArrowLeft: parent,
      ArrowRight: Number(next?.getAttribute("aria-level")) > level ? next : undefined,
      Home: items[0],
      End: items.at(-1),
    };
    return targets[key];
  }

  #focus(item: HTMLElement): void {
    for (const other of this.#items()) other.setAttribute("tabindex", other === item ? "0" : "-1");
    item.focus();
  }
}

const spokenWorkflow = ({ name, detail, docs }: PictureWorkflow): string =>
  [`${name}${detail === undefined ? "" : ` ${detail}`}.`, "Workflow.", docs ?? ""].join(" ").trim();

function nodeRow({ key, node }: PlacedNode): HTMLElement {
  const item = row(2, key, spokenNode(node, node.detail, undefined), node.name, node.detail);
  item.classList.add(node.role);
  item.prepend(html("span", { class: "dot" }), iconImage(node.role));
  return item;
}

/** The arrows that leave a node. */
function edgeRows({ workflow, node }: PlacedNode): HTMLElement[] {
  return workflow.edges
    .filter((edge) => edge.from === node.id)
    .map((edge) => {
      const item = row(3, keyOf(workflow.name, edge.id), edge.spoken, edge.spoken, undefined);
      item.prepend(html("span", { class: "dot" }));
      return item;
    });
}

function row(level: number, key: string, spoken: string, text: string, detail: string | undefined): HTMLElement {
  const item = html(
    "div",
    {
      role: "treeitem",
      "aria-level": level,
      tabindex: -1,
      "data-key": key,
      "data-spoken": spoken,
      class: `level-${level}`,
    },
    html("span", { class: "text" }, text),
  );
  if (detail !== undefined) item.append(" ", html("span", { class: "detail" }, detail));
  return item;
}

const itemOf = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>('[role="treeitem"]') ?? undefined) : undefined;
