import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkLayers } from "../../scripts/layers/check.ts";
import { root } from "../../scripts/paths.ts";

describe("layers", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-layers-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the check says of one file with these lines, or undefined. */
  function judge(file: string, ...lines: readonly string[]): string | undefined {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, lines.join("\n"));
    return checkLayers(folder)[0];
  }

  it("holds for this repository", () => {
    assert.deepEqual(checkLayers(root), []);
  });

  const forbidden: readonly (readonly [string, string, string])[] = [
    ["src/runtime/run.ts", 'import { a } from "../analysis/a.ts";', "src/runtime may not import src/analysis"],
    [
      "src/runtime/run.ts",
      'import type { a } from "../debugger/probe/a.ts";',
      "src/runtime may not import src/debugger/probe",
    ],
    ["src/runtime/run.ts", 'import { readFileSync } from "node:fs";', "src/runtime may not import node:fs"],
    ["src/runtime/run.ts", 'const fs = await import("node:fs");', "src/runtime may not import node:fs"],
    ["src/runtime/run.ts", 'const fs = require("node:fs");', "src/runtime may not import node:fs"],
    ["src/runtime/run.ts", 'type Fs = typeof import("node:fs");', "src/runtime may not import node:fs"],
    ["src/runtime/run.ts", 'import { a } from "./node/storage.ts";', "src/runtime may not import src/runtime/node"],
    ["src/analysis/a.ts", 'import { Event } from "../runtime/index.ts";', "src/analysis may not import src/runtime"],
    ["src/debugger/adapter/a.ts", 'import { Event } from "../../runtime/index.ts";', "only types of src/runtime"],
    ["src/debugger/adapter/a.ts", 'export { Event } from "../../runtime/index.ts";', "only types of src/runtime"],
    ["src/debugger/adapter/a.ts", 'import { type Event } from "../../runtime/index.ts";', "only types of src/runtime"],
    ["src/debugger/adapter/a.ts", 'import type { Project } from "ts-morph";', "may not import ts-morph"],
    ["src/debugger/adapter/a.ts", 'import * as vscode from "vscode";', "may not import vscode"],
    ["src/debugger/probe/a.ts", 'import { Event } from "../../runtime/index.ts";', "only types of src/runtime"],
    ["src/debugger/probe/a.ts", 'import { a } from "../adapter/a.ts";', "may not import src/debugger/adapter"],
    ["src/debugger/protocol/a.ts", 'import { a } from "../adapter/a.ts";', "may not import src/debugger/adapter"],
    ["src/cli/a.ts", 'import type * as vscode from "vscode";', "may not import vscode"],
    ["src/cli/a.ts", 'import { a } from "../extension/a.ts";', "may not import src/extension"],
    ["src/extension/a.ts", 'import { ts } from "ts-morph";', "may not import ts-morph"],
    ["src/extension/a.ts", 'import { a } from "./webview/main.ts";', "may not import src/extension/webview"],
    ["src/extension/a.ts", 'import { a } from "../debugger/adapter/a.ts";', "may not import src/debugger/adapter"],
    ["src/extension/webview/a.ts", 'import type * as vscode from "vscode";', "may not import vscode"],
    ["src/extension/webview/a.ts", 'import { join } from "node:path";', "may not import node:path"],
    ["src/debugger/adapter/a.ts", 'import { a } from "../../../test/a.ts";', "outside the layers"],
    ["src/other/a.ts", 'import { a } from "../runtime/a.ts";', "belongs to no layer"],
  ];
  for (const [file, line, message] of forbidden) {
    it(`reports ${line} in ${file}`, () => {
      const said = judge(file, "// first line", line);
      assert.ok(said?.startsWith(`${file}:2 `) && said.includes(message), said);
    });
  }

  const allowed: readonly (readonly [string, string])[] = [
    ["src/runtime/run.ts", 'import { z } from "zod";'],
    ["src/runtime/node/storage.ts", 'import { AsyncLocalStorage } from "node:async_hooks";'],
    ["src/analysis/a.ts", 'import { ts } from "ts-morph";'],
    ["src/debugger/adapter/a.ts", 'import type { Inspector } from "../../runtime/inspector.ts";'],
    ["src/debugger/adapter/a.ts", 'const { analyze } = await import("../../analysis/index.ts");'],
    ["src/extension/a.ts", 'import * as vscode from "vscode";'],
    ["src/extension/webview/a.ts", 'import { messages } from "../graph/messages.ts";'],
    ["src/cli/a.ts", 'import { run } from "../runtime/index.ts";'],
  ];
  for (const [file, line] of allowed) {
    it(`allows ${line} in ${file}`, () => assert.equal(judge(file, line), undefined));
  }
});
