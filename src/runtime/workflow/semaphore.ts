import { Deque } from "../engine/deque.ts";

/** Lets so many in at once; the others wait in the order they came. */
export class Semaphore {
  readonly #waiting = new Deque<() => void>();
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  /** Calls back once there is a place, at once where one is free. Returns the way to give up waiting. */
  enter(callback: () => void): () => void {
    let given = false;
    const enter = (): void => {
      if (given) this.leave();
      else callback();
    };
    if (this.#free > 0) {
      this.#free--;
      enter();
    } else {
      this.#waiting.push(enter);
    }
    return () => {
      given = true;
    };
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
