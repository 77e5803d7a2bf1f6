/** What ended a program, where its exit code does not say so. */
export type Cause = "outOfMemory" | "debuggerLost";

const CAUSES: readonly (readonly [Cause, RegExp])[] = [
  // V8's, before it aborts.
  ["outOfMemory", /^FATAL ERROR: .*heap out of memory/m],
  // The probe's, before it exits.
  ["debuggerLost", /^stepwright: process \d+ ends, since its debugger is gone/m],
];
/** Characters that are kept to find a line that comes in two pieces. */
const KEPT = 300;

/** Looks through a program's stderr for the reason of its end. */
export class LastWords {
  cause: Cause | undefined;
  #rest = "";

  read(text: string): void {
    const seen = this.#rest + text;
    for (const [cause, line] of CAUSES) if (line.test(seen)) this.cause = cause;
    this.#rest = seen.slice(-KEPT);
  }
}
