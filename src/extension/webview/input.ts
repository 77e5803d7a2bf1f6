/** Pointer and keyboard on the canvas. */
import type { Direction } from "./navigate.ts";
import type { NodeActions } from "./node-actions.ts";
import type { Action, Shell } from "./shell.ts";

/** What the keys of the whole window lead to. */
export interface WindowActions {
  act(action: Action): void;
  /** Closes what is open over the picture; false where nothing was. */
  close(): boolean;
}

const MOVES: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
};

const KEYS: Readonly<Record<string, Action>> = {
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "fit",
  "/": "find",
  l: "list",
  "?": "legend",
};

export class Input {
  readonly #canvas: SVGSVGElement;
  readonly #nodes: NodeActions;
  readonly #window: WindowActions;

  constructor(shell: Shell, nodes: NodeActions, window: WindowActions) {
    this.#canvas = shell.canvas;
    this.#nodes = nodes;
    this.#window = window;
    shell.canvas.addEventListener("click", (event) => this.#click(event));
    shell.canvas.addEventListener("pointerover", (event) => this.#over(event));
    shell.canvas.addEventListener("pointerleave", () => nodes.hovered(undefined));
    shell.canvas.addEventListener("focusin", (event) => {
      const { key, element } = keyAt(event.target);
      if (key !== undefined && element !== undefined) nodes.focused(key, element);
    });
    shell.canvas.addEventListener("focusout", () => nodes.hovered(undefined));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #click(event: MouseEvent): void {
    if (this.#canvas.classList.contains("dragging")) return;
    const count = event.target instanceof Element ? event.target.closest<SVGElement>("[data-count]") : null;
    if (count?.dataset["count"] !== undefined) return this.#nodes.payloads(count.dataset["count"]);
    const title = event.target instanceof Element ? event.target.closest<SVGElement>("[data-workflow]") : null;
    const key = title === null ? keyAt(event.target).key : `${title.dataset["workflow"]}/`;
    if (key === undefined) return;
    const onDot = event.target instanceof Element && event.target.classList.contains("dot");
    if (event.target instanceof Element && event.target.closest(".fold") !== null) this.#nodes.fold(key);
    else if (event.altKey || onDot) this.#nodes.toggleBreakpoint(key);
    else this.#nodes.open(key);
  }

  #over(event: PointerEvent): void {
    if (event.buttons !== 0) return;
    const { key, element } = keyAt(event.target);
    this.#nodes.hovered(key, element);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || typing(event.target)) return;
    const key = this.#onKey(event);
    if (!key) return;
    event.preventDefault();
  }

  #onKey(event: KeyboardEvent): boolean {
    const { key, altKey } = event;
    if (event.defaultPrevented || altKey) return false;
    if (key === "Escape") {
      if (!this.#window.close()) this.#nodes.leave();
      return true;
    }
    const action = KEYS[key.length === 1 ? key.toLowerCase() : key];
    if (action !== undefined) {
      this.#window.act(action);
      return true;
    }
    // What follows belongs to the canvas; buttons and the list have their own arrow keys.
    const inCanvas = event.target === document.body || this.#canvas.contains(event.target as Node);
    if (!inCanvas) return false;
    const direction = MOVES[key];
    if (direction !== undefined) {
      this.#nodes.move(direction);
      return true;
    }
    const focused = keyAt(document.activeElement).key;
    if (focused === undefined) return false;
    if (key === " " && document.activeElement?.hasAttribute("aria-expanded")) this.#nodes.fold(focused);
    else if (key === "Enter" || key === " ") this.#nodes.open(focused);
    else if (key === "p" || key === "P") this.#nodes.payloads(focused);
    else if (key === "F9") this.#nodes.toggleBreakpoint(focused);
    else return false;
    return true;
  }
}

function keyAt(target: EventTarget | null): { key?: string; element?: Element } {
  const element = target instanceof Element ? target.closest<SVGElement>("[data-key]") : null;
  const key = element?.dataset["key"];
  return element === null || key === undefined ? {} : { key, element };
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
