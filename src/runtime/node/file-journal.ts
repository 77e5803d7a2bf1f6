import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { JOURNAL_VERSION, type Journal, type JournalHeader } from "../engine/journal.ts";
import type { RecordedJournal } from "../engine/replay.ts";
import type { Tick } from "../engine/tick.ts";
import { messageOf, SnapshotError } from "../errors.ts";
import { decode, encode } from "../events/codec.ts";
import type { EventClass } from "../events/event.ts";

export interface FileJournalOptions {
  /**
   * When the disk must have a tick: `"tick"` before anything follows from it (survives a power cut), `"never"` (default)
   * when the system sees fit (survives the end of the process, however it came).
   */
  readonly fsync?: "tick" | "never";
}

/**
 * A journal on disk: JSON lines, a header and then a tick a line, each written before anything follows from it. A file
 * that exists is gone on with: pass it to `workflow.resume` after `readJournal`.
 * Format: docs/journal.md.
 */
export class FileJournal implements Journal {
  readonly path: string;
  readonly #fsync: boolean;
  #file: number | undefined;

  constructor(path: string, options: FileJournalOptions = {}) {
    this.path = path;
    this.#fsync = options.fsync === "tick";
  }

  /** @throws SnapshotError where the file holds a run: it is never overwritten. */
  open(header: JournalHeader): void {
    if (hasJournal(this.path)) {
      throw new SnapshotError(`${this.path} exists. Resume its run, or choose another file for the new one.`);
    }
    if (existsSync(this.path)) cutOff(this.path, 0);
    this.#write({ stepwright: "journal", ...header, state: encode(header.state) });
  }

  append(tick: Tick): void {
    this.#write(encode(tick));
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  #write(line: unknown): void {
    this.#file ??= openSync(this.path, "a", 0o600);
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    if (this.#fsync) fsyncSync(this.#file);
  }
}

/**
 * True where the file holds a run that has begun: `resume` it with `readJournal`. False where there is no file, or where
 * the process ended before the run's first tick: `run` it (again) with its input.
 * @throws SnapshotError where the file is something else than a journal.
 */
export function hasJournal(path: string): boolean {
  if (!existsSync(path)) return false;
  const [first = "", ...lines] = readFileSync(path, "utf8").split("\n");
  if (!JOURNAL_START.startsWith(first.slice(0, JOURNAL_START.length))) {
    throw new SnapshotError(`${path} is not a journal of a run.`);
  }
  // What follows the last line's end is the begin of a line that was torn.
  return lines.length > 1;
}

/** What every journal begins with, or what is left of it where its first line was torn. */
const JOURNAL_START = '{"stepwright":"journal",';

export interface ReadJournalOptions {
  /** The event class of that name; without it events are read as plain ones that keep their name and fields. */
  readonly classOf?: (name: string) => EventClass | undefined;
  /** Cuts a torn last line off the file too, so that a run can go on writing it. Default true. */
  readonly repair?: boolean;
}

/** A journal as it was read, with what was wrong with it. */
export interface ReadJournal extends RecordedJournal {
  readonly header: JournalHeader;
  /** Set where the last line was torn (the process ended while writing it) and dropped. */
  readonly warning: string | undefined;
}

/** @throws SnapshotError naming the file and the line that cannot be read. */
export function readJournal(path: string, options: ReadJournalOptions = {}): ReadJournal {
  const bytes = readFileSync(path);
  const complete = bytes.lastIndexOf(0x0a) + 1;
  const warning =
    complete < bytes.length
      ? `${path}: the last line was torn (${bytes.length - complete} bytes without an end) and is dropped.`
      : undefined;
  if (warning && options.repair !== false) cutOff(path, complete);
  const lines = bytes.toString("utf8", 0, complete).split("\n").slice(0, -1);
  const [first, ...rest] = lines.map((line, index) => parseLine(path, line, index + 1, options.classOf));
  return { header: toHeader(path, first), ticks: rest as unknown as Tick[], warning };
}

function cutOff(path: string, length: number): void {
  const file = openSync(path, "r+");
  try {
    ftruncateSync(file, length);
  } finally {
    closeSync(file);
  }
}

function parseLine(path: string, line: string, number: number, classOf: ReadJournalOptions["classOf"]): unknown {
  try {
    return decode(JSON.parse(line), classOf);
  } catch (error) {
    throw new SnapshotError(`${path}, line ${number}: ${messageOf(error)}`, { cause: error });
  }
}

function toHeader(path: string, line: unknown): JournalHeader {
  const header = line as (JournalHeader & { readonly stepwright?: string }) | undefined;
  if (header?.stepwright !== "journal") throw new SnapshotError(`${path} is not a journal of a run.`);
  if (header.version !== JOURNAL_VERSION) {
    throw new SnapshotError(
      `${path} is a journal of version ${header.version}; this library reads version ${JOURNAL_VERSION}. Use the library that wrote it.`,
    );
  }
  return header;
}
