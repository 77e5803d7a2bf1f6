import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { InspectorOutput } from "./inspector-output.ts";
import { LastWords } from "./last-words.ts";

export interface OutputHandlers {
  output(category: "stdout" | "stderr", text: string): void;
  /** Resolves when there is room for more output; undefined where there is. */
  room(): Promise<void> | undefined;
  /** Where the V8 inspector listens. */
  inspector(address: string): void;
}

/** ms between looks at whether an ended program's pipes are empty. */
const LOOK_MS = 200;
/** ms that somebody else, who has inherited the pipes, may go on printing. */
const PATIENCE_MS = 2000;

/**
 * Hands over what a program prints, as fast as it is taken: a program that prints faster than the client reads waits, as
 * it would for a slow terminal, and the adapter does not fill its memory.
 */
export class ProgramOutput {
  readonly lastWords = new LastWords();
  readonly #streams: readonly Readable[];
  readonly #handlers: OutputHandlers;
  #waiting = 0;
  #readSinceLook = false;

  constructor({ stdout, stderr }: ChildProcess, handlers: OutputHandlers) {
    this.#streams = [stdout, stderr].filter((stream) => stream !== null);
    this.#handlers = handlers;
    if (stdout !== null) this.#read(stdout, (text) => handlers.output("stdout", text));
    if (stderr === null) return;
    const inspector = new InspectorOutput(handlers.inspector);
    const print = (text: string): void => {
      if (text !== "") handlers.output("stderr", text);
    };
    this.#read(stderr, (text) => {
      this.lastWords.read(text);
      print(inspector.filter(text));
    });
    stderr.on("end", () => print(inspector.flush()));
  }

  /**
   * The program has ended: its pipes are closed once they are empty. Whoever else holds them, a process that it left
   * behind, must not keep the session open; what it still prints is nobody's.
   */
  closeWhenEmpty(): void {
    let left = PATIENCE_MS;
    const look = (): void => {
      if (this.#waiting === 0) left -= LOOK_MS;
      if (this.#waiting > 0 || (this.#readSinceLook && left > 0)) setTimeout(look, LOOK_MS).unref();
      else for (const stream of this.#streams) stream.destroy();
      this.#readSinceLook = false;
    };
    setTimeout(look, LOOK_MS).unref();
  }

  #read(stream: Readable, handle: (text: string) => void): void {
    const decoder = new StringDecoder("utf8");
    stream.on("data", (chunk: Buffer) => {
      this.#readSinceLook = true;
      handle(decoder.write(chunk));
      const room = this.#handlers.room();
      if (room === undefined) return;
      stream.pause();
      this.#waiting++;
      void room.then(() => {
        this.#waiting--;
        stream.resume();
      });
    });
  }
}
