/** How long the JavaScript session may take to notice the end of its program. */
const END_MS = 1000;

/** Whether the JavaScript child session is there. */
export class JavaScriptChild {
  isReady = false;
  /** The inspector it was told to attach to. What a session of another one says is about a program that is gone. */
  address: string | undefined;
  #notify: () => void = () => {};

  changed(state: "ready" | "ended"): void {
    this.isReady = state === "ready";
    if (!this.isReady) this.#notify();
  }

  /** Resolves when it is not there (any more), or does not say so in time. */
  async ended(): Promise<void> {
    if (!this.isReady) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#notify = resolve;
      timer = setTimeout(resolve, END_MS);
    });
    clearTimeout(timer);
  }

  reset(): void {
    this.isReady = false;
    this.address = undefined;
  }
}
