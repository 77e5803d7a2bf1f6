import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { runAll } from "../../scripts/test/schedule.ts";
import type { Suite } from "../../scripts/test/suites.ts";

describe("the suites of npm test", function () {
  this.timeout(60_000);
  let folder: string;
  let log: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-schedule-"));
    log = join(folder, "log");
    writeFileSync(log, "");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Ends when the log has `until`, and then `more` ms have passed. */
  function suite(name: string, beside: Suite["beside"], until = "", more = 0): Suite {
    const program = `import { appendFileSync, readFileSync } from "node:fs";
      const log = ${JSON.stringify(log)};
      const priority = (await import("node:os")).getPriority();
      appendFileSync(log, "${name} begins" + (priority > ${getPriority()} ? " and yields" : "") + "\\n");
      while (!readFileSync(log, "utf8").includes(${JSON.stringify(until)})) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, ${more}));
      appendFileSync(log, "${name} ends\\n");`;
    return {
      name,
      limit: 1,
      kind: "command",
      ...(beside === undefined ? {} : { beside }),
      command: async () => ({ program: process.execPath, args: ["--input-type=module", "-e", program] }),
    };
  }

  it("share the machine by twos, where the others yield to a window, and those that want it run alone", async () => {
    const outcomes = await runAll(
      [
        suite("build", undefined),
        suite("window", "window", "dap begins"),
        suite("dap", "background", "window ends"),
        suite("cli", "background"),
        suite("last", undefined),
      ],
      new AbortController().signal,
    );
    assert.deepEqual(
      outcomes.map(({ suite, passed }) => `${suite} ${passed}`),
      ["build 1", "window 1", "dap 1", "cli 1", "last 1"],
    );
    const lines = readFileSync(log, "utf8").trim().split("\n");
    assert.deepEqual(lines.slice(0, 2), ["build begins", "build ends"]);
    for (const line of ["window begins", "dap begins and yields", "cli begins and yields"]) {
      assert.ok(lines.includes(line), `${line} in ${lines.join(", ")}`);
    }
    assert.deepEqual(lines.slice(-2), ["last begins", "last ends"]);
  });

  it("drive one window at a time", async () => {
    // For a second after there is room the first window is still there.
    const first = suite("first", "window", "dap ends", 1_000);
    await runAll([first, suite("dap", "background"), suite("second", "window")], new AbortController().signal);
    const lines = readFileSync(log, "utf8").trim().split("\n");
    assert.deepEqual(lines.slice(-3), ["first ends", "second begins", "second ends"]);
  });

  it("do not begin after a cancellation", async () => {
    const interrupted = new AbortController();
    interrupted.abort();
    assert.deepEqual(await runAll([suite("dap", "background")], interrupted.signal), []);
  });
});
