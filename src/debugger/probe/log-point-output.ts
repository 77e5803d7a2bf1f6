import type { ProbeEvents } from "../protocol/probe.ts";
import type { Emit } from "./connection.ts";

type Output = ProbeEvents["output"];

/** Lines that may come at once, and how many more in each window from then on. */
const BURST = 5000;
const LINES = 500;
/** ms */
const WINDOW = 500;
/** A long line counts as several. */
const LINE_LENGTH = 500;

/**
 * What log points print. Nobody reads a hundred thousand lines a second, and an editor that is sent them freezes: beyond a
 * bound they are counted, and the count is told.
 */
export class LogPointOutput {
  readonly #emit: Emit;
  #room = BURST;
  #windowEnd = 0;
  #leftOut = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  print(output: Output): void {
    if (performance.now() >= this.#windowEnd) this.#nextWindow();
    if (this.#room <= 0) {
      this.#leftOut++;
      this.#timer ??= setTimeout(() => this.#nextWindow(), WINDOW).unref();
      return;
    }
    this.#room -= Math.ceil(output.text.length / LINE_LENGTH);
    this.#emit("output", output);
  }

  /** Before whatever must not be told ahead of it: a stop, the end. */
  tellLeftOut(): void {
    if (this.#leftOut === 0) return;
    const count = this.#leftOut.toLocaleString("en");
    this.#leftOut = 0;
    const many = `more than ${((LINES * 1000) / WINDOW).toLocaleString("en")} a second`;
    const text = `… ${count} lines of log points were left out: ${many}. A hit count such as "% 1000" shows some of them.\n`;
    this.#emit("output", { category: "console", text });
  }

  #nextWindow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.tellLeftOut();
    const now = performance.now();
    const windows = this.#windowEnd === 0 ? 0 : 1 + Math.floor((now - this.#windowEnd) / WINDOW);
    this.#room = Math.min(BURST, Math.max(0, this.#room) + windows * LINES);
    this.#windowEnd = now + WINDOW;
  }
}
