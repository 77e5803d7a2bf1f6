import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { workflowGraph } from "../../src/analysis/worker-protocol.ts";

const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const fixtures = fileURLToPath(new URL("../analysis/fixtures/", import.meta.url));

/** The real program in a process of its own. */
function stepwright(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
    cwd: fixtures,
  });
  return { code: status, out: stdout, err: stderr };
}

describe("stepwright", () => {
  before(() => assert.ok(existsSync(program), `${program} is not built: npm run build`));

  it("--help lists the commands", () => {
    for (const flag of ["--help", "-h", "help"]) {
      const { code, out, err } = stepwright(flag);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /^Usage: stepwright COMMAND/);
      assert.match(out, /\n {2}graph +Print the graph/);
    }
  });

  it("COMMAND --help tells about one", () => {
    const { code, out } = stepwright("graph", "--help");
    assert.equal(code, 0);
    assert.match(out, /^Usage: stepwright graph PATH \[--workflow NAME\]/);
  });

  it("--version is the package's", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    assert.deepEqual(stepwright("--version"), { code: 0, out: `${version}\n`, err: "" });
  });

  it("without a command shows the help and fails", () => {
    const { code, out, err } = stepwright();
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /^Usage: stepwright COMMAND/);
  });

  it("names what it does not know, and the way out", () => {
    assert.deepEqual(stepwright("grahp"), {
      code: 2,
      out: "",
      err: "stepwright: Unknown command grahp. Did you mean graph?\nstepwright --help lists the commands and their options.\n",
    });
    assert.match(stepwright("--versoin").err, /Unknown option --versoin\. Did you mean --version\?/);
    assert.match(stepwright("constructor").err, /Unknown command constructor\. Commands: .*graph/);
  });
});

