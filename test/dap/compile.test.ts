import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DapSession, ROOT } from "./dap-session.ts";
import { type Workspace, workspace } from "./workspace.ts";

/** A workflow whose parts lie in two files. */
const FLOW = {
  "src/events.ts": `
import { Event } from "stepwright";
import { z } from "zod";
export class Found extends Event.with("Found", { text: z.string() }) {}
`,
  "src/flow.ts": `
import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Found } from "./events.ts";

export class Flow extends Workflow<object, string> {
  @step(StartEvent)
  async find(): Promise<Found> {
    return new Found({ text: import.meta.dirname });
  }
  @step(Found)
  async finish(ev: Found): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.text });
  }
}
`,
  "src/main.ts": `
import { Flow } from "./flow.ts";
console.log("argument", process.argv[2], "at", process.argv[1]);
console.log("result", await new Flow().run({}));
`,
};

/** The log file that the console names. */
const traceOf = (session: DapSession): string | undefined =>
  /messages are written to (.*\.log)/.exec(session.output("console"))?.[1];

function compiledBy(session: DapSession): string | undefined {
  const text = readFileSync(traceOf(session) ?? "", "utf8");
  assert.match(text, /"direction":"client → adapter","message":\{"type":"request","seq":1,"command":"initialize"/);
  return /compiled by (\w+)/.exec(text)?.[1];
}

/** Everything in a folder, itself included: names, kinds, sizes and times. Links are not followed. */
function listing(folder: string): string[] {
  // With their types, links are not followed: behind them lies this repository, where other tests write.
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))].sort().map((path) => {
    const { mode, size, mtimeMs, ctimeMs } = lstatSync(path);
    return `${path} ${mode} ${size} ${mtimeMs} ${ctimeMs}`;
  });
}

