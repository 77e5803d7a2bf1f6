import { closeSync, openSync, writeSync } from "node:fs";
import { type FullLine, type HeaderLine, type Line, RECORDING_VERSION } from "./format.ts";

/** Characters that are kept back at most: a program that never lets go of its turn would keep them all. */
const LARGEST_BATCH = 1 << 20;

/** Size bound unless another one is given, in bytes. */
export const DEFAULT_MAX_BYTES = 1 << 30;

/** Writes lines in batches: one write a turn of the event loop, so that what was applied is in the file a moment later. */
export class RecordingFile {
  readonly path: string;
  readonly #file: number;
  readonly #maxBytes: number;
  readonly #onProblem: (problem: string) => void;
  #batch: string[] = [];
  #batchLength = 0;
  #scheduled = false;
  #written = 0;
  #open = true;

  /** Starts the file anew. `onProblem` is told once where it cannot be written any more. @throws the system's error. */
  constructor(
    path: string,
    {
      maxBytes = DEFAULT_MAX_BYTES,
      sources,
      onProblem = () => {},
    }: { maxBytes?: number | undefined; sources?: readonly string[]; onProblem?: (problem: string) => void } = {},
  ) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#onProblem = onProblem;
    // Only its owner may read it: it holds what the program worked with.
    this.#file = openSync(path, "w", 0o600);
    const [, program] = process.argv;
    this.write({
      stepwright: "recording",
      version: RECORDING_VERSION,
      at: Date.now(),
      pid: process.pid,
      node: process.version,
      ...(program !== undefined && { program }),
      ...(sources && { sources }),
    } satisfies HeaderLine);
    this.flush();
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#written;
  }

  get full(): boolean {
    return !this.#open;
  }

  write(line: Line): void {
    if (!this.#open) return;
    const text = JSON.stringify(line);
    this.#batch.push(text);
    this.#batchLength += text.length + 1;
    if (this.#batchLength > LARGEST_BATCH) this.flush();
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
    const bytes = Buffer.from(`${this.#batch.join("\n")}\n`);
    this.#batch = [];
    this.#batchLength = 0;
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from);
      this.#written += bytes.length;
      if (this.#written > this.#maxBytes) this.#end();
    } catch (error) {
      this.#open = false;
      this.#onProblem(`The recording ${this.path} cannot be written any more: ${(error as Error).message}`);
    }
  }

  close(): void {
    this.flush();
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }

  #end(): void {
    const full: FullLine = { type: "full", at: Date.now() };
    writeSync(this.#file, `${JSON.stringify(full)}\n`);
    closeSync(this.#file);
    this.#open = false;
    const megabytes = Math.round(this.#maxBytes / (1 << 20));
    this.#onProblem(`The recording ${this.path} has reached its bound of ${megabytes} MB and ends here.`);
  }
}
