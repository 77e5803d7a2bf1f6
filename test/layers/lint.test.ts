import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/paths.ts";

describe("lint", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-lint-"));
    // The repository's own configuration; outside of a git tree biome cannot ask git what is ignored.
    const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8")) as { vcs: unknown };
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function lint(files: Readonly<Record<string, string>>): { code: number | null; output: string } {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
    const args = [biome, "lint", "--error-on-warnings", ...Object.keys(files)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    return { code: status, output: stdout + stderr };
  }

  it("passes a clean file", () => {
    const { code, output } = lint({ "a.ts": "export const a = 1;\n" });
    assert.equal(code, 0, output);
  });

  it("reports a circle of imports", () => {
    const { code, output } = lint({
      "a.ts": 'import { b } from "./b.ts";\nexport const a = (): number => b;\n',
      "b.ts": 'import { a } from "./a.ts";\nexport const b: number = a();\n',
    });
    assert.equal(code, 1);
    assert.match(output, /noImportCycles/);
  });

  it("reports any", () => {
    const { code, output } = lint({ "a.ts": "export const a: any = 1;\n" });
    assert.equal(code, 1);
    assert.match(output, /noExplicitAny/);
  });

  it("reports what is never used", () => {
    const { code, output } = lint({
      "a.ts": 'import { b } from "./b.ts";\nexport const a = 1;\n',
      "b.ts": "export const b = 1;\n",
    });
    assert.equal(code, 1);
    assert.match(output, /noUnusedImports/);
  });
});
