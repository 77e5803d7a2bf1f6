import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { Cancelled } from "../../src/analysis/cancellation.ts";
import { findWorkflowFiles } from "../../src/analysis/find-files.ts";
import type { SourceTarget } from "../../src/analysis/locate.ts";
import { Sandbox, smallFlow } from "./sandbox.ts";

const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));

describe("finding workflows in a folder", () => {
  let sandbox: Sandbox;
  const analyzer = new Analyzer();

  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.delete());

  const found = async (): Promise<string[]> => {
    const all = await analyzer.findWorkflows(sandbox.folder);
    return all.map(({ name, file, exported }) => `${relative(sandbox.folder, file)} ${name} ${exported}`);
  };

  it("lists classes with file, name and export, and skips what is not the project's own", async () => {
    sandbox.write("a/one.ts", smallFlow("A", "OneFlow"));
    sandbox.write("b/two.mts", smallFlow("B", "TwoFlow").replace("export class", "class"));
    for (const folder of ["node_modules/x", "dist", "a/out", ".hidden", "generated", "a/private"]) {
      sandbox.write(`${folder}/skipped.ts`, smallFlow());
    }
    sandbox.write(".gitignore", "# made by a tool\n/generated/\na/private\n*.log\n");
    sandbox.write("types.d.ts", smallFlow());
    sandbox.write("readme.md", smallFlow());
    sandbox.write("other.ts", "class Workflow {}\nclass NoFlow extends Workflow { step() {} }");
    assert.deepEqual(await found(), ["a/one.ts OneFlow named", "b/two.mts TwoFlow none"]);
  });

  it("says that it gets on, and ends when it is told to", async () => {
    for (const name of ["a", "b/c", "b/d/e"]) sandbox.write(`${name}.ts`, smallFlow());
    let steps = 0;
    const onStep = (): void => {
      steps++;
    };
    assert.equal((await findWorkflowFiles(sandbox.folder, { onStep })).length, 3);
    assert.ok(steps >= 4, `${steps} for three folders and their files`);
    const enough = new Cancelled();
    await assert.rejects(
      findWorkflowFiles(sandbox.folder, {
        onStep: () => {
          throw enough;
        },
      }),
      enough,
    );
  });

  it("finds a class that only extends another file's workflow", async () => {
    sandbox.write("base.ts", smallFlow("A", "BaseFlow"));
    sandbox.write("sub.ts", 'import { BaseFlow } from "./base.ts";\nexport default class Sub extends BaseFlow {}');
    assert.deepEqual(await found(), ["base.ts BaseFlow named", "sub.ts Sub default"]);
  });

  it("sees new and changed files at the next call", async () => {
    sandbox.write("one.ts", smallFlow("A", "OneFlow"));
    assert.deepEqual(await found(), ["one.ts OneFlow named"]);
    sandbox.write("one.ts", smallFlow("A", "Renamed"));
    sandbox.write("two.ts", smallFlow("B", "TwoFlow"));
    assert.deepEqual(await found(), ["one.ts Renamed named", "two.ts TwoFlow named"]);
  });

  it("answers an empty or missing folder with nothing", async () => {
    assert.deepEqual(await found(), []);
    assert.deepEqual(await analyzer.findWorkflows(sandbox.path("nowhere")), []);
  });

  it("says where the class is", async () => {
    const all = await analyzer.findWorkflows(fixtures);
    const rag = all.find((workflow) => workflow.name === "RagFlow");
    assert.deepEqual([rag?.exported, rag?.abstract, rag?.nameRange.startColumn], ["named", false, 14]);
    assert.equal(all.find((workflow) => workflow.name === "ClockFlow")?.exportName, "Clock");
    assert.equal(all.find((workflow) => workflow.name === "SearchFlow")?.abstract, true);
  });
});

describe("locating breakpoints", () => {
  const analyzer = new Analyzer();

  /** What is at the first line that has this text. */
  const at = (file: string, text: string): string | undefined => {
    const path = `${fixtures}${file}`;
    const line =
      readFileSync(path, "utf8")
        .split("\n")
        .findIndex((one) => one.includes(text)) + 1;
    assert.ok(line > 0, text);
    return nameOf(analyzer.locate(path, line));
  };

  it("binds a line of an event class to the event", () => {
    assert.equal(at("rag.ts", 'Event.with("Retrieved"'), "event Retrieved");
    assert.equal(at("const-events.ts", "const Opened"), "event Opened");
    assert.equal(at("events-only.ts", "other.event"), "event other.event");
    assert.equal(at("fields.ts", "mail: z.email()"), "event Ordered");
  });

  it("binds decorator and signature to the step, and the body to nothing", () => {
    assert.equal(at("rag.ts", "@step(StartEvent)"), "step RagFlow.retrieve");
    assert.equal(at("rag.ts", "async retrieve("), "step RagFlow.retrieve");
    assert.equal(at("rag.ts", "await ctx.set"), undefined);
    assert.equal(at("catch-error.ts", "@catchError"), "step FetchFlow.recover");
    assert.equal(at("shared/base-flow.ts", "async lookUp"), "step SearchFlow.lookUp");
    assert.equal(at("mixin.ts", "async audit"), "step AuditedFlow.audit");
  });

  it("binds other lines to nothing", () => {
    assert.equal(at("rag.ts", "import {"), undefined);
    assert.equal(at("rag.ts", "export class RagFlow"), undefined);
    assert.equal(analyzer.locate(`${fixtures}rag.ts`, 9999), undefined);
  });

  it("follows unsaved text", () => {
    const target = analyzer.locate(`${fixtures}rag.ts`, 5, { text: smallFlow() });
    assert.equal(target, undefined);
    assert.equal(nameOf(analyzer.locate(`${fixtures}rag.ts`, 6, { text: smallFlow() })), "step SmallFlow.begin");
    assert.equal(nameOf(analyzer.locate(`${fixtures}rag.ts`, 5)), "event Retrieved");
  });

  it("finds events and steps by name", async () => {
    const names = async (name: string) => (await analyzer.locateName(fixtures, name)).map(nameOf);
    assert.deepEqual(await names("Retrieved"), ["event Retrieved"]);
    assert.deepEqual(await names("NothingFound"), ["event nothing.found"]);
    assert.deepEqual(await names("RagFlow.synthesize"), ["step RagFlow.synthesize"]);
    assert.deepEqual(await names("lookUp"), ["step SearchFlow.lookUp"]);
    assert.deepEqual(await names("Nowhere"), []);
  });

  it("lists what a file declares, in source order", () => {
    assert.deepEqual(analyzer.targets(`${fixtures}rag.ts`).map(nameOf), [
      "event Retrieved",
      "step RagFlow.retrieve",
      "step RagFlow.synthesize",
    ]);
  });
});

function nameOf(target: SourceTarget | undefined): string | undefined {
  if (!target) return undefined;
  return target.kind === "event" ? `event ${target.name}` : `step ${target.workflow}.${target.step}`;
}
