/** One arrow of the picture. */

import { headPath, labelPlace, roundedPath } from "../../picture/edge-path.ts";
import { svg } from "./dom.ts";
import type { EdgeLive } from "./overlay.ts";
import type { PlacedEdge } from "./placed.ts";

/** Of a digit in the counts' font. */
const DIGIT_WIDTH = 6.4;
const COUNT_HEIGHT = 15;

/** A large picture has many arrows: what few of them show is made once it is needed. */
export class EdgeView {
  readonly element: SVGGElement;
  readonly #counts: SVGGElement;
  readonly #hit = svg("path", { class: "hit" });
  readonly #line = svg("path", { class: "line" });
  readonly #head = svg("path", { class: "head" });
  #inner: SVGPathElement | undefined;
  #dot: SVGCircleElement | undefined;
  #count: SVGGElement | undefined;
  #key: string;
  #drawn = "";
  #counted = "";
  #points: PlacedEdge["points"] = [];

  /** `counts`: numbers lie above all arrows, in a layer of their own. */
  constructor(key: string, counts: SVGGElement) {
    this.#key = key;
    this.#counts = counts;
    this.element = svg("g", { "data-key": key }, this.#hit, this.#line, this.#head);
  }

  rename(key: string): void {
    this.#key = key;
    this.element.setAttribute("data-key", key);
    this.#count?.setAttribute("data-count", key);
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
    this.#head.setAttribute("d", headPath(points));
    if (edge.list) {
      this.#inner ??= svg("path", { class: "inner" });
      this.#inner.setAttribute("d", path);
      this.#line.after(this.#inner);
    } else this.#inner?.remove();
    this.#points = points;
    this.#place();
  }

  remove(): void {
    this.element.remove();
    this.#count?.remove();
  }

  showBreakpoint(enabled: boolean | undefined): void {
    if (enabled !== undefined && this.#dot === undefined) {
      this.#dot = svg("circle", { class: "dot", r: 4.5 });
      this.element.append(this.#dot);
      this.#place();
    }
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
    if (this.#count === undefined) {
      this.#count = svg("g", { class: "count", "data-count": this.#key });
      this.#counts.append(this.#count);
      this.#place();
    }
    this.#count.replaceChildren(...(live === undefined ? [] : numbers(live)));
  }

  #place(): void {
    const [start = { x: 0, y: 0 }] = this.#points;
    this.#dot?.setAttribute("cx", String(start.x));
    this.#dot?.setAttribute("cy", String(start.y + 8));
    const { x, y } = labelPlace(this.#points);
    this.#count?.setAttribute("transform", `translate(${x} ${y})`);
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
