/** The text alternative: the same data as a tree, for screen readers and for who prefers to read. */
import { html } from "./dom.ts";
import { iconImage } from "./icons.ts";
import type { Overlay } from "./overlay.ts";
import { keyOf, type PlacedNode, type PlacedPicture } from "./placed.ts";
import { spokenBreakpoint } from "./spoken-node.ts";
import { statusOf } from "./status.ts";

/** What can be done with an item; keys as on the canvas. */
export interface ListActions {
  open(key: string): void;
  toggleBreakpoint(key: string): void;
  /** Shows the events behind a node or an arrow. */
  payloads(key: string): void;
  /** Opens or closes a child workflow. */
  fold(key: string): void;
}

export class ListView {
  readonly #root: HTMLElement;
  #picture: PlacedPicture | undefined;
  #breakpoints: ReadonlyMap<string, boolean> = new Map();
  #overlay: Overlay | undefined;
  #cursor: string | undefined;

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
      else if (event.key === "p" || event.key === "P") actions.payloads(key);
      else if (event.key === " ") actions.fold(key);
      else return;
      event.preventDefault();
    });
  }

  get isShown(): boolean {
    return !this.#root.hidden;
  }

  /** The item that has, or had last, the keyboard. */
  get current(): string | undefined {
    return this.#root.querySelector<HTMLElement>('[tabindex="0"]')?.dataset["key"];
  }

  show(): void {
    this.#root.hidden = false;
    this.#write();
  }

  hide(): void {
    this.#root.hidden = true;
  }

  draw(picture: PlacedPicture): void {
    this.#picture = picture;
    if (this.isShown) this.#write();
  }

  /** The lines of a large picture take longer than the picture: they are written once somebody reads them. */
  #write(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    const hadFocus = this.#root.contains(document.activeElement);
    const focused = this.current;
    const items = picture.workflows.flatMap(({ workflow }) => [
      row(1, keyOf(workflow.name, ""), workflow.name, workflow.detail, workflow.docs ?? ""),
      ...workflow.nodes.flatMap((node) => {
        const placed = picture.nodes.get(keyOf(workflow.name, node.id));
        return placed === undefined ? [] : [nodeRow(placed), ...edgeRows(placed)];
      }),
    ]);
    this.#root.replaceChildren(...items);
    const current = items.find((item) => item.dataset["key"] === focused) ?? items[0];
    current?.setAttribute("tabindex", "0");
    if (hadFocus) current?.focus();
    this.showLive(this.#overlay);
    this.showBreakpoints(this.#breakpoints);
    this.showCursor(this.#cursor);
  }

  /** Nodes got other names; they are written anew with the next picture. */
  rename(now: (key: string) => string): void {
    for (const item of this.#items()) item.dataset["key"] = now(item.dataset["key"] ?? "");
  }

  showBreakpoints(enabled: ReadonlyMap<string, boolean>): void {
    this.#breakpoints = enabled;
    if (!this.isShown) return;
    for (const item of this.#items()) {
      const state = enabled.get(item.dataset["key"] ?? "");
      item.classList.toggle("breakpoint-on", state === true);
      item.classList.toggle("breakpoint-off", state === false);
      this.#label(item);
    }
  }

  /** What the running workflows do, in words at the end of each line. */
  showLive(overlay: Overlay | undefined): void {
    this.#overlay = overlay;
    if (!this.isShown) return;
    for (const item of this.#items()) {
      const key = item.dataset["key"] ?? "";
      const live = item.querySelector(".live");
      const text = overlay === undefined ? "" : liveText(overlay, key);
      if (live === null || live.textContent === text) continue;
      live.textContent = text;
      item.classList.toggle("held", overlay?.nodes.get(key)?.held !== undefined);
      this.#label(item);
    }
  }

  /** The node that the text cursor is in. */
  showCursor(key: string | undefined): void {
    this.#cursor = key;
    if (!this.isShown) return;
    for (const item of this.#items()) {
      if (key !== undefined && item.dataset["key"] === key) item.setAttribute("aria-current", "location");
      else item.removeAttribute("aria-current");
    }
  }

  #label(item: HTMLElement): void {
    const parts = [
      ...[...item.querySelectorAll(".text, .detail, .live")].map((part) => part.textContent),
      item.dataset["spoken"],
      spokenBreakpoint(this.#breakpoints.get(item.dataset["key"] ?? "")),
    ];
    item.setAttribute("aria-label", parts.filter(Boolean).join(" "));
  }

  /** Gives that item the keyboard, or the one that had it last. */
  focus(key?: string): void {
    const wanted = key === undefined ? undefined : this.#items().find((item) => item.dataset["key"] === key);
    const item = wanted ?? this.#root.querySelector<HTMLElement>('[tabindex="0"]');
    if (item !== null) this.#focus(item);
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

function nodeRow({ key, node }: PlacedNode): HTMLElement {
  const fold = node.group && `Space ${node.group === "open" ? "hides" : "shows"} what is inside.`;
  const item = row(2, key, node.name, node.detail, [node.spoken, fold].filter(Boolean).join(" "));
  item.classList.add(node.role);
  item.prepend(html("span", { class: "dot" }), iconImage(node.role));
  return item;
}

/** The arrows that leave a node. */
function edgeRows({ workflow, node }: PlacedNode): HTMLElement[] {
  return workflow.edges
    .filter((edge) => edge.from === node.id)
    .map((edge) => {
      const item = row(3, keyOf(workflow.name, edge.id), edge.spoken, undefined, "");
      item.prepend(html("span", { class: "dot" }));
      return item;
    });
}

/** `spoken`: said after what is written in the line. */
function row(level: number, key: string, text: string, detail: string | undefined, spoken: string): HTMLElement {
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
    " ",
  );
  if (detail !== undefined) item.append(html("span", { class: "detail" }, detail), " ");
  item.append(html("span", { class: "live" }));
  return item;
}

function liveText({ nodes, edges, people }: Overlay, key: string): string {
  const node = nodes.get(key);
  const edge = edges.get(key);
  const taken = edge === undefined || edge.taken === 0 ? "" : `${edge.taken} so far`;
  const pending = edge === undefined || edge.pending === 0 ? "" : `${edge.pending} in the queue`;
  const status = node && statusOf(node, 0)?.text;
  const parts = [
    status,
    node?.failed?.message,
    people.has(key) ? "is asked now" : "",
    edge?.held ? "stopped here" : "",
    taken,
    pending,
  ];
  return parts.filter(Boolean).join(", ");
}

const itemOf = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>('[role="treeitem"]') ?? undefined) : undefined;
