/** The picture in its window: where everything stands, which part is in sight, and what stays in its place. */
import type { PictureWorkflow } from "../../picture/model.ts";
import { Minimap } from "./minimap.ts";
import { fitsBetterWide, type PlacedNode, PlacedPicture, shiftOf } from "./placed.ts";
import { Scene } from "./scene.ts";
import type { Shell } from "./shell.ts";
import { type View, Viewport } from "./viewport.ts";

export class Stage {
  readonly scene = new Scene();
  placed = new PlacedPicture({ workflows: [] }, false);
  /** The person chose this zoom and place; else the view fits itself to the picture. */
  byHand = false;
  readonly #viewport: Viewport;
  readonly #minimap: Minimap;
  #wide: boolean | undefined;

  /** `moved` hears of each new view; `byHand` where the person moved it. */
  constructor(shell: Shell, moved: (view: View, byHand: boolean) => void) {
    shell.canvas.append(this.scene.root);
    this.#viewport = new Viewport(shell.canvas, this.scene.root, (byHand) => {
      this.#minimap.update();
      this.byHand ||= byHand;
      moved(this.#viewport.view, byHand);
    });
    this.#minimap = new Minimap(shell.minimap, this.#viewport);
  }

  /** Puts workflows on the canvas. `fresh`: as if nothing had been there. */
  place(workflows: PictureWorkflow[], fresh = false): void {
    this.#viewport.measure();
    if (fresh) this.#wide = undefined;
    if (this.#wide === undefined || !this.byHand) this.#wide = fitsBetterWide(workflows, this.#viewport.size);
    this.placed = new PlacedPicture({ workflows }, this.#wide);
    const roots = this.placed.workflows.filter(({ inside }) => !inside);
    this.scene.root.classList.toggle("several", roots.length > 1);
    this.scene.draw(this.placed);
    this.#minimap.draw(this.placed);
  }

  /** The window may have another size. */
  measure(): void {
    this.#viewport.measure();
  }

  /** Whether the workflows would stand otherwise in a window of this size. */
  get standsWrong(): boolean {
    const workflows = this.placed.workflows.map(({ workflow }) => workflow);
    return workflows.length > 1 && this.#wide !== fitsBetterWide(workflows, this.#viewport.size);
  }

  get showsAll(): boolean {
    return this.#viewport.shows(this.#bounds());
  }

  /** Shows all of it; where that is too small to read and `readable` is asked for, its beginning. */
  fit(readable = false): void {
    const [first] = this.placed.nodes.values();
    const beginning = first === undefined ? { x: 0 } : { x: first.x + first.node.width / 2 };
    this.#viewport.fit(this.#bounds(), readable ? beginning : undefined);
  }

  show(view: View): void {
    this.#viewport.set(view);
  }

  zoom(factor: number): void {
    this.#viewport.zoom(factor);
  }

  /** Once the window has a new size that the person's own view is kept in. */
  resized(): void {
    this.#viewport.resized();
    this.#minimap.update();
  }

  /** Brings a node into sight. */
  reveal({ x, y, node }: PlacedNode): void {
    this.#viewport.reveal({ x, y, width: node.width, height: node.height });
  }

  /** Brings a workflow into sight, and names the first of its nodes; undefined where it is not drawn. */
  revealWorkflow(name: string): string | undefined {
    const group = this.placed.group(name);
    if (group !== undefined) this.#viewport.reveal(group);
    return group?.first;
  }

  /** The nodes in sight, or all where none is. */
  get seen(): PlacedNode[] {
    const nodes = [...this.placed.nodes.values()];
    const seen = nodes.filter(({ x, y, node: { width, height } }) => this.#viewport.shows({ x, y, width, height }));
    return seen.length === 0 ? nodes : seen;
  }

  /** After the picture changed: what one looked at stays where it was on the screen. `before`: by the key of today. */
  keep(before: ReadonlyMap<string, PlacedNode>, focused: string | undefined): void {
    const shift = shiftOf(before, this.placed, focused);
    if (shift === undefined) return;
    const { scale, x, y } = this.#viewport.view;
    this.#viewport.set({ scale, x: x + shift.x, y: y + shift.y });
  }

  #bounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, width: this.placed.width, height: this.placed.height };
  }
}
