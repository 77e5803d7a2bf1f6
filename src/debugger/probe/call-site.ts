import { fileURLToPath } from "node:url";

/** A place in a source file; lines and columns from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** `at async Flow.step (file:///a.ts:3:4)`, with the function in group 1 where there is one, then file, line and column. */
const FRAME = /^\s*at (?:(?:async )?(.+?) \()?(.+?):(\d+):(\d+)\)?$/;

/** What a step's body calls. */
const CONTEXT = /(?:^|\.)(?:Store|StepContext|RunContext)\./;

/** The stack of a call into the runtime. It is read only where somebody asks: source maps take their time. */
export class CallSite {
  readonly #error: Error;

  constructor() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 40;
    this.#error = new Error();
    Error.stackTraceLimit = limit;
  }

  /** Where a step's body called its context. Undefined where V8 has lost the way, as it does behind some promises. */
  get place(): Place | undefined {
    const frames = (this.#error.stack ?? "").split("\n").flatMap((line) => {
      const match = FRAME.exec(line);
      if (match === null) return [];
      return [{ name: match[1] ?? "", file: match[2] as string, line: Number(match[3]), column: Number(match[4]) }];
    });
    // The probe's frames come first, then the runtime's, then the caller.
    const entry = frames.findLastIndex(({ name }) => CONTEXT.test(name));
    const caller = entry < 0 ? undefined : frames.slice(entry + 1).find(({ file }) => !file.startsWith("node:"));
    if (caller === undefined || caller.file.startsWith("<")) return undefined;
    const { file, line, column } = caller;
    return { path: file.startsWith("file:") ? fileURLToPath(file) : file, line, column };
  }
}
