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

  /** Ends when the log has `until`. */
  function suite(name: string, beside: Suite["beside"], until = ""): Suite {
    const program = `import { appendFileSync, readFileSync } from "node:fs";
      const log = ${JSON.stringify(log)};
      const priority = (await import("node:os")).getPriority();
      appendFileSync(log, "${name} begins" + (priority > ${getPriority()} ? " and yields" : "") + "\\n");
      while (!readFileSync(log, "utf8").includes(${JSON.stringify(until)})) await new Promise((resolve) => setTimeout(resolve, 20));
      appendFileSync(log, "${name} ends\\n");`;
    return {
      name,
      limit: 1,
      kind: "command",
      ...(beside === undefined ? {} : { beside }),
      command: async () => ({ program: process.execPath, args: ["--input-type=module", "-e", program] }),
    };
  }

  it("share the machine by twos, never two with windows, and those that want it run alone", async () => {
    const outcomes = await runAll(
      [
        suite("build", undefined),
        suite("window 1", "window", "dap begins"),
        suite("window 2", "window", "cli begins"),
        suite("dap", "background", "window 1 ends"),
        suite("cli", "background"),
        suite("last", undefined),
      ],
      new AbortController().signal,
    );
    assert.deepEqual(
      outcomes.map(({ suite, passed }) => `${suite} ${passed}`),
      ["build 1", "window 1 1", "dap 1", "window 2 1", "cli 1", "last 1"],
    );
    const lines = readFileSync(log, "utf8").trim().split("\n");
    const at = (line: string): number => {
      assert.ok(lines.includes(line), `${line} in ${lines.join(", ")}`);
      return lines.indexOf(line);
    };
    assert.deepEqual(lines.slice(0, 2), ["build begins", "build ends"]);
    assert.ok(at("window 1 ends") < at("window 2 begins"));
    assert.ok(at("dap begins and yields") < at("window 1 ends"));
    assert.ok(at("cli begins and yields") < at("window 2 ends"));
    assert.deepEqual(lines.slice(-2), ["last begins", "last ends"]);
  });

  it("do not begin after a cancellation", async () => {
    const interrupted = new AbortController();
    interrupted.abort();
    assert.deepEqual(await runAll([suite("dap", "background")], interrupted.signal), []);
  });
});
