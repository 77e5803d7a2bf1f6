/**
 * Keeps what is to be told until the bodies that were released with a stop have begun. The JavaScript debugger may pause
 * in one of them: the stop is told when the program goes on from there, since before nobody could look at it.
 */
export class Turn {
  #waiting: (() => void)[] | undefined;

  begin(): void {
    if (this.#waiting !== undefined) return;
    this.#waiting = [];
    setImmediate(() => {
      const waiting = this.#waiting ?? [];
      this.#waiting = undefined;
      for (const tell of waiting) tell();
    });
  }

  /** At once, where no turn has begun. */
  run(tell: () => void): void {
    if (this.#waiting === undefined) tell();
    else this.#waiting.push(tell);
  }

  /** Answers when what waits is told: whoever goes on from a stop that is not told yet would be told of it after that. */
  answer<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.#waiting === undefined) return work();
    return new Promise<void>((resolve) => this.run(resolve)).then(work);
  }
}
