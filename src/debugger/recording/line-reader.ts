import type { Line } from "./format.ts";
import { checkHeader } from "./header.ts";
import { NumberList } from "./number-list.ts";
import { RecordingError } from "./recording-error.ts";
import { Segments } from "./segments.ts";

const CHUNK = 1 << 20;
/** Lines that are kept parsed, and the bytes they may have together. */
const KEPT_LINES = 4096;
const KEPT_BYTES = 8 << 20;
/** How much is read around a line that is asked for. */
const NEIGHBOURHOOD = 1 << 16;

/** A recording's lines by number, read from the file when they are asked for. The file may grow meanwhile. */
export class LineReader {
  readonly path: string;
  readonly #file: Segments;
  readonly #offsets = new NumberList();
  /** Bytes that are known to be whole lines. */
  #end = 0;
  #kept = new Map<number, { readonly line: Line; readonly bytes: number }>();
  #keptBytes = 0;

  /** @throws RecordingError where it is no recording; the system's error where it cannot be read. */
  constructor(path: string) {
    this.path = path;
    this.#file = new Segments(path);
  }

  /** Lines so far. */
  get count(): number {
    return this.#offsets.length;
  }

  get bytes(): number {
    return this.#end;
  }

  /** Size of all of it, in bytes. */
  get size(): number {
    return this.#file.size;
  }

  /** True where the recording goes on in a new file. */
  get isReplaced(): boolean {
    return this.#file.isReplaced;
  }

  /** Reads on: the next lines that are in the file now, at most about a megabyte of them. Empty at its end; a torn last line is left for later. */
  more(): Line[] {
    let bytes = this.#file.read(this.#end, CHUNK);
    let end = bytes.lastIndexOf(10);
    // A single line may be longer than a chunk.
    while (end < 0 && bytes.length > 0) {
      const longer = this.#file.read(this.#end, bytes.length * 4);
      if (longer.length === bytes.length) return [];
      bytes = longer;
      end = bytes.lastIndexOf(10);
    }
    const lines: Line[] = [];
    let start = 0;
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, start)) {
      const text = bytes.toString("utf8", start, newline);
      if (this.count === 0) checkHeader(this.path, text);
      lines.push(this.#parse(text, this.count + 1));
      this.#offsets.push(this.#end + start);
      start = newline + 1;
    }
    this.#end += start;
    return lines;
  }

  /** The line of that number, from 0. */
  line(number: number): Line {
    const kept = this.#kept.get(number);
    if (kept !== undefined) return kept.line;
    this.#readAround(number);
    return (this.#kept.get(number) as { line: Line }).line;
  }

  offsetOf(number: number): number {
    return number < this.count ? this.#offsets.get(number) : this.#end;
  }

  close(): void {
    this.#file.close();
  }

  /** Who goes back or forth asks for the neighbours next. */
  #readAround(number: number): void {
    let first = number;
    let last = number;
    const size = (): number => this.offsetOf(last + 1) - this.offsetOf(first);
    while (first > 0 && this.offsetOf(number + 1) - this.offsetOf(first - 1) < NEIGHBOURHOOD / 2) first--;
    while (last + 1 < this.count && this.offsetOf(last + 2) - this.offsetOf(first) < NEIGHBOURHOOD) last++;
    const from = this.offsetOf(first);
    const bytes = this.#file.read(from, size());
    for (let each = first; each <= last; each++) {
      const start = this.offsetOf(each);
      const length = this.offsetOf(each + 1) - start;
      if (this.#kept.has(each)) continue;
      const text = bytes.toString("utf8", start - from, start - from + length);
      this.#kept.set(each, { line: this.#parse(text, each + 1), bytes: length });
      this.#keptBytes += length;
    }
    for (const [each, { bytes: length }] of this.#kept) {
      if (this.#kept.size <= KEPT_LINES && this.#keptBytes <= KEPT_BYTES) break;
      if (each >= first && each <= last) continue;
      this.#kept.delete(each);
      this.#keptBytes -= length;
    }
  }

  #parse(text: string, number: number): Line {
    try {
      return JSON.parse(text) as Line;
    } catch {
      throw new RecordingError(
        `${this.path} is damaged: line ${number} is not JSON. What comes before it can be cut out and opened.`,
      );
    }
  }
}
