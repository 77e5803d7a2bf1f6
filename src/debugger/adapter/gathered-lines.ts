import type { Place } from "./knowledge.ts";

/** ms, and how many lines in such a time are more than is worth a message each, and a group for each dispatch. */
const WINDOW = 100;
const FEW = 50;
const MANY = 200;
/** ms for which many lines are expected after many: they may come in bursts. */
const LASTS = 1000;
/** ms that a line may wait for others. */
const DELAY = 50;
/** Lines of one message. */
const MOST = 2000;

/** What a step printed, by `ctx.log` or by a log point. */
export interface PrintedLine {
  readonly category: "console" | "stdout" | "stderr" | "important";
  readonly text: string;
  /** Of the run. */
  readonly thread?: number | undefined;
  readonly workflow: string;
  readonly step: string;
  readonly dispatchId: number;
  readonly place?: Place | undefined;
}

export interface GatheredSinks {
  /** What one dispatch printed at one place, once or again and again. */
  print(line: PrintedLine): void;
  /** What several dispatches printed; each line begins with the name of its step. */
  printMixed(category: PrintedLine["category"], text: string): void;
}

/**
 * Puts lines of `ctx.log` and of log points into one text, once they come so fast that nobody could read them: an editor takes a thousand
 * lines in one message as easily as one, but would be busy for minutes with a group for each of a thousand dispatches.
 */
export class GatheredLines {
  readonly #sinks: GatheredSinks;
  #lines: PrintedLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  /** Of the window before. */
  #countBefore = 0;
  #windowEnd = 0;
  #manyUntil = 0;

  constructor(sinks: GatheredSinks) {
    this.#sinks = sinks;
  }

  take(line: PrintedLine): void {
    const now = performance.now();
    if (now > this.#windowEnd) {
      this.#countBefore = now < this.#windowEnd + WINDOW ? this.#count : 0;
      this.#windowEnd = now + WINDOW;
      this.#count = 0;
    }
    this.#count++;
    if (this.#count > MANY) this.#manyUntil = now + LASTS;
    this.#lines.push(line);
    if (this.#rate <= FEW || this.#lines.length >= MOST) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), DELAY);
  }

  /** Before anything else is printed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    this.#lines = [];
    const calls = joined(lines, isSameCall);
    if (calls.length <= 1 || this.#rate <= MANY) for (const call of calls) this.#sinks.print(call);
    else {
      const named = lines.map((line) => ({ ...line, text: `${line.workflow}.${line.step}: ${line.text}` }));
      for (const { category, text } of joined(named, isSameCategory)) this.#sinks.printMixed(category, text);
    }
  }

  /** Lines in a window, at least for a while. */
  get #rate(): number {
    const recently = performance.now() < this.#manyUntil ? MANY + 1 : 0;
    return Math.max(this.#count, this.#countBefore, recently);
  }
}

/** Lines that follow each other and belong together become one. */
function joined(lines: readonly PrintedLine[], belong: (a: PrintedLine, b: PrintedLine) => boolean): PrintedLine[] {
  const groups: PrintedLine[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && belong(group[0], line)) group.push(line);
    else groups.push([line]);
  }
  return groups.flatMap((group) => group.slice(0, 1).map((first) => ({ ...first, text: group.map(textOf).join("") })));
}

function textOf({ text }: PrintedLine): string {
  return text;
}

function isSameCategory(a: PrintedLine, b: PrintedLine): boolean {
  return a.category === b.category;
}

/** In the same step of the same dispatch, from the same place. */
function isSameCall(a: PrintedLine, b: PrintedLine): boolean {
  return (
    isSameCategory(a, b) &&
    a.thread === b.thread &&
    a.dispatchId === b.dispatchId &&
    a.workflow === b.workflow &&
    a.step === b.step &&
    a.place?.path === b.place?.path &&
    a.place?.line === b.place?.line &&
    a.place?.column === b.place?.column
  );
}
