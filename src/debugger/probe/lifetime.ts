import { writeSync } from "node:fs";
import { pid, stderr, stdout } from "node:process";

/** ms that a stream which nobody reads may keep the process. */
const FLUSH_LIMIT = 500;

/** Ends the process after its output has left it. */
export async function exitAfterOutput(code: number): Promise<void> {
  const written = (stream: NodeJS.WriteStream): Promise<void> =>
    new Promise((done) => {
      if (stream.destroyed || !stream.writable) done();
      else stream.write("", () => done());
    });
  const limit = new Promise<void>((done) => setTimeout(done, FLUSH_LIMIT));
  await Promise.race([Promise.all([written(stdout), written(stderr)]), limit]);
  process.exit(code);
}

/** Ends the process at once: who debugged it is gone, and nobody could end it any more. */
export function exitOrphaned(reason: string): never {
  try {
    writeSync(2, `stepwright: process ${pid} ends, since its debugger is gone (${reason})\n`);
  } catch {
    // Its stderr went with the debugger.
  }
  process.exit(1);
}
