import { randomBytes } from "node:crypto";
import { type LoggedLine, markerBounds } from "../protocol/log-marker.ts";

interface Sinks {
  /** What is no line of `ctx.log`. */
  raw(text: string): void;
  /** The text of one call of `ctx.log`, with its line end. */
  logged(line: LoggedLine, text: string): void;
}

interface Unfinished {
  readonly line: LoggedLine;
  text: string;
  /** Lines that are still to come. */
  left: number;
}

/** Tells the lines of `ctx.log` from the rest of standard output, by the marks that the probe puts before them. */
export class LoggedLines {
  /** For the probe. Unknown to the program, which could otherwise speak in a step's name. */
  readonly mark = randomBytes(9).toString("base64url");
  readonly #bounds = markerBounds(this.mark);
  readonly #sinks: Sinks;
  #rest = "";
  #current: Unfinished | undefined;

  constructor(sinks: Sinks) {
    this.#sinks = sinks;
  }

  /** Takes what came, in pieces of any size. */
  take(chunk: string): void {
    let text = this.#rest + chunk;
    this.#rest = "";
    while (text !== "") {
      const used = this.#current === undefined ? this.#outside(text) : this.#inside(text, this.#current);
      if (used === 0) {
        this.#rest = text;
        return;
      }
      text = text.slice(used);
    }
  }

  /** The stream has ended: what was kept back is shown. */
  end(): void {
    const { line, text } = this.#current ?? {};
    const rest = (text ?? "") + this.#rest;
    this.#current = undefined;
    this.#rest = "";
    if (rest === "") return;
    if (line === undefined) this.#sinks.raw(rest);
    else this.#sinks.logged(line, rest);
  }

  /** Returns how many characters are dealt with; 0 where more must come first. */
  #outside(text: string): number {
    const { start, end } = this.#bounds;
    const at = text.indexOf(start);
    const plain = at < 0 ? text.length - overlap(text, start) : at;
    if (plain > 0) {
      this.#sinks.raw(text.slice(0, plain));
      return plain;
    }
    const close = text.indexOf(end, start.length);
    if (at < 0 || close < 0) return 0;
    const line = JSON.parse(text.slice(start.length, close)) as LoggedLine;
    this.#current = { line, text: "", left: line.lines };
    return close + end.length;
  }

  #inside(text: string, current: Unfinished): number {
    const end = text.indexOf("\n") + 1;
    if (end === 0) return 0;
    current.text += text.slice(0, end);
    if (--current.left === 0) {
      this.#current = undefined;
      this.#sinks.logged(current.line, current.text);
    }
    return end;
  }
}

/** How many characters at the end of a text could be the beginning of the other. */
function overlap(text: string, beginning: string): number {
  for (let length = Math.min(text.length, beginning.length - 1); length > 0; length--) {
    if (beginning.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
