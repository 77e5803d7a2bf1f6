/** A small picture of the whole, for large graphs: where one is, and a way to get elsewhere. */
import { svg } from "./dom.ts";
import type { PlacedPicture } from "./placed.ts";
import type { Viewport } from "./viewport.ts";

/** Fewer nodes are found without a map. */
const MIN_NODES = 30;
const MAX_WIDTH = 150;
const MAX_HEIGHT = 170;
/** A long chain is drawn as a thin line: what is clicked must be wider than that. */
const MIN_SIZE = 40;

export class Minimap {
  readonly #element: SVGSVGElement;
  readonly #viewport: Viewport;
  readonly #nodes = svg("path", { class: "map-nodes" });
  readonly #window = svg("rect", { class: "map-window" });
  #picture: PlacedPicture | undefined;
  #scale = 1;
  /** The upper left corner of what the map shows. */
  #corner = { x: 0, y: 0 };

  constructor(element: SVGSVGElement, viewport: Viewport) {
    this.#element = element;
    this.#viewport = viewport;
    element.append(this.#nodes, this.#window);
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      this.#go(event);
    });
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.#go(event);
    });
  }

  draw(picture: PlacedPicture): void {
    this.#picture = picture;
    // Without a workflow there is no size.
    const [width, height] = [Math.max(1, picture.width), Math.max(1, picture.height)];
    this.#scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height);
    const shown = { width: Math.max(width, MIN_SIZE / this.#scale), height: Math.max(height, MIN_SIZE / this.#scale) };
    this.#corner = { x: (width - shown.width) / 2, y: (height - shown.height) / 2 };
    this.#element.setAttribute("width", String(shown.width * this.#scale));
    this.#element.setAttribute("height", String(shown.height * this.#scale));
    this.#element.setAttribute("viewBox", `${this.#corner.x} ${this.#corner.y} ${shown.width} ${shown.height}`);
    const boxes = [...picture.nodes.values()].map(
      ({ x, y, node }) => `M${x} ${y}h${node.width}v${node.height}h${-node.width}z`,
    );
    this.#nodes.setAttribute("d", boxes.join(""));
    this.update();
  }

  /** After a change of zoom, place or size of the window. */
  update(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const needed = picture.nodes.size >= MIN_NODES && !this.#viewport.shows(whole);
    this.#element.classList.toggle("shown", needed);
    if (!needed) return;
    const { scale, x, y } = this.#viewport.view;
    const size = this.#viewport.size;
    const [width, height] = [size.width / scale, size.height / scale];
    this.#window.setAttribute("x", String(x - width / 2));
    this.#window.setAttribute("y", String(y - height / 2));
    this.#window.setAttribute("width", String(width));
    this.#window.setAttribute("height", String(height));
    this.#window.setAttribute("stroke-width", String(1.5 / this.#scale));
  }

  #go(event: PointerEvent): void {
    const at = this.#element.getBoundingClientRect();
    const x = this.#corner.x + (event.clientX - at.left) / this.#scale;
    const y = this.#corner.y + (event.clientY - at.top) / this.#scale;
    this.#viewport.set({ scale: this.#viewport.view.scale, x, y }, true);
  }
}
