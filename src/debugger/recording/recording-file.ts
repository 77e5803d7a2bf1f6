import { closeSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { type HeaderLine, type Line, RECORDING_VERSION } from "./format.ts";
import { JsonBytes } from "./json-bytes.ts";
import { earlierPath } from "./segments.ts";

/** Bytes that are kept back at most: a program that never lets go of its turn would keep them all. */
const LARGEST_BATCH = 1 << 20;

/** Size bound unless another one is given, in bytes. */
export const DEFAULT_MAX_BYTES = 1 << 30;

/** Writes lines in batches: one write a turn of the event loop, so that what was applied is in the file a moment later. */
export class RecordingFile {
  readonly path: string;
  readonly #sources: readonly string[] | undefined;
  readonly #onProblem: (problem: string) => void;
  readonly #partBytes: number;
  #file: number;
  /** Counts the files that the recording has begun, from 0. */
  #part = 0;
  /** When the part is over, in bytes. */
  #limit: number;
  readonly #batch = new JsonBytes();
  #scheduled = false;
  #written = 0;
  #open = true;

  /**
   * Starts the file anew. `maxBytes` bounds what is kept, in two parts of half that size. `onProblem` is told once where
   * it cannot be written any more. @throws the system's error.
   */
  constructor(
    path: string,
    {
      maxBytes = DEFAULT_MAX_BYTES,
      sources,
      onProblem = () => {},
    }: { maxBytes?: number | undefined; sources?: readonly string[]; onProblem?: (problem: string) => void } = {},
  ) {
    this.path = path;
    this.#partBytes = this.#limit = maxBytes / 2;
    this.#sources = sources;
    this.#onProblem = onProblem;
    // Of another recording of that name.
    for (const old of [earlierPath(path), nextPath(path)]) rmSync(old, { force: true });
    this.#file = open(path);
    this.#writeHeader();
    this.flush();
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#written;
  }

  /** False where it cannot be written any more. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** The part is as long as it may be: it is time for {@link beginPart}. */
  get isPartOver(): boolean {
    return this.#open && this.#written + this.#batch.length > this.#limit;
  }

  write(line: Line): void {
    if (!this.#open) return;
    this.#batch.addLine(line);
    if (this.#batch.length > LARGEST_BATCH) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      }).unref();
    }
  }

  /** Hands all lines to the system: they survive the end of the process, however it comes. */
  flush(): void {
    if (this.#batch.length === 0 || !this.#open) return;
    const { bytes } = this.#batch;
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from);
      this.#written += bytes.length;
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#batch.clear();
    }
  }

  /**
   * Goes on in a new file, and keeps this one as the part before; what was before that is dropped. `begin` writes what
   * the new part begins with: all that the runs hold. At every moment there is a readable file of the recording's name.
   */
  beginPart(begin: () => void): void {
    this.flush();
    if (!this.#open) return;
    const next = nextPath(this.path);
    const finished = this.#file;
    try {
      this.#file = open(next);
      this.#part++;
      this.#written = 0;
      this.#writeHeader();
      begin();
      this.flush();
      // What the runs hold may be much: a part has at least as much again.
      this.#limit = Math.max(this.#partBytes, 2 * this.#written);
      keepAs(this.path, earlierPath(this.path));
      renameSync(next, this.path);
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      closeSync(finished);
    }
  }

  close(): void {
    this.flush();
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }

  #writeHeader(): void {
    const [, program] = process.argv;
    this.write({
      stepwright: "recording",
      version: RECORDING_VERSION,
      at: Date.now(),
      pid: process.pid,
      node: process.version,
      ...(this.#part > 0 && { part: this.#part }),
      ...(program !== undefined && { program }),
      ...(this.#sources && { sources: this.#sources }),
    } satisfies HeaderLine);
  }

  #fail(error: Error): void {
    this.#open = false;
    this.#onProblem(`The recording ${this.path} cannot be written any more: ${error.message}`);
  }
}

/** Only its owner may read it: it holds what the program worked with. */
function open(path: string): number {
  return openSync(path, "w", 0o600);
}

function nextPath(path: string): string {
  return `${path}.next`;
}

/** The file has another name, too; without hard links, only that one. */
function keepAs(path: string, name: string): void {
  rmSync(name, { force: true });
  try {
    linkSync(path, name);
  } catch {
    renameSync(path, name);
  }
}
