import { Checkpoints } from "./checkpoints.ts";
import { Fold } from "./fold.ts";
import type { ClassLine, HeaderLine, Line } from "./format.ts";
import { LineReader } from "./line-reader.ts";
import { NameTable } from "./name-table.ts";
import { NumberList } from "./number-list.ts";
import { RunIndex } from "./run-index.ts";

/** Least bytes between two checkpoints. */
const CHECKPOINT_BYTES = 4 << 20;

/**
 * A recording, and a point in it: `position` lines are folded. Going to a point nearby costs what lies between; a point
 * far away begins at a checkpoint. In memory are an index of numbers, the lines around the point, and what the runs hold.
 */
export class Recording {
  readonly #reader: LineReader;
  readonly #names = new NameTable();
  readonly #eventName = (run: number, event: number): string => this.#runs.get(run)?.nameOf(event) ?? "?";
  readonly #checkpoints = new Checkpoints(this.#eventName);
  readonly #runs = new Map<number, RunIndex>();
  readonly #classes = new Map<string, ClassLine>();
  /** By dispatch, in the order they started: its line and its run. */
  readonly dispatchLines = new NumberList();
  #fold = new Fold(this.#eventName);
  #position = 0;
  /** How the last lines are undone, oldest first. */
  #undo: (readonly (() => void)[])[] = [];
  #sinceCheckpoint = 0;

  /** @throws RecordingError, or the system's error where the file cannot be read. */
  constructor(path: string) {
    this.#reader = new LineReader(path);
  }

  /** Source files and the main file of the program, as far as the recording names them. */
  get sources(): readonly string[] {
    const header = this.length === 0 ? undefined : (this.line(0) as HeaderLine);
    return [...(header?.sources ?? []), ...(header?.program === undefined ? [] : [header.program])];
  }

  get path(): string {
    return this.#reader.path;
  }

  /** True where it has lost its beginning: it had reached its size bound. */
  get isCut(): boolean {
    return this.length > 0 && ((this.line(0) as HeaderLine).part ?? 0) > 0;
  }

  /** True where it goes on in a new file: what follows is read by opening it again. */
  get isReplaced(): boolean {
    return this.#reader.isReplaced;
  }

  /** Lines that are known. */
  get length(): number {
    return this.#reader.count;
  }

  get position(): number {
    return this.#position;
  }

  /** Runs that have begun and not ended at this point. */
  get fold(): Fold {
    return this.#fold;
  }

  get runs(): ReadonlyMap<number, RunIndex> {
    return this.#runs;
  }

  line(number: number): Line {
    return this.#reader.line(number);
  }

  classOf(event: string): ClassLine | undefined {
    return this.#classes.get(event);
  }

  /**
   * Reads what was appended since, a part at a time; afterwards the point is the end. `progress` is told how much of the
   * file is read, from 0 to 1. @throws RecordingError for a file that is none, or damaged.
   */
  async readOn(progress: (part: number) => void = () => {}): Promise<void> {
    this.seek(this.length);
    while (this.readSome()) {
      progress(this.#reader.bytes / Math.max(1, this.#reader.size));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** One part of it; false where there was nothing more. The point must be the end. */
  readSome(): boolean {
    const first = this.#reader.count;
    const lines = this.#reader.more();
    for (const [index, line] of lines.entries()) {
      const number = first + index;
      this.#note(line, number);
      this.#advance(line, number);
      this.#sinceCheckpoint += this.#reader.offsetOf(number + 1) - this.#reader.offsetOf(number);
      // A checkpoint is due whenever what came since is as large as the last one: together they are no larger than the recording.
      if (this.#sinceCheckpoint < Math.max(CHECKPOINT_BYTES, this.#checkpoints.lastSize)) continue;
      this.#checkpoints.add(this.#position, this.#fold);
      this.#sinceCheckpoint = 0;
      this.#undo = this.#undo.slice(-1000);
    }
    return lines.length > 0;
  }

  /** Goes to the point after that many lines. */
  seek(lines: number): void {
    const isFarBack = lines < this.#position - this.#undo.length;
    // A step further back is likely: a checkpoint at the point itself would not do.
    if (isFarBack) this.#jump(Math.max(0, lines - 1));
    else if (this.#checkpoints.linesBefore(lines) > this.#position) this.#jump(lines);
    while (this.#position > lines) {
      const undo = this.#undo.pop() as readonly (() => void)[];
      for (let i = undo.length - 1; i >= 0; i--) undo[i]?.();
      this.#position--;
    }
    while (this.#position < lines) this.#advance(this.line(this.#position), this.#position);
  }

  close(): void {
    this.#reader.close();
    this.#checkpoints.close();
  }

  /** Begins at the checkpoint before that point. */
  #jump(lines: number): void {
    const { lines: from, fold } = this.#checkpoints.before(lines);
    this.#fold = fold;
    this.#position = from;
    this.#undo = [];
  }

  #advance(line: Line, number: number): void {
    this.#undo.push(this.#fold.apply(line, number));
    this.#position++;
    if (this.#undo.length > LONGEST_UNDO) this.#undo = this.#undo.slice(-LONGEST_UNDO / 2);
  }

  #note(line: Line, number: number): void {
    if (!("type" in line)) return;
    if (line.type === "class") this.#classes.set(line.name, line);
    else if (line.type === "run") {
      if (!this.#runs.has(line.run)) this.#runs.set(line.run, new RunIndex(line, number, this.#names));
    } else if (line.type === "end") {
      const run = this.#runs.get(line.run);
      if (run) run.lastLine = number;
    } else if (line.type === "tick") {
      this.#runs.get(line.run)?.note(line, number);
      if (line.started) this.dispatchLines.push(number);
    }
  }
}

/** Lines that can be undone without a checkpoint. */
const LONGEST_UNDO = 200_000;
