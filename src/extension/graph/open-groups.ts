/** Which child workflows the picture shows in place: the small ones, until a person says otherwise. */
import type { Sketch } from "../../picture/sketch.ts";

/** A child workflow with more nodes would push its parent out of sight. */
const OPEN_NODES = 24;

/** What was opened and closed by hand; for all views, as long as the window is open. */
export class OpenGroups {
  readonly #byHand = new Map<string, boolean>();

  set(file: string, workflow: string, open: boolean): void {
    this.#byHand.set(`${file}\n${workflow}`, open);
  }

  isOpen({ file, name, nodes }: Sketch): boolean {
    return this.#byHand.get(`${file}\n${name}`) ?? nodes.length <= OPEN_NODES;
  }
}
