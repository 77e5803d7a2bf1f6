/**
 * One JSON value a line over a byte stream: the framing that adapter and probe share. It knows nothing of what the
 * values mean; `probe-connection.ts` and the probe do.
 */

import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";

export interface JsonLinesHandlers {
  /** A whole line, parsed. */
  message(value: unknown): void;
  /** Bytes that are not JSON lines. Nothing is delivered after it; the receiver closes the stream. */
  garbage(reason: string): void;
  /** The stream has ended, whoever ended it; called once. */
  closed(): void;
}

export interface JsonLines {
  /** Writes one line. Without effect once the stream is closed. */
  send(value: unknown): void;
  /** Sends what is queued, then ends the stream. */
  close(): void;
  /** Longest line that is read, in characters; a longer one is garbage. */
  limit: number;
}

/** Large enough for a page of variables with long strings, small enough not to fill the memory from garbage. */
const DEFAULT_LIMIT = 256 * 1024 * 1024;

export function jsonLines(stream: Duplex, handlers: JsonLinesHandlers, limit = DEFAULT_LIMIT): JsonLines {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  let open = true;
  let poisoned = false;

  const lines: JsonLines = {
    limit,
    send(value) {
      if (open && stream.writable) stream.write(`${JSON.stringify(value)}\n`);
    },
    close() {
      if (!stream.destroyed) stream.end();
    },
  };

  const poison = (reason: string): void => {
    poisoned = true;
    pending = "";
    handlers.garbage(reason);
  };

  const take = (chunk: Buffer): void => {
    if (poisoned) return;
    const text = decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0 && !poisoned; end = text.indexOf("\n", start)) {
      const line = pending + text.slice(start, end);
      pending = "";
      start = end + 1;
      if (line.trim() === "") continue;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        poison(`a line that is not JSON: ${excerpt(line)}`);
        return;
      }
      handlers.message(value);
    }
    if (poisoned) return;
    pending += text.slice(start);
    if (pending.length > lines.limit) poison(`a line of more than ${lines.limit} characters`);
  };
  stream.on("data", (chunk: Buffer) => {
    // What is answered at once goes out in one write: each wakes the other process.
    stream.cork();
    try {
      take(chunk);
    } finally {
      stream.uncork();
    }
  });

  const ended = (): void => {
    if (!open) return;
    open = false;
    handlers.closed();
  };
  // A reset connection reports an error and then closes; what matters to the reader is that it is gone.
  stream.on("error", ended);
  stream.on("end", () => stream.end());
  stream.on("close", ended);
  return lines;
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
