import { Transform, type TransformCallback } from "node:stream";

/** The blank line that ends a header cannot be part of a JSON text: this is a header wherever it is found. */
const HEADER = /Content-Length: *(\d{1,9})\r\n(?:[^\r\n]+\r\n)*\r\n/i;
/** Bytes that may be the beginning of a header. */
const MAX_HEADER = 1024;
/** Bytes. What announces more is no request. */
const MAX_BODY = 64 * 1024 * 1024;
const MAX_EXCERPT = 60;

/**
 * Lets the protocol's messages through and leaves out everything else, so that a client's one wrong byte does not end the
 * session, or make the adapter wait for the rest of a message that never comes. `garbage` is told what was left out.
 */
export class MessageFrames extends Transform {
  readonly #garbage: (what: string) => void;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(garbage: (what: string) => void) {
    super();
    this.#garbage = garbage;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (this.#takeOne());
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#leaveOut(this.#bytes.length);
    done();
  }

  /** Takes one message, or something else, from the beginning; false where there is no whole one. */
  #takeOne(): boolean {
    const text = this.#bytes.toString("latin1");
    const header = HEADER.exec(text);
    if (header === null) {
      this.#leaveOut(this.#bytes.length - MAX_HEADER);
      return false;
    }
    if (header.index > 0) {
      this.#leaveOut(header.index);
      return true;
    }
    const begin = header[0].length;
    const length = Number(header[1]);
    const next = HEADER.exec(text.slice(begin));
    if (length > MAX_BODY || (next !== null && next.index < length)) {
      this.#leaveOut(next === null ? begin : begin + next.index);
      return true;
    }
    if (this.#bytes.length < begin + length) return false;
    const body = this.#bytes.subarray(begin, begin + length);
    if (isMessage(body.toString("utf8"))) {
      this.push(Buffer.concat([Buffer.from(`Content-Length: ${length}\r\n\r\n`), body]));
      this.#bytes = this.#bytes.subarray(begin + length);
    } else this.#leaveOut(begin + length);
    return true;
  }

  #leaveOut(length: number): void {
    if (length <= 0) return;
    const text = this.#bytes.toString("utf8", 0, Math.min(length, 4 * MAX_EXCERPT)).replace(HEADER, "");
    this.#bytes = this.#bytes.subarray(length);
    this.#garbage(text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text);
  }
}

function isMessage(text: string): boolean {
  try {
    const message = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    if (typeof message !== "object" || message === null) return false;
    if (message["type"] === "request") return isNumber(message["seq"]) && typeof message["command"] === "string";
    return message["type"] === "response" && isNumber(message["request_seq"]);
  } catch {
    return false;
  }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
