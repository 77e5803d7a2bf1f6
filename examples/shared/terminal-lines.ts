import { createInterface, type Interface } from "node:readline";

/** Lines of standard input, asked for one at a time. Nothing is read before the first question. */
export class TerminalLines {
  #reader: Interface | undefined;
  /** Lines that came before somebody asked, as they do from a pipe. */
  readonly #early: string[] = [];
  #ended = false;
  #deliver: ((line: string | undefined) => void) | undefined;

  /** The next line; undefined where the input has ended or the question was given up. */
  async next(label: string): Promise<string | undefined> {
    this.#reader ??= this.#open();
    // A terminal shows the question first and then what is typed. From elsewhere an answer comes, or none ever does.
    if (process.stdin.isTTY) process.stdout.write(label);
    const line = await this.#line();
    if (process.stdin.isTTY && line === undefined) console.log();
    if (!process.stdin.isTTY && line !== undefined) console.log(label + line);
    return line;
  }

  #line(): Promise<string | undefined> {
    if (this.#early.length > 0 || this.#ended) return Promise.resolve(this.#early.shift());
    return new Promise((resolve) => {
      this.#deliver = resolve;
    });
  }

  /** The question that is being asked gets no answer from here. */
  giveUp(): void {
    this.#answer(undefined);
  }

  /** Lets go of standard input: an open one would keep the process alive. */
  close(): void {
    this.#reader?.close();
  }

  #open(): Interface {
    const reader = createInterface({ input: process.stdin });
    reader.on("line", (line) => this.#answer(line) || this.#early.push(line));
    reader.on("close", () => {
      this.#ended = true;
      this.#answer(undefined);
    });
    return reader;
  }

  /** False where nobody was waiting for a line. */
  #answer(line: string | undefined): boolean {
    const deliver = this.#deliver;
    this.#deliver = undefined;
    deliver?.(line);
    return deliver !== undefined;
  }
}
