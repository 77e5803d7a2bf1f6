import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createTemporaryFolder, removeTemporaryFolder } from "../protocol/temporary-folder.ts";
import { type EventNames, Fold } from "./fold.ts";

interface Checkpoint {
  /** How many lines are folded in it. */
  readonly lines: number;
  readonly offset: number;
  readonly length: number;
}

/** Folds at some points of a recording, kept in a temporary file: memory must not grow with a recording's length. */
export class Checkpoints {
  readonly #list: Checkpoint[] = [];
  readonly #names: EventNames;
  #folder: string | undefined;
  #file = -1;
  #size = 0;

  constructor(names: EventNames) {
    this.#names = names;
  }

  /** Bytes of the last one. */
  get lastSize(): number {
    return this.#list.at(-1)?.length ?? 0;
  }

  add(lines: number, fold: Fold): void {
    if (this.#folder === undefined) {
      this.#folder = createTemporaryFolder("checkpoints");
      this.#file = openSync(join(this.#folder, "checkpoints"), "w+", 0o600);
    }
    const bytes = Buffer.from(fold.toText());
    for (let from = 0; from < bytes.length; ) {
      from += writeSync(this.#file, bytes, from, bytes.length - from, this.#size + from);
    }
    this.#list.push({ lines, offset: this.#size, length: bytes.length });
    this.#size += bytes.length;
  }

  /** How many lines the last checkpoint has that has at most that many. */
  linesBefore(lines: number): number {
    return this.#list.findLast((checkpoint) => checkpoint.lines <= lines)?.lines ?? 0;
  }

  /** The last fold with at most that many lines; an empty one where there is none. */
  before(lines: number): { readonly lines: number; readonly fold: Fold } {
    const found = this.#list.findLast((checkpoint) => checkpoint.lines <= lines);
    if (found === undefined) return { lines: 0, fold: new Fold(this.#names) };
    const bytes = Buffer.allocUnsafe(found.length);
    readSync(this.#file, bytes, 0, found.length, found.offset);
    return { lines: found.lines, fold: Fold.fromText(bytes.toString("utf8"), this.#names) };
  }

  close(): void {
    if (this.#folder === undefined) return;
    closeSync(this.#file);
    removeTemporaryFolder(this.#folder);
    this.#folder = undefined;
  }
}
