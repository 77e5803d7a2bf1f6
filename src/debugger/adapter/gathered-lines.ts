import type { LoggedLine } from "../protocol/log-marker.ts";

/** ms, and how many lines in such a time are more than is worth a message each, and a group for each dispatch. */
const WINDOW = 100;
const FEW = 50;
const MANY = 200;
/** ms that a line may wait for others. */
const DELAY = 50;
/** Lines of one message. */
const MOST = 2000;

interface Printed {
  readonly line: LoggedLine;
  readonly text: string;
}

export interface GatheredSinks {
  /** What one call of `ctx.log` printed, once or again and again. */
  print(line: LoggedLine, text: string): void;
  /** What several calls printed; each line begins with the name of its step. */
  printMixed(text: string): void;
}

/**
 * Puts lines of `ctx.log` into one text, once they come so fast that nobody could read them: an editor takes a thousand
 * lines in one message as easily as one, but would be busy for minutes with a group for each of a thousand dispatches.
 */
export class GatheredLines {
  readonly #sinks: GatheredSinks;
  #lines: Printed[] = [];
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  /** Of the window before. */
  #countBefore = 0;
  #windowEnd = 0;

  constructor(sinks: GatheredSinks) {
    this.#sinks = sinks;
  }

  take(line: LoggedLine, text: string): void {
    const now = performance.now();
    if (now > this.#windowEnd) {
      this.#countBefore = now < this.#windowEnd + WINDOW ? this.#count : 0;
      this.#windowEnd = now + WINDOW;
      this.#count = 0;
    }
    this.#count++;
    this.#lines.push({ line, text });
    if (this.#rate <= FEW || this.#lines.length >= MOST) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), DELAY);
  }

  /** Before anything else is printed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    this.#lines = [];
    const calls = callsOf(lines);
    if (calls.length > 1 && this.#rate > MANY) {
      this.#sinks.printMixed(lines.map(({ line, text }) => `${line.workflow}.${line.step}: ${text}`).join(""));
    } else for (const { line, text } of calls) this.#sinks.print(line, text);
  }

  get #rate(): number {
    return Math.max(this.#count, this.#countBefore);
  }
}

/** Lines that follow each other and come from the same call become one text. */
function callsOf(lines: readonly Printed[]): Printed[] {
  const calls: { line: LoggedLine; text: string }[] = [];
  for (const { line, text } of lines) {
    const last = calls.at(-1);
    if (last !== undefined && isSameCall(last.line, line)) last.text += text;
    else calls.push({ line, text });
  }
  return calls;
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
