/**
 * Runs the tests of the extension host in the desktop VS Code, which @vscode/test-electron downloads:
 *
 *     npm run test:electron -- [--grep TEXT] [--results FILE] [test files…]
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { results as resultsFolder } from "../../../scripts/paths.ts";
import { readResults } from "../../../scripts/test/results.ts";
import { runOnDesktop } from "../../../scripts/vscode/desktop.ts";
import { createWorkspace } from "../workspace.ts";
import { compileSuite, testFiles } from "./compile.ts";

const { values, positionals } = parseArgs({
  options: { grep: { type: "string" }, results: { type: "string" } },
  allowPositionals: true,
});
const file = resolve(values.results ?? join(resultsFolder, "electron.jsonl"));
mkdirSync(dirname(file), { recursive: true });
rmSync(file, { force: true });

const suite = await compileSuite(
  positionals.length > 0 ? positionals.map((path) => resolve(path)) : testFiles("test/vscode"),
);
const workspace = createWorkspace({ from: "examples" });
const data = mkdtempSync(join(tmpdir(), "stepwright-electron-"));
try {
  process.exitCode = await runOnDesktop({
    tests: suite.index,
    folder: workspace.folder,
    data,
    env: {
      STEPWRIGHT_TEST_FILES: suite.files.join("\n"),
      STEPWRIGHT_TEST_RESULTS: file,
      STEPWRIGHT_TEST_GREP: values.grep,
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  workspace.dispose();
  suite.dispose();
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
}
const { tests, complete } = readResults(file);
for (const test of tests) console.log(`${test.state.padEnd(8)} ${test.title}${test.error ? `\n${test.error}` : ""}`);
if (!complete || tests.some((test) => test.state !== "passed")) process.exitCode = 1;
