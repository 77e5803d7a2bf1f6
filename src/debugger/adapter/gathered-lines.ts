import type { LoggedLine } from "../protocol/log-marker.ts";

/** ms, and how many lines in such a time are more than is worth a message each. */
const WINDOW = 100;
const FEW = 50;
/** ms that a line may wait for others. */
const DELAY = 50;
/** Lines of one message. */
const MOST = 2000;

/**
 * Puts lines that one call of `ctx.log` prints again and again into one text, once they come so fast that nobody could
 * read them: an editor takes a thousand lines in one message as easily as one.
 */
export class GatheredLines {
  readonly #print: (line: LoggedLine, text: string) => void;
  #call: LoggedLine | undefined;
  #texts: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #windowEnd = 0;

  constructor(print: (line: LoggedLine, text: string) => void) {
    this.#print = print;
  }

  take(line: LoggedLine, text: string): void {
    const now = performance.now();
    if (now > this.#windowEnd) {
      this.#windowEnd = now + WINDOW;
      this.#count = 0;
    }
    if (this.#call !== undefined && !isSameCall(this.#call, line)) this.flush();
    this.#call = line;
    this.#texts.push(text);
    if (++this.#count <= FEW || this.#texts.length >= MOST) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), DELAY);
  }

  /** Before anything else is printed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#call === undefined) return;
    const [line, text] = [this.#call, this.#texts.join("")];
    this.#call = undefined;
    this.#texts = [];
    this.#print(line, text);
  }
}

/** In the same step of the same dispatch, from the same place. */
function isSameCall(a: LoggedLine, b: LoggedLine): boolean {
  return (
    a.thread === b.thread &&
    a.dispatchId === b.dispatchId &&
    a.place?.path === b.place?.path &&
    a.place?.line === b.place?.line &&
    a.place?.column === b.place?.column
  );
}
