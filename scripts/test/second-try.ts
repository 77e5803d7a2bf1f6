import { type RunOptions, runSuite, type SuiteOutcome } from "./run-suite.ts";
import type { Suite } from "./suites.ts";

/** More failures than this are no accident of a window. */
const mostFailures = 4;

/**
 * Runs a suite. Where it has windows of other programs (`Suite.again`), the few tests that failed are run once more in
 * a fresh window: those that pass then count as passed, and the summary shows them as unstable, with what they said.
 */
export async function runWithSecondTry(suite: Suite, options: RunOptions): Promise<SuiteOutcome> {
  const first = await runSuite(suite, options);
  const { failures, passed } = first;
  if (!suite.again || failures.length === 0 || failures.length > mostFailures || options.cancelled.aborted)
    return first;
  const second = await runSuite(suite.again(patternOf(failures.map(({ title }) => title))), options);
  if (second.passed === 0 || second.failures.length > 0) return first;
  const tests = failures.filter(({ title }) => !HOOK.test(title));
  return {
    suite: first.suite,
    passed: passed + tests.length,
    failures: [],
    unstable: failures,
    seconds: first.seconds + second.seconds,
  };
}

/** Mocha's title of a failed hook, after the titles of the suites that it belongs to. */
const HOOK = /"(?:before|after) (?:each|all)" hook.*$/s;

/** Finds the tests of these titles; of a failed hook all tests of its suite. */
export function patternOf(titles: readonly string[]): string {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return titles
    .map((title) => (HOOK.test(title) ? `^${literal(title.replace(HOOK, ""))}` : `^${literal(title)}$`))
    .join("|");
}
