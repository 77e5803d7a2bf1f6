/**
 * How fast the program may go: the client may read more slowly than the program has something to tell. What leads to more
 * of it waits then, so that neither process keeps it, and an answer to the client has not to wait behind it.
 */
export class Pace {
  readonly #sent: () => Promise<void> | undefined;
  readonly #need: (needed: boolean) => void;
  #caughtUp: Promise<void> | undefined;
  #goOn: () => void = () => {};

  /**
   * `sent` resolves when the adapter has taken what was sent; undefined where that is not much. `need` is told while the
   * process waits for the adapter: nothing else may keep it alive.
   */
  constructor(sent: () => Promise<void> | undefined, need: (needed: boolean) => void) {
    this.#sent = sent;
    this.#need = need;
  }

  /** Resolves when the program may go on; undefined where it may. */
  room(): Promise<void> | undefined {
    return this.#caughtUp ?? this.#sent();
  }

  /** The client is behind, or has caught up. */
  set isBehind(isBehind: boolean) {
    if (isBehind === (this.#caughtUp !== undefined)) return;
    this.#need(isBehind);
    if (isBehind) {
      this.#caughtUp = new Promise((resolve) => {
        this.#goOn = resolve;
      });
      return;
    }
    this.#caughtUp = undefined;
    this.#goOn();
  }
}
