/** How long the program waits for the JavaScript debugger, which takes less than two seconds where all is well. */
const JAVASCRIPT_MS = 20_000;
/** From then (or from the start) until the probe must have connected. */
const PROBE_MS = 30_000;

interface WatchedStartHandlers {
  goWithoutJavaScript(problem: string): void;
  giveUp(problem: string): void;
}

/** A start that comes to nothing must not hang: what is missing after a while is named. */
export class WatchedStart {
  readonly #handlers: WatchedStartHandlers;
  #timer: NodeJS.Timeout | undefined;
  #done = false;

  constructor(waitsForJavaScript: boolean, handlers: WatchedStartHandlers) {
    this.#handlers = handlers;
    if (waitsForJavaScript) this.#after(JAVASCRIPT_MS, () => this.#withoutJavaScript());
    else this.#awaitProbe();
  }

  /** The program runs now. */
  javaScriptAttached(): void {
    if (!this.#done) this.#awaitProbe();
  }

  connected(): void {
    this.end();
  }

  end(): void {
    this.#done = true;
    clearTimeout(this.#timer);
  }

  #withoutJavaScript(): void {
    this.#handlers.goWithoutJavaScript(
      `The JavaScript debugger did not attach within ${JAVASCRIPT_MS / 1000} s: the program goes on without it. Line breakpoints in step bodies will not stop; event breakpoints do.`,
    );
    this.#awaitProbe();
  }

  #awaitProbe(): void {
    this.#after(PROBE_MS, () =>
      this.#handlers.giveUp(
        `The program did not connect to the debugger within ${PROBE_MS / 1000} s and is ended. Does an option in "runtimeArgs" keep it from starting?`,
      ),
    );
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
    this.#timer.unref();
  }
}