describe("compiling", () => {
  let folder: Workspace | undefined;
  let session: DapSession | undefined;
  afterEach(async () => {
    const trace = session && traceOf(session);
    await session?.close();
    if (trace !== undefined) rmSync(trace);
    folder?.remove();
    session = folder = undefined;
  });

  /** Stops at Found, checks where that is, and runs to the end. */
  const debugFlow = async (made: Workspace, options: object = {}, adapter?: string): Promise<string | undefined> => {
    folder = made;
    session = await DapSession.launch(
      { program: made.file("src/main.ts"), cwd: made.path, args: ["x"], trace: true, ...options },
      { functions: ["Found"], ...(adapter === undefined ? {} : { adapter }) },
    );
    const { threadId } = await session.stopped();
    const top = await session.top(threadId);
    assert.equal(top.name, "Found → finish");
    assert.equal(top.source?.path, made.file("src/flow.ts"));
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    assert.equal(session.output("stdout"), `argument x at ${made.file("src/main.ts")}\nresult ${made.file("src")}\n`);
    return compiledBy(session);
  };

  it("uses the esbuild that is there, in folders of any name", async () => {
    assert.equal(await debugFlow(workspace(FLOW, { name: "a b #1 100% ü?&'x" })), "esbuild");
  });

  it("takes experimentalDecorators from the project's tsconfig", async () => {
    const tsconfig = '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false } }';
    assert.equal(await debugFlow(workspace({ ...FLOW, "tsconfig.json": tsconfig })), "esbuild");
  });

  it("leaves the workspace as it is, also a read-only one", async () => {
    const made = workspace(FLOW);
    const folders = ["src", "."].map((name) => made.file(name));
    for (const path of folders) chmodSync(path, 0o555);
    // Also where the mode hinders nobody, as of root.
    const before = listing(made.path);
    try {
      assert.equal(await debugFlow(made), "esbuild");
      assert.deepEqual(listing(made.path), before);
    } finally {
      for (const path of folders.toReversed()) chmodSync(path, 0o755);
    }
  });

  it("falls back to the project's tsx", async () => {
    // Never executed, and not to be bundled.
    const main = `${FLOW["src/main.ts"]}if (process.argv[2] === "never") await import("./nowhere.ts");\n`;
    const made = workspace({ ...FLOW, "src/main.ts": main }, { packages: ["stepwright", "zod", "tsx"] });
    assert.equal(await debugFlow(made), "tsx");
  });

  it("compiles by itself where a project has no compiler", async () => {
    // Beside this copy of the adapter lies no esbuild.
    const copy = mkdtempSync(join(tmpdir(), "stepwright-adapter-"));
    try {
      for (const part of ["debugger", "analysis", "chunks"]) {
        cpSync(join(ROOT, "dist", part), join(copy, "dist", part), { recursive: true });
      }
      cpSync(join(ROOT, "package.json"), join(copy, "package.json"));
      assert.equal(await debugFlow(workspace(FLOW), {}, join(copy, "dist", "debugger", "main.js")), "typescript");
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it("runs JavaScript as it is", async () => {
    folder = workspace({ "main.mjs": 'console.log("plain", import.meta.url);' });
    session = await DapSession.launch({ program: folder.file("main.mjs"), cwd: folder.path, trace: true });
    assert.equal(await session.ended(), 0);
    assert.equal(compiledBy(session), "none");
    assert.match(session.output("stdout"), /plain file:.*main\.mjs/);
  });

  it("shows the TypeScript sources of a program that was compiled before", async () => {
    const compilerOptions = {
      ...{ rootDir: "src", outDir: "out", sourceMap: true, module: "nodenext", target: "es2022", types: [] },
      ...{ rewriteRelativeImportExtensions: true, noCheck: true },
    };
    const text = FLOW["src/flow.ts"].replace("import.meta.dirname", 'new Error("here").stack ?? ""');
    folder = workspace({ ...FLOW, "src/flow.ts": text, "tsconfig.json": JSON.stringify({ compilerOptions }) });
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder.path]);
    session = await DapSession.launch(
      { program: folder.file("out/main.js"), cwd: folder.path },
      { lines: { [folder.file("src/events.ts")]: [4] } },
    );
    const { threadId, hitBreakpointIds } = await session.stopped();
    assert.equal(hitBreakpointIds?.length, 1);
    const top = await session.top(threadId);
    assert.deepEqual([top.source?.path, top.line], [folder.file("src/flow.ts"), 11]);
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /src\/flow\.ts:8:/);
  });

  it("runs .mts, and .cts with CommonJS", async () => {
    folder = workspace({
      "a.mts":
        'import { b } from "./b.cts";\nenum Kind { One = 1 }\nconsole.log(b, Kind.One, await Promise.resolve("awaited"));',
      "b.cts":
        'import path = require("node:path");\nconst b: string = path.basename(__dirname) + "/" + path.basename(__filename);\nexport = { b };',
    });
    session = await DapSession.launch({ program: folder.file("a.mts"), cwd: folder.path });
    assert.equal(await session.ended(), 0, session.output("stderr"));
    assert.equal(session.output("stdout"), "work space/b.cts 1 awaited\n");
  });

  it("keeps packages out of the bundle, so that there is one copy of each", async () => {
    folder = workspace({
      ...FLOW,
      "src/main.ts": `
import { Workflow } from "stepwright";
import { Flow } from "./flow.ts";
const other = await import("stepwright" as string);
console.log(other.Workflow === Workflow, new Flow() instanceof other.Workflow);
`,
    });
    session = await DapSession.launch({ program: folder.file("src/main.ts"), cwd: folder.path });
    assert.equal(await session.ended(), 0, session.output("stderr"));
    assert.equal(session.output("stdout"), "true true\n");
  });

  it("follows packages that are TypeScript sources of the same repository", async () => {
    folder = workspace({
      "packages/lib/package.json": '{ "name": "@acme/lib", "type": "module", "exports": "./index.ts" }',
      "packages/lib/index.ts": 'export const greeting: string = "hello from " + import.meta.filename;',
      "packages/app/main.ts": 'import { greeting } from "@acme/lib";\nconsole.log(greeting);',
    });
    const { mkdirSync, symlinkSync } = await import("node:fs");
    mkdirSync(folder.file("node_modules/@acme"), { recursive: true });
    symlinkSync(folder.file("packages/lib"), folder.file("node_modules/@acme/lib"), "junction");
    session = await DapSession.launch({ program: folder.file("packages/app/main.ts"), cwd: folder.path });
    assert.equal(await session.ended(), 0, session.output("stderr"));
    assert.equal(session.output("stdout"), `hello from ${folder.file("packages/lib/index.ts")}\n`);
  });
});
