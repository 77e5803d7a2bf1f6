import { exitAfterOutput } from "./lifetime.ts";
import type { Probe } from "./probe.ts";

/** ms between looks at whether the runs have ended. */
const LOOK = 10;

/** Cancels all runs, waits for them at most `graceMs`, and ends the process. */
export async function terminate(probe: Probe, graceMs: number): Promise<void> {
  const { runs } = probe;
  const deadline = performance.now() + graceMs;
  // A program that awaits its run now gets a cancellation, which is no news to who asked for it.
  process.on("uncaughtException", ignoreCancellation);
  process.on("unhandledRejection", ignoreCancellation);
  probe.dismiss();
  for (const { run } of [...runs]) {
    try {
      run.cancel("The debugger ended the program.");
    } catch {
      // It ended in the meantime.
    }
  }
  while (runs.size > 0 && performance.now() < deadline) await new Promise((done) => setTimeout(done, LOOK));
  await exitAfterOutput(0);
}

function ignoreCancellation(error: unknown): void {
  if ((error as { code?: unknown } | undefined)?.code === "WORKFLOW_CANCELLED") return;
  console.error(error);
  process.exitCode = 1;
}
