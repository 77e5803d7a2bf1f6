import { appendFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who sent a message to whom. */
export type TraceDirection =
  | "client → adapter"
  | "adapter → client"
  | "adapter → probe"
  | "probe → adapter"
  | "adapter";

/** The messages before the launch request tell whether they are wanted. */
const MAX_EARLY = 200;

/** The log file of `"trace": true`: every message, one a line, as JSON. */
export class Trace {
  #early: string[] | undefined = [];
  #file: string | undefined;

  /** Starts the file, with what came before. Returns its path. */
  open(): string {
    this.#file ??= join(
      tmpdir(),
      `stepwright-trace-${new Date().toISOString().replaceAll(":", "-")}-${process.pid}.log`,
    );
    for (const line of this.#early ?? []) appendFileSync(this.#file, line);
    this.#early = undefined;
    return this.#file;
  }

  /** Nobody wants it. */
  close(): void {
    this.#early = undefined;
    this.#file = undefined;
  }

  write(direction: TraceDirection, message: unknown): void {
    if (this.#file === undefined && this.#early === undefined) return;
    const line = `${JSON.stringify({ at: new Date().toISOString(), direction, message })}\n`;
    if (this.#file !== undefined) {
      try {
        appendFileSync(this.#file, line);
      } catch {
        // A full disk ends the log, not the session.
        this.close();
      }
    } else if (this.#early !== undefined && this.#early.length < MAX_EARLY) this.#early.push(line);
  }
}
