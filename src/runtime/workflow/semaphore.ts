import { Deque } from "../engine/deque.ts";

/** Lets so many in at once; the others wait in the order they came. */
export class Semaphore {
  readonly #waiting = new Deque<() => void>();
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  /** Calls back once there is a place, at once where one is free. Returns the way out: out of the place, or of the line. */
  enter(callback: () => void): () => void {
    let where: "waiting" | "inside" | "gone" = "waiting";
    const enter = (): void => {
      if (where === "gone") {
        this.#leave();
        return;
      }
      where = "inside";
      callback();
    };
    if (this.#free > 0) {
      this.#free--;
      enter();
    } else {
      this.#waiting.push(enter);
    }
    return () => {
      if (where === "inside") this.#leave();
      where = "gone";
    };
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