describe("stepwright graph", () => {
  it("prints JSON of the protocol's shape", () => {
    const { code, out, err } = stepwright("graph", "rag.ts");
    assert.deepEqual([code, err], [0, ""]);
    const graph = workflowGraph.parse(JSON.parse(out));
    assert.equal(graph.file, join(fixtures, "rag.ts"));
    assert.deepEqual(
      graph.workflows.map((workflow) => workflow.name),
      ["RagFlow"],
    );
  });

  it("prints Mermaid", () => {
    const { code, out } = stepwright("graph", "rag.ts", "--format", "mermaid");
    assert.equal(code, 0);
    assert.match(out, /^flowchart TD\n {2}e0\(\["StartEvent"\]\):::start\n/);
  });

  it("prints DOT", () => {
    const { code, out } = stepwright("graph", "rag.ts", "--format", "dot");
    assert.equal(code, 0);
    assert.match(out, /^digraph "RagFlow" \{\n/);
  });

  it("prints SVG of the workflow that was asked for", () => {
    const { code, out, err } = stepwright("graph", "child.ts", "--format", "svg", "--workflow", "Summary");
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>\n<title>Summary<\/title>/);
    assert.match(out, /<\/svg>\n$/);
  });

  describe("of a folder", () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "stepwright-graph-")));
    const graph = (format: string, path = folder) => stepwright("graph", path, "--format", format);
    const flow = (
      name: string,
      done: string,
      begin: string,
    ) => `import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { OtherFlow } from "./other.js";

export class Done extends ${done}.with("Done") {}

export class ${name} extends Workflow {
  @step(StartEvent)
  async begin(ev: StartEvent, ctx: Context) {
    ${begin}
  }
}
`;
    const names = ["MainFlow", "OtherFlow"];

    before(() => {
      mkdirSync(join(folder, "deep"));
      const main = flow("MainFlow", "StopEvent", "await ctx.runChild(new OtherFlow(), {});\n    return new Done();");
      writeFileSync(join(folder, "main.ts"), main);
      writeFileSync(join(folder, "other.ts"), flow("OtherFlow", "Event", "return [new Done(), new StopEvent()];"));
      writeFileSync(join(folder, "deep/none.ts"), 'class Part extends Event.with("Part") {}');
    });
    after(() => rmSync(folder, { recursive: true }));

    it("is a list as JSON, each with the events of its file", () => {
      const { code, out, err } = graph("json");
      assert.deepEqual([code, err], [0, ""]);
      const graphs = z.array(workflowGraph).parse(JSON.parse(out));
      assert.deepEqual(
        graphs.map(({ file, workflows, events }) => [
          file,
          workflows.map(({ name }) => name),
          events.find(({ name }) => name === "Done")?.kind,
        ]),
        [
          [join(folder, "main.ts"), ["MainFlow"], "stop"],
          [join(folder, "other.ts"), ["OtherFlow"], "event"],
        ],
      );
    });

    it("is one picture as Mermaid, DOT and SVG", () => {
      const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);
      const mermaid = graph("mermaid").out;
      assert.deepEqual(found(mermaid, /^ {2}subgraph w\d\["(\w+)"\]$/gm), names);
      assert.deepEqual(found(mermaid, /"Done".+:::(\w+)$/gm), ["stop", "event"]);
      const dot = graph("dot").out;
      assert.deepEqual(found(dot, /^ {4}label="(\w+)"$/gm), names);
      assert.match(dot, /"MainFlow\/step begin" -> "OtherFlow\/event StartEvent" \[label="runChild"/);
      const svg = graph("svg").out;
      assert.match(svg, /<title>MainFlow<\/title>/); // the other one is inside it
      for (const name of names) assert.ok(svg.includes(`>${name}<`), name);
    });

    it("is none where two files have a workflow of one name", () => {
      cpSync(join(folder, "other.ts"), join(folder, "deep/same.ts"));
      const { code, out, err } = graph("svg");
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, /Two workflows are named OtherFlow, in .*same\.ts and in .*other\.ts\. Draw one file/);
      rmSync(join(folder, "deep/same.ts"));
    });
  });

  it("prints one workflow with its events", () => {
    const graph = workflowGraph.parse(JSON.parse(stepwright("graph", "child.ts", "--workflow", "Summary").out));
    assert.deepEqual(
      graph.workflows.map((workflow) => workflow.name),
      ["Summary"],
    );
    assert.deepEqual(
      graph.events.map((event) => event.name),
      ["StartEvent", "StopEvent"],
    );
  });

  for (const [what, args, code, message] of [
    ["no file", [], 2, /Which file\? stepwright graph PATH/],
    ["two files", ["rag.ts", "join.ts"], 2, /One file or folder at a time: join\.ts is too much/],
    ["an unknown option", ["rag.ts", "--fromat", "json"], 2, /Unknown option --fromat\. Did you mean --format\?/],
    ["an option without its value", ["rag.ts", "--format"], 2, /Option '-f, --format <value>' argument missing/],
    ["an unknown format", ["rag.ts", "-f", "png"], 2, /--format png is none\. There are: json, mermaid, svg, dot\./],
    ["a missing file", ["nowhere.ts"], 1, /There is no file or folder .*nowhere\.ts/],
    ["a folder without workflows", ["../../../docs"], 1, /docs declares no workflow/],
    ["a file without workflows", ["events-only.ts"], 1, /events-only\.ts declares no workflow/],
    [
      "an unknown workflow",
      ["rag.ts", "-w", "RagFlo"],
      1,
      /no workflow RagFlo in .*it declares RagFlow\. Did you mean RagFlow\?/,
    ],
  ] as const) {
    it(`says what is wrong with ${what}`, () => {
      const result = stepwright("graph", ...args);
      assert.equal(result.code, code);
      assert.equal(result.out, "");
      assert.match(result.err, message);
      assert.doesNotMatch(result.err, /\n\s+at /);
    });
  }

  it("draws what it can of a broken file, names the place and fails", () => {
    const folder = mkdtempSync(join(tmpdir(), "stepwright-cli-"));
    try {
      const file = join(folder, "broken.ts");
      writeFileSync(
        file,
        readFileSync(join(fixtures, "rag.ts"), "utf8").replace("ev.query, passages", "ev.query passages"),
      );
      const { code, out, err } = stepwright("graph", file);
      assert.equal(code, 1);
      assert.equal(workflowGraph.parse(JSON.parse(out)).workflows.length, 1);
      assert.match(err, /broken\.ts:13:\d+: error: Syntax error in line 13: ',' expected/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
