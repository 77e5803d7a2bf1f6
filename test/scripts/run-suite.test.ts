import assert from "node:assert/strict";
import { runSuite, type SuiteOutcome } from "../../scripts/test/run-suite.ts";
import { patternOf, runWithSecondTry } from "../../scripts/test/second-try.ts";
import type { Suite } from "../../scripts/test/suites.ts";

/** A suite that is a small program; RESULTS in it is the file for its results. */
function suite(kind: Suite["kind"], program: string, limit = 1): Suite {
  return {
    name: "small",
    limit,
    kind,
    command: async (results) => ({
      program: process.execPath,
      args: ["--input-type=module", "-e", program.replaceAll("RESULTS", JSON.stringify(results))],
    }),
  };
}

const write = `import { appendFileSync } from "node:fs";
const write = (line) => appendFileSync(RESULTS, JSON.stringify(line) + "\\n");`;

const quietly = { cancelled: new AbortController().signal };

function summary({ passed, failures }: SuiteOutcome): { passed: number; failed: readonly string[] } {
  return { passed, failed: failures.map((failure) => failure.title) };
}

describe("a suite of npm test", function () {
  this.timeout(60_000);

  it("counts what passed and keeps the details of what failed", async () => {
    const outcome = await runSuite(
      suite(
        "results",
        `${write}
        write({ title: "a", state: "passed" });
        write({ title: "b", state: "failed", error: "1 is not 2" });
        write({ title: "", state: "end" });
        process.exitCode = 1;`,
      ),
      quietly,
    );
    assert.deepEqual(summary(outcome), { passed: 1, failed: ["b"] });
    assert.equal(outcome.failures[0]?.details, "1 is not 2");
  });

  it("counts a skipped test as failed", async () => {
    const outcome = await runSuite(
      suite("results", `${write} write({ title: "a", state: "skipped" }); write({ title: "", state: "end" });`),
      quietly,
    );
    assert.deepEqual(summary(outcome), { passed: 0, failed: ["a"] });
  });

  it("fails when it crashes in the middle", async () => {
    const outcome = await runSuite(
      suite("results", `${write} write({ title: "a", state: "passed" }); throw new Error("crashed here");`),
      quietly,
    );
    assert.deepEqual(summary(outcome), { passed: 1, failed: ["runs to its end"] });
    assert.match(outcome.failures[0]?.details ?? "", /crashed here/);
  });

  it("fails when it prints no result at all", async () => {
    assert.deepEqual(summary(await runSuite(suite("results", ""), quietly)), {
      passed: 0,
      failed: ["runs to its end"],
    });
  });

  it("fails when all tests passed and the exit code says otherwise", async () => {
    const program = `${write} write({ title: "a", state: "passed" }); write({ title: "", state: "end" }); process.exitCode = 7;`;
    assert.deepEqual(summary(await runSuite(suite("results", program), quietly)), {
      passed: 1,
      failed: ["runs to its end"],
    });
  });

  it("is ended at its limit, with the processes it started", async () => {
    const outcome = await runSuite(
      suite(
        "results",
        `${write}
        import { spawn } from "node:child_process";
        const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
        write({ title: String(child.pid), state: "passed" });
        setInterval(() => {}, 1000);`,
        0.03,
      ),
      quietly,
    );
    assert.equal(outcome.passed, 1);
    assert.match(outcome.failures[0]?.details ?? "", /it was ended after/);
  });

  it("fails when it leaves a process running, and ends that", async () => {
    if (process.platform !== "linux") return;
    const outcome = await runSuite(
      suite(
        "command",
        `import { spawn } from "node:child_process";
        const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
        child.unref();`,
      ),
      quietly,
    );
    assert.deepEqual(summary(outcome), { passed: 1, failed: ["leaves no process running"] });
    const pid = Number(/process (\d+)/.exec(outcome.failures[0]?.details ?? "")?.[1]);
    assert.throws(() => process.kill(pid, 0));
  });

  it("fails with the way out where it cannot run", async () => {
    const impossible: Suite = {
      ...suite("results", ""),
      command: () => Promise.reject(new Error("no browser was found: install Chrome")),
    };
    const outcome = await runSuite(impossible, quietly);
    assert.deepEqual(outcome.failures, [{ title: "can run here", details: "no browser was found: install Chrome" }]);
  });

  it("runs what failed in a window once more, and tells of it", async () => {
    const failing = suite(
      "results",
      `${write}
      write({ title: "a", state: "passed" });
      write({ title: "b", state: "failed", error: "not seen" });
      write({ title: "", state: "end" });
      process.exitCode = 1;`,
    );
    const then = (state: string): Suite =>
      suite("results", `${write} write({ title: "b", state: "${state}" }); write({ title: "", state: "end" });`);
    const patterns: string[] = [];
    const again = (state: string) => (pattern: string) => {
      patterns.push(pattern);
      return then(state);
    };
    const better = await runWithSecondTry({ ...failing, again: again("passed") }, quietly);
    assert.deepEqual(summary(better), { passed: 2, failed: [] });
    assert.deepEqual(better.unstable, [{ title: "b", details: "not seen" }]);
    const same = await runWithSecondTry({ ...failing, again: again("failed") }, quietly);
    assert.deepEqual(summary(same), { passed: 1, failed: ["b"] });
    assert.deepEqual(patterns, ["^b$", "^b$"]);
    const strict = await runWithSecondTry(failing, quietly);
    assert.deepEqual(summary(strict), { passed: 1, failed: ["b"] });
  });

  it("finds the tests of a failed hook by their suite", () => {
    assert.equal(patternOf(['the view "after each" hook for "opens (twice)"', "a.b"]), "^the view |^a\\.b$");
  });
});
