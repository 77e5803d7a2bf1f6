import type { SuiteOutcome } from "./run-suite.ts";
import { runWithSecondTry } from "./second-try.ts";
import type { Suite } from "./suites.ts";

/** How many suites that bear it run at once. */
const AT_ONCE = 2;

/**
 * Runs suites in their order, each as soon as what runs leaves it room: those that share the machine by twos, never two
 * with windows; the rest alone. Prints what they print, each line with the suite's name before it. After a cancellation
 * no other suite begins.
 *
 * @returns the outcomes of the suites that began, in the order they began.
 */
export async function runAll(suites: readonly Suite[], cancelled: AbortSignal): Promise<readonly SuiteOutcome[]> {
  const outcomes: Promise<SuiteOutcome>[] = [];
  const running = new Map<Suite, Promise<SuiteOutcome>>();
  const left = [...suites];
  while (left.length > 0) {
    const next = nextOf(left, [...running.keys()]);
    if (next === undefined) {
      await Promise.race(running.values());
      continue;
    }
    if (cancelled.aborted) break;
    left.splice(left.indexOf(next), 1);
    console.log(`\n=== ${next.name}`);
    const run = runWithSecondTry(next, { cancelled, print: linesOf(next.name) });
    outcomes.push(run);
    running.set(next, run);
    void run.then(() => running.delete(next));
  }
  return Promise.all(outcomes);
}

/** The first that may begin now; none overtakes one that runs alone. */
function nextOf(left: readonly Suite[], running: readonly Suite[]): Suite | undefined {
  const alone = left.findIndex(({ beside }) => beside === undefined);
  if (alone === 0) return running.length === 0 ? left[0] : undefined;
  if (running.length >= AT_ONCE || running.some(({ beside }) => beside === undefined)) return undefined;
  const hasWindow = running.some(({ beside }) => beside === "window");
  return left.slice(0, alone < 0 ? undefined : alone).find(({ beside }) => !(hasWindow && beside === "window"));
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
