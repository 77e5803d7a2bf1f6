import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DapSession, FIXTURES, fixture, type LaunchOptions } from "./dap-session.ts";
import { type Workspace, workspace } from "./workspace.ts";

describe("launch configuration", () => {
  let folder: Workspace;
  before(() => {
    folder = workspace({
      "show.ts":
        'console.log(JSON.stringify([process.argv.slice(2), process.cwd(), process.env["A"], process.env["B"], process.execArgv.includes("--no-deprecation")]));',
      "broken.ts": "const ok = 1;\nconst broken: = 2;\n",
      "missing-import.ts": 'import "./nowhere.ts";',
      "hidden.ts":
        'import { Workflow } from "stepwright";\nclass Hidden extends Workflow {}\nexport abstract class Base extends Workflow {}\n',
      ".env": "A=from the file\nB='also'\n",
      "data.json": "{}",
    });
  });
  after(() => folder.remove());

  const refusals: [string, () => LaunchOptions, RegExp][] = [
    ["neither program nor workflow", () => ({}), /neither "program" .* nor "workflow"/],
    [
      "an unknown key",
      () => ({ program: "x.ts", breakOnEvnts: [] }),
      /"breakOnEvnts" is no key .* Did you mean "breakOnEvents"\?/,
    ],
    [
      "a key of the wrong type",
      () => ({ program: "x.ts", args: "one" }),
      /"args" must be a list of texts; "args" is "one"/,
    ],
    ["a wrong value in a list", () => ({ program: "x.ts", args: ["a", 1] }), /"args\.1" must be a text/],
    [
      "an unknown console",
      () => ({ program: "x.ts", console: "window" }),
      /"console" must be one of "internalConsole"/,
    ],
    [
      "an unknown event breakpoint form",
      () => ({ program: "x.ts", breakOnEvents: ["a b"] }),
      /"breakOnEvents" has "a b"\. Write the name/,
    ],
    [
      "a program that does not exist",
      () => ({ program: "nowhere.ts" }),
      /The program .*nowhere\.ts does not exist\. Correct "program"/,
    ],
    ["a program that is a folder", () => ({ program: "." }), /is a folder: "program" must name a file/],
    ["a program that is no code", () => ({ program: folder.file("data.json") }), /neither TypeScript nor JavaScript/],
    ["a syntax error", () => ({ program: folder.file("broken.ts") }), /broken\.ts:2:15: Unexpected "="/],
    [
      "an import that leads nowhere",
      () => ({ program: folder.file("missing-import.ts") }),
      /missing-import\.ts:1:8: Could not resolve ".\/nowhere\.ts"/,
    ],
    [
      "a workflow that does not exist",
      () => ({ program: fixture("rag.ts"), workflow: "RagFlo" }),
      /no workflow "RagFlo" in .*rag\.ts\. There are:\n {2}RagFlow {2}\(rag\.ts\)/,
    ],
    [
      "a workflow that is not exported",
      () => ({ program: folder.file("hidden.ts"), workflow: "Hidden" }),
      /Hidden \(.*hidden\.ts:2\) is not exported: write "export class Hidden"/,
    ],
    [
      "an abstract workflow",
      () => ({ program: folder.file("hidden.ts"), workflow: "Base" }),
      /Base \(.*hidden\.ts:3\) is abstract/,
    ],
    ["input without a workflow", () => ({ program: fixture("rag-main.ts"), input: {} }), /"input" needs "workflow"/],
    [
      "an envFile that does not exist",
      () => ({ program: fixture("rag-main.ts"), envFile: ".nothing" }),
      /envFile .*\.nothing does not exist/,
    ],
    [
      "a folder that does not exist",
      () => ({ program: fixture("rag-main.ts"), cwd: join(FIXTURES, "nowhere") }),
      /The folder .*nowhere does not exist: correct "cwd"/,
    ],
    [
      "a Node that does not exist",
      () => ({ program: fixture("rag-main.ts"), runtimeExecutable: "node-99" }),
      /runtimeExecutable "node-99" was not found/,
    ],
  ];
  for (const [what, options, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const session = await DapSession.open();
      try {
        await assert.rejects(session.start(options()), message);
      } finally {
        await session.close();
      }
    });
  }

  it("hands over arguments, folder, environment and options for Node", async () => {
    const session = await DapSession.launch({
      program: folder.file("show.ts"),
      args: ["a b", "ü"],
      cwd: folder.path,
      envFile: ".env",
      env: { B: "from the configuration" },
      runtimeArgs: ["--no-deprecation"],
    });
    try {
      assert.equal(await session.ended(), 0);
      const [line = ""] = session.output("stdout").split("\n");
      assert.deepEqual(JSON.parse(line), [["a b", "ü"], folder.path, "from the file", "from the configuration", true]);
    } finally {
      await session.close();
    }
  });

  it("finds a workflow by its file and name, and by its name alone", async () => {
    writeFileSync(folder.file("flow.ts"), FLOW);
    for (const options of [{ workflow: "flow.ts#Greeting" }, { workflow: "Greeting" }]) {
      const session = await DapSession.launch({ ...options, cwd: folder.path, input: '{ "name": "Ada" }' });
      try {
        assert.equal(await session.ended(), 0);
        assert.match(session.output("console"), /Hello Ada/);
      } finally {
        await session.close();
      }
    }
  });
});

const FLOW = `
import { StartEvent, StopEvent, Workflow, step } from "stepwright";
export default class Greeting extends Workflow<{ name: string }, string> {
  @step(StartEvent)
  async greet(ev: StartEvent<{ name: string }>): Promise<StopEvent<string>> {
    return new StopEvent({ result: "Hello " + ev.name });
  }
}
`;
