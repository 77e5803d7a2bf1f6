/**
 * All tests:
 *
 *     npm test                              everything
 *     npm test -- --only dap,runtime        some suites, after the build
 *     npm test -- --grep "collects events"  tests whose title has this text
 *     npm test -- --node24                  runtime and dap once more on Node 24 (in CI always)
 *
 * The last line is `N passed, N failed`, over all suites. What cannot run here counts as failed, and says why.
 */
import { parseArgs } from "node:util";
import { runAll } from "./test/schedule.ts";
import { allSuites, type Suite } from "./test/suites.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, grep: { type: "string" }, node24: { type: "boolean", default: false } },
});
const all = allSuites({ grep: values.grep, node24: values.node24 || process.env["CI"] === "true" });
const wanted = values.only?.split(",").map((name) => name.trim());
const unknown = wanted?.filter((name) => !all.some((suite) => suite.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`no suite is named ${unknown.join(", ")}; there are: ${all.map((suite) => suite.name).join(", ")}`);
  process.exit(1);
}

function isNeeded({ neededBy = [] }: Suite, wanted: readonly string[]): boolean {
  return neededBy === "all" || neededBy.some((name) => wanted.includes(name));
}

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interrupted.abort());

const chosen = all.filter((suite) => !wanted || wanted.includes(suite.name) || isNeeded(suite, wanted));
const outcomes = await runAll(chosen, interrupted.signal);

console.log("\n=== summary");
for (const { suite, passed, failures, unstable, seconds } of outcomes) {
  const failed = failures.length > 0 ? `, ${failures.length} failed` : "";
  const again = unstable.length > 0 ? `, ${unstable.length} only when run again` : "";
  console.log(`${suite.padEnd(24)} ${passed} passed${failed}${again} (${seconds.toFixed(0)} s)`);
}
for (const { suite, failures, unstable } of outcomes) {
  for (const [word, list] of [
    ["UNSTABLE", unstable],
    ["FAILED", failures],
  ] as const)
    for (const { title, details } of list)
      console.log(`\n${word} ${suite}: ${title}\n${details.replace(/^/gm, "    ")}`);
}
if (interrupted.signal.aborted) console.log("\ninterrupted: the suites after this were not run");
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed =
  outcomes.reduce((sum, outcome) => sum + outcome.failures.length, 0) + (interrupted.signal.aborted ? 1 : 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
