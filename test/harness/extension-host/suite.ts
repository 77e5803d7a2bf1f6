/**
 * What runs in the extension host: mocha over the compiled test files named in STEPWRIGHT_TEST_FILES, one result per
 * line into STEPWRIGHT_TEST_RESULTS. VS Code calls `run`, whether it was started by code-server or by test-electron.
 */
import { appendResult } from "../../../scripts/test/results.ts";

export async function run(): Promise<void> {
  const files = (process.env["STEPWRIGHT_TEST_FILES"] ?? "").split("\n").filter((file) => file !== "");
  const results = process.env["STEPWRIGHT_TEST_RESULTS"];
  if (files.length === 0 || !results) throw new Error("STEPWRIGHT_TEST_FILES and STEPWRIGHT_TEST_RESULTS must be set");
  // An ES module, and this file is compiled to CommonJS, in which only `import()` reliably gets one.
  const { default: Mocha } = await import("mocha");
  const grep = process.env["STEPWRIGHT_TEST_GREP"];
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, ...(grep ? { grep } : {}) });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => appendResult(results, test, "passed"));
    runner.on("fail", (test, error) => appendResult(results, test, "failed", error));
    runner.on("pending", (test) => appendResult(results, test, "skipped"));
  });
  appendResult(results, undefined, "end");
}
