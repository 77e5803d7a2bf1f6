/**
 * A recording that has reached its bound goes on in a new file of the same name, and keeps the one before beside it:
 * `run.stepwright.jsonl` and `run.earlier.stepwright.jsonl`. Here both are read as one.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type HeaderLine, RECORDING_EXTENSION } from "./format.ts";

/** Longest first line that is looked at: it may list many sources. */
const LONGEST_HEADER = 1 << 20;

/** Where the part before that file's is kept. */
export function earlierPath(path: string): string {
  const name = basename(path).replace(/(\.stepwright)?\.jsonl$/, "");
  return join(dirname(path), `${name}.earlier${RECORDING_EXTENSION}`);
}

interface Segment {
  readonly file: number;
  /** Bytes before it. */
  readonly start: number;
}

export class Segments {
  readonly path: string;
  /** Oldest first; the last one may grow. */
  readonly #list: readonly Segment[];

  /** @throws the system's error where the file cannot be read. */
  constructor(path: string) {
    this.path = path;
    const file = openSync(path, "r");
    const before = openBefore(path, file);
    this.#list =
      before === undefined
        ? [{ file, start: 0 }]
        : [
            { file: before, start: 0 },
            { file, start: fstatSync(before).size },
          ];
  }

  /** Bytes of all of it. */
  get size(): number {
    const { file, start } = this.#last;
    return start + fstatSync(file).size;
  }

  /** True where the recording has begun a new file since: what follows is not in these. */
  get isReplaced(): boolean {
    try {
      return statSync(this.path).ino !== fstatSync(this.#last.file).ino;
    } catch {
      return false;
    }
  }

  /** At most that many bytes from there on: fewer at the end. */
  read(from: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    for (const [index, { file, start }] of this.#list.entries()) {
      const end = this.#list[index + 1]?.start ?? Number.POSITIVE_INFINITY;
      while (read < length && from + read >= start && from + read < end) {
        const at = from + read - start;
        const count = readSync(file, bytes, read, Math.min(length - read, end - from - read), at);
        if (count === 0) break;
        read += count;
      }
    }
    return bytes.subarray(0, read);
  }

  close(): void {
    for (const { file } of this.#list) closeSync(file);
  }

  get #last(): Segment {
    return this.#list.at(-1) as Segment;
  }
}

/** The file of the part before, where it is there and is that: the recording may go on while it is opened. */
function openBefore(path: string, file: number): number | undefined {
  const { part = 0 } = headerOf(file) ?? {};
  if (part === 0) return undefined;
  try {
    const before = openSync(earlierPath(path), "r");
    const header = headerOf(before);
    if (header !== undefined && (header.part ?? 0) === part - 1) return before;
    closeSync(before);
  } catch {
    // What is there begins with what the runs held.
  }
  return undefined;
}

function headerOf(file: number): HeaderLine | undefined {
  const bytes = Buffer.allocUnsafe(LONGEST_HEADER);
  const length = readSync(file, bytes, 0, LONGEST_HEADER, 0);
  const end = bytes.subarray(0, length).indexOf(10);
  try {
    return JSON.parse(bytes.toString("utf8", 0, end < 0 ? length : end)) as HeaderLine;
  } catch {
    return undefined;
  }
}
