/** What lies over the picture and the list: breakpoints, what the runs do, where the text cursor is. */
import type { Picture } from "../../picture/model.ts";
import type { ListView } from "./list-view.ts";
import type { LiveHeader } from "./live-header.ts";
import { type Overlay, overlayOf } from "./overlay.ts";
import type { Stage } from "./stage.ts";

export class Marks {
  readonly #stage: Stage;
  readonly #list: ListView;
  readonly #live: LiveHeader;
  #overlay: Overlay | undefined;
  #breakpoints: ReadonlyMap<string, boolean> = new Map();
  #heldKey: string | undefined;
  #cursor: string | undefined;

  constructor(stage: Stage, list: ListView, live: LiveHeader) {
    this.#stage = stage;
    this.#list = list;
    this.#live = live;
  }

  /** The step before which the debugger holds a dispatch. */
  get heldKey(): string | undefined {
    return this.#heldKey;
  }

  /** What the runs do; undefined where none is shown. */
  get overlay(): Overlay | undefined {
    return this.#overlay;
  }

  /** By key; true where enabled. */
  showBreakpoints(enabled: ReadonlyMap<string, boolean>): void {
    this.#breakpoints = enabled;
    this.#stage.scene.showBreakpoints(enabled);
    this.#list.showBreakpoints(enabled);
  }

  /** The node that the text cursor is in. */
  showCursor(key: string | undefined): void {
    this.#cursor = key;
    this.#stage.scene.showCursor(key);
    this.#list.showCursor(key);
  }

  /** Nodes got other names. Breakpoints and runs are told anew by these. */
  rename(now: (key: string) => string): void {
    this.#heldKey = this.#heldKey && now(this.#heldKey);
    this.#cursor = this.#cursor && now(this.#cursor);
    this.#breakpoints = new Map([...this.#breakpoints].map(([key, enabled]) => [now(key), enabled]));
  }

  /** Another picture stands there. */
  redraw(picture: Picture | undefined): void {
    this.showBreakpoints(this.#breakpoints);
    this.showCursor(this.#cursor);
    this.showLive(picture);
  }

  showLive(picture: Picture | undefined): void {
    const { scene, placed } = this.#stage;
    const runs = this.#live.chosen(picture);
    this.#overlay = runs === undefined ? undefined : overlayOf(placed, runs);
    scene.showLive(this.#overlay);
    this.#list.showLive(this.#overlay);
    const held = [...(this.#overlay?.nodes ?? [])].find(([, live]) => live.held !== undefined)?.[0];
    const node = held === undefined || held === this.#heldKey ? undefined : placed.nodes.get(held);
    if (node !== undefined) this.#stage.reveal(node);
    this.#heldKey = held;
  }

  /** Times go on while nothing is heard. */
  tick(): void {
    const elapsed = this.#live.elapsed;
    if (this.#overlay !== undefined && elapsed !== undefined) this.#stage.scene.tick(elapsed);
  }
}
