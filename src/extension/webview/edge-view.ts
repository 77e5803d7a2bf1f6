/** One arrow of the picture. */

import { headPath, labelPlace, roundedPath } from "../../picture/edge-path.ts";
import { svg } from "./dom.ts";
import type { EdgeLive } from "./overlay.ts";
import type { PlacedEdge } from "./placed.ts";

/** Of a digit in the counts' font. */
const DIGIT_WIDTH = 6.4;
const COUNT_HEIGHT = 15;

export class EdgeView {
  readonly element: SVGGElement;
  /** Numbers lie above all arrows, in a layer of their own. */
  readonly count: SVGGElement;
  readonly #hit = svg("path", { class: "hit" });
  readonly #line = svg("path", { class: "line" });
  readonly #inner = svg("path", { class: "inner" });
  readonly #head = svg("path", { class: "head" });
  readonly #dot = svg("circle", { class: "dot", r: 4.5 });
  #drawn = "";
  #counted = "";

  constructor(key: string) {
    this.element = svg("g", { "data-key": key }, this.#hit, this.#line, this.#inner, this.#head, this.#dot);
    this.count = svg("g", { class: "count", "data-count": key });
  }

  rename(key: string): void {
    this.element.setAttribute("data-key", key);
    this.count.setAttribute("data-count", key);
  }

  update({ edge, points }: PlacedEdge): void {
    const drawn = JSON.stringify([edge.kind, edge.list, points]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const state = [...this.element.classList].filter((name) =>
      ["taken", "held", "waiting", "marked", "breakpoint-on", "breakpoint-off"].includes(name),
    );
    this.element.setAttribute("class", ["edge", edge.kind, ...(edge.list ? ["list"] : []), ...state].join(" "));
    const path = roundedPath(points);
    this.#hit.setAttribute("d", path);
    this.#line.setAttribute("d", path);
    this.#inner.setAttribute("d", edge.list ? path : "");
    this.#head.setAttribute("d", headPath(points));
    const start = points[0] ?? { x: 0, y: 0 };
    this.#dot.setAttribute("cx", String(start.x));
    this.#dot.setAttribute("cy", String(start.y + 8));
    const place = labelPlace(points);
    this.count.setAttribute("transform", `translate(${place.x} ${place.y})`);
  }

  remove(): void {
    this.element.remove();
    this.count.remove();
  }

  showBreakpoint(enabled: boolean | undefined): void {
    this.element.classList.toggle("breakpoint-on", enabled === true);
    this.element.classList.toggle("breakpoint-off", enabled === false);
  }

  showLive(live: EdgeLive | undefined): void {
    this.element.classList.toggle("taken", live !== undefined && live.taken > 0);
    this.element.classList.toggle("held", live?.held ?? false);
    this.element.classList.toggle("waiting", live !== undefined && live.waiting > 0);
    const counted = live === undefined ? "" : `${live.pending}/${live.taken}`;
    if (counted === this.#counted) return;
    this.#counted = counted;
    this.count.replaceChildren(...(live === undefined ? [] : numbers(live)));
  }
}

/** `2` in a filled pill: waiting in the queue; `×5` in a plain one: gone this way so far. */
function numbers(live: EdgeLive): SVGElement[] {
  const parts = [
    ...(live.pending > 0 ? [{ kind: "pending", text: short(live.pending) }] : []),
    ...(live.taken > 0 ? [{ kind: "taken", text: `×${short(live.taken)}` }] : []),
  ].map((part) => ({ ...part, width: Math.max(COUNT_HEIGHT, part.text.length * DIGIT_WIDTH + 7) }));
  let x = -parts.reduce((sum, part) => sum + part.width + 2, -2) / 2;
  return parts.flatMap(({ kind, text, width }) => {
    const at = x;
    x += width + 2;
    return [
      svg("rect", { class: kind, x: at, y: -COUNT_HEIGHT / 2, width, height: COUNT_HEIGHT, rx: COUNT_HEIGHT / 2 }),
      svg("text", { class: kind, x: at + width / 2, y: 3.8 }, text),
    ];
  });
}

function short(count: number): string {
  if (count < 10_000) return String(count);
  return count < 10_000_000 ? `${Math.floor(count / 1000)}k` : `${Math.floor(count / 1_000_000)}M`;
}
