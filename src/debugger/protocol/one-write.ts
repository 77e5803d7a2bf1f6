import type { Writable } from "node:stream";

/** What is written to the stream in this turn goes out in one write: each write wakes the reader's process. */
export function gatherWrites(stream: Writable): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
