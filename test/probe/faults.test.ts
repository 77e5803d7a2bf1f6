import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { type Debuggee, start } from "./debuggee.ts";

describe("what is wrong around the probe", () => {
  let debuggee: Debuggee | undefined;
  afterEach(() => debuggee?.close());

  it("does not hurt the program: a value that throws when it is looked at", async () => {
    debuggee = await start("hostile", { exceptions: [{ filter: "stepFailed" }] });
    assert.equal(await debuggee.exited, 0);
    assert.equal(debuggee.stdout, "failed, as it should\n");
    assert.match((await debuggee.take("output")).text, /^The debugger failed in \w+: Error: do not look/);
  });

  it("is named: an address that is none", async () => {
    debuggee = await start("rag");
    await debuggee.exited;
    const [, probe = ""] = debuggee.process.spawnargs;
    const args = [probe, debuggee.process.spawnargs[2] ?? "", "-e", "0"];
    for (const [address, message] of [
      ["no JSON", /STEPWRIGHT_PROBE must be JSON with host, port and token/],
      ['{"host":"127.0.0.1","port":1,"token":"x"}', /its debugger is gone \(connect ECONNREFUSED 127.0.0.1:1\)/],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, args, {
        env: { ...process.env, STEPWRIGHT_PROBE: address },
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
  });
});
