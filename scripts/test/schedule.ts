import type { SuiteOutcome } from "./run-suite.ts";
import { runWithSecondTry } from "./second-try.ts";
import type { Suite } from "./suites.ts";

/** How many suites that bear it run at once. */
const AT_ONCE = 2;

/**
 * Runs suites in their order: those that share the machine by twos, but no two windows, the rest alone. Prints what they
 * print, each line with the suite's name before it. After a cancellation no other suite begins.
 *
 * @returns the outcomes of the suites that began, in their order.
 */
export async function runAll(suites: readonly Suite[], cancelled: AbortSignal): Promise<readonly SuiteOutcome[]> {
  const outcomes: Promise<SuiteOutcome>[] = [];
  const running = new Map<Suite, Promise<SuiteOutcome>>();
  const isRoomFor = ({ beside }: Suite): boolean => {
    const hasWindow = [...running.keys()].some((other) => other.beside === "window");
    return running.size === 0 || (!!beside && running.size < AT_ONCE && !(beside === "window" && hasWindow));
  };
  for (const suite of suites) {
    while (!isRoomFor(suite)) await Promise.race(running.values());
    if (cancelled.aborted) break;
    console.log(`\n=== ${suite.name}`);
    const run = runWithSecondTry(suite, { cancelled, print: linesOf(suite.name) });
    outcomes.push(run);
    running.set(suite, run);
    void run.then(() => running.delete(suite));
    if (!suite.beside) await run;
  }
  return Promise.all(outcomes);
}

/** Prints whole lines only: two suites speak at once. */
function linesOf(name: string): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) console.log(`${name} │ ${line}`);
  };
}
