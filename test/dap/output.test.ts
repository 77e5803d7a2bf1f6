import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

describe("output", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  type Output = DebugProtocol.OutputEvent["body"];

  it("of ctx.log stands under its step, with a link to its line, in order with everything else", async () => {
    const dap = await DapSession.launch({ program: fixture("logging.ts"), workflow: "Logging" });
    session = dap;
    assert.equal(await dap.ended(), 0);
    const printed = dap.events
      .filter(({ event }) => event === "output")
      .map(({ body }) => body as Output)
      .filter(({ category, group }) => category === "stdout" || group !== undefined);
    assert.deepEqual(
      printed.map(({ output, group, line, source }) => [output, group ?? "", source && `${source.name}:${line}`]),
      [
        ["plain before\n", "", undefined],
        ["Logging.first\n", "start", "logging.ts:8"],
        ["one { a: 1 }\n", "", "logging.ts:10"],
        ["two\nlines\n", "", "logging.ts:11"],
        ["", "end", undefined],
        ["plain between\n", "", undefined],
        ["Logging.first\n", "start", "logging.ts:8"],
        ["\u001b[1mthree\u001b[0m\n", "", "logging.ts:13"],
        ["", "end", undefined],
        ["Logging.second\n", "start", "logging.ts:18"],
        ["four\n", "", "logging.ts:20"],
        ["", "end", undefined],
        ["no line end", "", undefined],
      ],
    );
  });

  it("of a log point stands under its step, apart for each run", async () => {
    const dap = await DapSession.launch(
      { program: fixture("two-runs.ts") },
      { lines: { [fixture("rag.ts")]: [{ line: 5, logMessage: "found for {event.query}" }] } },
    );
    session = dap;
    assert.equal(await dap.ended(), 0);
    const printed = dap.outputs.filter(({ output, group }) => group !== undefined || output.startsWith("found"));
    const [first = "", second = ""] = printed.flatMap(({ output }) => /found for (.*)/.exec(output)?.slice(1) ?? []);
    assert.deepEqual([first, second].sort(), ["first", "second"]);
    assert.deepEqual(
      printed.map(({ output, group }) => group ?? output),
      ["start", `found for ${first}\n`, "end", "start", `found for ${second}\n`, "end"],
    );
  });
});
