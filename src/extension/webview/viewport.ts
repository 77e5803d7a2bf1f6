/** Zoom and place of the picture in its window. */
export interface View {
  readonly scale: number;
  /** The picture's point in the middle of the window. */
  readonly x: number;
  readonly y: number;
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MIN_SCALE = 0.05;
const MAX_SCALE = 3;
/** A small picture is not blown up to fill a large window. */
const FIT_SCALE = 1.15;
/** The smallest at which labels can be read. */
const READABLE_SCALE = 0.6;
const MARGIN = 20;
/** A narrow side bar has none to give away. */
const MARGIN_SHARE = 1 / 28;
/** The buttons float over the lower edge. */
const MARGIN_BELOW = 58;
/** Pixels the pointer may move in a click. */
const CLICK_SLOP = 4;

export class Viewport {
  readonly #window: SVGSVGElement;
  readonly #content: SVGGElement;
  readonly #changed: (byHand: boolean) => void;
  #view: View = { scale: 1, x: 0, y: 0 };
  #size = { width: 0, height: 0 };
  #frame: number | undefined;

  /** `changed` hears of each new view; `byHand` where the person moved it. */
  constructor(window: SVGSVGElement, content: SVGGElement, changed: (byHand: boolean) => void) {
    this.#window = window;
    this.#content = content;
    this.#changed = changed;
    window.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    window.addEventListener("pointerdown", (event) => this.#drag(event));
  }

  get view(): View {
    return this.#view;
  }

  set(view: View, byHand = false): void {
    this.#view = { ...view, scale: Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale)) };
    // Several wheel events come in one frame.
    this.#frame ??= requestAnimationFrame(() => this.#apply());
    this.#changed(byHand);
  }

  /** Shows all of it; where that would be too small to read and a `beginning` is given, the part around that. */
  fit(what: Rectangle, beginning?: { readonly x: number }): void {
    const { width, height } = this.#size;
    if (width === 0 || height === 0 || what.width === 0) return;
    const free = height - MARGIN - MARGIN_BELOW;
    const beside = Math.min(MARGIN, width * MARGIN_SHARE);
    const whole = Math.min(FIT_SCALE, (width - 2 * beside) / what.width, free / what.height);
    const scale = beginning === undefined ? whole : Math.max(whole, READABLE_SCALE);
    const half = width / 2 / scale - beside / scale;
    const middle = what.x + what.width / 2;
    const x =
      beginning === undefined || half >= what.width / 2
        ? middle
        : Math.min(what.x + what.width - half, Math.max(what.x + half, beginning.x));
    // What is too high for the window begins at its upper edge.
    const above = MARGIN + Math.max(0, free - what.height * scale) / 2;
    this.set({ scale, x, y: what.y + (height / 2 - above) / scale });
  }

  /** Zooms around a point of the window, by default its middle. */
  zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    const { width, height } = this.#size;
    const { scale, x, y } = this.#view;
    const next = Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale * factor));
    const [dx, dy] = at === undefined ? [0, 0] : [at.x - width / 2, at.y - height / 2];
    this.set({ scale: next, x: x + dx / scale - dx / next, y: y + dy / scale - dy / next }, true);
  }

  /** Moves as little as needed to bring it into sight. */
  reveal(what: Rectangle): void {
    const { scale, x, y } = this.#view;
    const { width, height } = this.#size;
    const shift = (low: number, high: number, from: number, to: number): number => {
      if (high - low > to - from || low < from) return low - from;
      return high > to ? high - to : 0;
    };
    const [halfWidth, halfHeight] = [width / 2 / scale, height / 2 / scale];
    const [margin, below] = [MARGIN / scale, MARGIN_BELOW / scale];
    const dx = shift(what.x, what.x + what.width, x - halfWidth + margin, x + halfWidth - margin);
    const dy = shift(what.y, what.y + what.height, y - halfHeight + margin, y + halfHeight - below);
    if (dx !== 0 || dy !== 0) this.set({ scale, x: x + dx, y: y + dy });
  }

  /** Whether all of it is in sight. */
  shows(what: Rectangle): boolean {
    const { scale, x, y } = this.#view;
    const { width, height } = this.#size;
    const [halfWidth, halfHeight] = [width / 2 / scale, height / 2 / scale];
    return (
      what.x >= x - halfWidth &&
      what.x + what.width <= x + halfWidth &&
      what.y >= y - halfHeight &&
      what.y + what.height <= y + halfHeight
    );
  }

  /** Asks for the window's size. Where the document has just changed, the browser lays all of it out for that. */
  measure(): void {
    this.#size = { width: this.#window.clientWidth, height: this.#window.clientHeight };
  }

  /** Once the window has a new size. The middle stays in the middle. */
  resized(): void {
    this.#frame ??= requestAnimationFrame(() => this.#apply());
  }

  get size(): { readonly width: number; readonly height: number } {
    return this.#size;
  }

  #apply(): void {
    this.#frame = undefined;
    const { width, height } = this.#size;
    const { scale, x, y } = this.#view;
    this.#content.setAttribute(
      "transform",
      `translate(${width / 2 - x * scale} ${height / 2 - y * scale}) scale(${scale})`,
    );
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    if (event.ctrlKey || event.metaKey) {
      const at = this.#window.getBoundingClientRect();
      // A pinch comes as small deltas with ctrlKey, a wheel notch as about 100.
      const factor = Math.exp(Math.max(-60, Math.min(60, -event.deltaY * unit)) / 150);
      this.zoom(factor, { x: event.clientX - at.x, y: event.clientY - at.y });
      return;
    }
    const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    const { scale, x, y } = this.#view;
    this.set({ scale, x: x + (dx * unit) / scale, y: y + (dy * unit) / scale }, true);
  }

  #drag(down: PointerEvent): void {
    if (down.button > 1) return;
    const start = this.#view;
    let dragging = false;
    const move = (event: PointerEvent): void => {
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (!dragging && Math.hypot(dx, dy) < CLICK_SLOP) return;
      if (!dragging) this.#window.setPointerCapture(down.pointerId);
      dragging = true;
      this.#window.classList.add("dragging");
      this.set({ scale: start.scale, x: start.x - dx / start.scale, y: start.y - dy / start.scale }, true);
    };
    const end = (): void => {
      this.#window.removeEventListener("pointermove", move);
      this.#window.removeEventListener("pointerup", end);
      this.#window.removeEventListener("pointercancel", end);
      // The click that ends a drag is none; it comes right after this event.
      if (dragging) setTimeout(() => this.#window.classList.remove("dragging"));
    };
    this.#window.addEventListener("pointermove", move);
    this.#window.addEventListener("pointerup", end);
    this.#window.addEventListener("pointercancel", end);
  }
}
