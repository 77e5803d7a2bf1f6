/** One node of the picture: a step, an event, or the person who answers. */

import { iconPlace, isStep, labelPlaces } from "../../picture/label-places.ts";
import { TITLE_HEIGHT } from "../../picture/layout.ts";
import type { PictureNode } from "../../picture/model.ts";
import { FOLD_WIDTH } from "../../picture/node-box.ts";
import { front, outlines } from "../../picture/shapes.ts";
import { elementOf, svg } from "./dom.ts";
import { icon } from "./icons.ts";
import type { NodeLive } from "./overlay.ts";
import type { PlacedNode } from "./placed.ts";
import { spokenNode } from "./spoken-node.ts";
import { statusOf } from "./status.ts";

/** A large picture has many nodes: what few of them show is made once it is needed. */
export class NodeView {
  readonly element: SVGGElement;
  readonly #shape = svg("g", { class: "shape" });
  readonly #name = svg("text", { class: "name" });
  readonly #detail = svg("text", { class: "detail" });
  readonly #dot = svg("circle", { class: "dot", r: 5 });
  #fold: SVGGElement | undefined;
  #held: SVGGElement | undefined;
  #node: PictureNode | undefined;
  #drawn = "";
  #live: NodeLive | undefined;
  #asked = false;
  #breakpoint: boolean | undefined;

  constructor(key: string) {
    this.element = svg(
      "g",
      { "data-key": key, tabindex: -1 },
      this.#shape,
      this.#name,
      // For those who read the texts one after the other.
      " ",
      this.#detail,
      this.#dot,
    );
  }

  rename(key: string): void {
    this.element.setAttribute("data-key", key);
  }

  update({ node, x, y }: PlacedNode): void {
    this.element.style.transform = `translate(${x}px, ${y}px)`;
    const { x: _x, y: _y, ...rest } = node;
    const drawn = JSON.stringify(rest);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#node = node;
    const body = front(node);
    const middle = body.y + body.height / 2;
    const at = iconPlace(node);
    const mark = node.group === "open" ? [] : [icon(node.role, at.x, at.y, at.size)];
    this.#shape.replaceChildren(...outlines(node).map(elementOf), ...mark);
    this.#fold?.remove();
    this.#fold = node.group === undefined ? undefined : svg("g", { class: "fold" }, ...foldButton(node));
    if (this.#fold !== undefined) this.#detail.after(this.#fold);
    this.#dot.setAttribute("cx", "-12");
    this.#dot.setAttribute("cy", String(middle));
    this.#held?.remove();
    this.#held = undefined;
    this.#refresh();
  }

  showLive(live: NodeLive | undefined, asked: boolean): void {
    if (live === undefined && this.#live === undefined && asked === this.#asked) return;
    this.#live = live;
    this.#asked = asked;
    this.#refresh();
  }

  showBreakpoint(enabled: boolean | undefined): void {
    if (enabled === this.#breakpoint && this.element.hasAttribute("aria-label")) return;
    this.#breakpoint = enabled;
    this.#refresh();
  }

  tick(elapsed: number): void {
    const live = this.#live;
    if (live === undefined || live.running === 0) return;
    const text = statusOf(live, elapsed, this.#node?.workers)?.text;
    if (text === undefined || this.#detail.textContent === text) return;
    this.#detail.textContent = text;
    // A screen reader would read the focused one out again and again.
    if (this.element !== document.activeElement) this.#label(text);
  }

  #label(detail: string | undefined): void {
    if (this.#node === undefined) return;
    this.element.setAttribute("aria-label", spokenNode(this.#node, detail, this.#breakpoint, this.#asked));
  }

  #refresh(): void {
    const node = this.#node;
    if (node === undefined) return;
    const status = this.#live === undefined ? undefined : statusOf(this.#live, 0, node.workers);
    const classes = [
      "node",
      node.role,
      ...(isStep(node) ? ["is-step"] : ["is-event"]),
      ...(status === undefined ? [] : [status.kind]),
      ...(this.#live !== undefined && this.#live.taken > 0 ? ["taken"] : []),
      ...(this.#asked ? ["asked"] : []),
      ...(this.#breakpoint === undefined ? [] : [this.#breakpoint ? "breakpoint-on" : "breakpoint-off"]),
      ...(node.group === undefined ? [] : [`group-${node.group}`]),
      ...(node.breakable ? ["breakable"] : []),
      ...["at-cursor", "marked", "found", "found-now"].filter((name) => this.element.classList.contains(name)),
    ];
    this.element.setAttribute("class", classes.join(" "));
    // A person who is asked can be answered for.
    this.element.setAttribute("role", node.role === "person" && !this.#asked ? "img" : "button");
    if (node.group === undefined) this.element.removeAttribute("aria-expanded");
    else this.element.setAttribute("aria-expanded", String(node.group === "open"));
    const detail = status?.text ?? node.detail;
    this.#label(detail);
    this.#write(node, detail);
    if (status?.kind === "held") this.#held ??= this.#heldMark(node);
  }

  /** As in the gutter: a breakpoint's dot lies in it. */
  #heldMark(node: PictureNode): SVGGElement {
    const { y, height } = front(node);
    const mark = icon("held", -21, y + height / 2 - 9, 18);
    mark.classList.add("held-mark");
    this.#dot.before(mark);
    return mark;
  }

  #write(node: PictureNode, detail: string | undefined): void {
    const at = labelPlaces(node, detail);
    this.#name.replaceChildren(...node.lines.map((text, index) => svg("tspan", { x: at.x, y: at.names[index] }, text)));
    this.#detail.setAttribute("x", String(at.x));
    this.#detail.setAttribute("y", String(at.detail));
    // The workflow inside a group has a title of its own.
    this.#detail.textContent = node.group === "open" ? "" : (detail ?? "");
  }
}

/** Shows or hides what is inside a child workflow; on the line of its title. */
function foldButton(node: PictureNode): SVGElement[] {
  const isOpen = node.group === "open";
  const x = node.width - 8 - FOLD_WIDTH / 2;
  const y = isOpen ? TITLE_HEIGHT / 2 + 2 : node.height / 2;
  const label = `${isOpen ? "Hide" : "Show"} what is inside ${node.name}`;
  return [
    svg("title", {}, label),
    svg("rect", { x: x - 10, y: y - 10, width: 20, height: 20, rx: 5 }),
    icon(isOpen ? "collapse" : "expand", x - 8, y - 8, 16),
  ];
}
