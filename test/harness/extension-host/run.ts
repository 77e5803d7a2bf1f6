/**
 * Runs test files in the extension host of a real VS Code (code-server in headless Chromium):
 *
 *     node --import tsx test/harness/extension-host/run.ts [--grep TEXT] [--results FILE] [test files…]
 *
 * Without files: all of `test/vscode`. The window shows a copy of `examples/`; the extension is loaded from this
 * repository, so build it first. The tests have mocha's globals and `import * as vscode from "vscode"`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { results as resultsFolder, root } from "../../../scripts/paths.ts";
import { readResults, type TestResult } from "../../../scripts/test/results.ts";
import { openWindow } from "../window.ts";
import { createWorkspace } from "../workspace.ts";
import { compileSuite, testFiles } from "./compile.ts";

/** Longest time for all tests together, ms. */
const limit = 14 * 60_000;

const { values, positionals } = parseArgs({
  options: { grep: { type: "string" }, results: { type: "string" } },
  allowPositionals: true,
});
const file = resolve(values.results ?? join(resultsFolder, "extension-host.jsonl"));
mkdirSync(dirname(file), { recursive: true });
rmSync(file, { force: true });

const tests = positionals.length > 0 ? positionals.map((path) => resolve(path)) : testFiles("test/vscode");
if (tests.length === 0) throw new Error("test/vscode has no *.test.ts file");
const suite = await compileSuite(tests);
const workspace = createWorkspace(existsSync(join(root, "examples")) ? { from: "examples" } : {});
try {
  const window = await openWindow({
    folder: workspace.folder,
    developed: root,
    tests: suite.index,
    env: {
      STEPWRIGHT_TEST_FILES: suite.files.join("\n"),
      STEPWRIGHT_TEST_RESULTS: file,
      ...(values.grep ? { STEPWRIGHT_TEST_GREP: values.grep } : {}),
    },
  });
  try {
    const code = await Promise.race([window.exitCode, follow(file), delay(limit, undefined, { ref: false })]);
    if (code !== undefined && readResults(file).complete) await delay(0);
  } finally {
    if (!readResults(file).complete) console.log(window.console.slice(-40).join("\n"));
    await window.close();
  }
} finally {
  workspace.dispose();
  suite.dispose();
}

const { tests: ran, complete } = readResults(file);
if (!existsSync(file)) console.log("the tests did not start in the extension host");
if (!complete) console.log("the tests did not come to their end");
process.exitCode = complete && ran.every((test) => test.state !== "failed") ? 0 : 1;

/** Prints results as they come. Never resolves: the window's exit code, or the limit, ends the wait. */
async function follow(path: string): Promise<undefined> {
  let shown = 0;
  for (;;) {
    const all = existsSync(path) && readFileSync(path, "utf8").endsWith("\n") ? readResults(path) : undefined;
    for (const test of all?.tests.slice(shown) ?? []) print(test);
    shown = all?.tests.length ?? shown;
    if (all?.complete) return undefined;
    await delay(100, undefined, { ref: false });
  }
}

function print(test: TestResult): void {
  const mark = { passed: "✔", failed: "✘", skipped: "-" }[test.state];
  console.log(`  ${mark} ${test.title}${test.duration === undefined ? "" : ` (${test.duration} ms)`}`);
  if (test.error) console.log(test.error.replace(/^/gm, "      "));
}
