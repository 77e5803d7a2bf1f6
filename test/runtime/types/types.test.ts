import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const cases = join(root, "test/runtime/types/cases");

/** Runs the compiler; an empty text where it has nothing to say. */
function compile(...args: readonly string[]): string {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...args], { cwd: root, encoding: "utf8" });
  return status === 0 ? "" : stdout + stderr;
}

const strict = {
  target: "ES2022",
  lib: ["ES2023", "ESNext.Disposable", "DOM"],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

const modes = [
  { name: "standard decorators", options: { module: "NodeNext" } },
  { name: "experimentalDecorators", options: { module: "NodeNext", experimentalDecorators: true } },
  {
    name: "a bundler's resolution",
    options: { module: "ESNext", moduleResolution: "bundler", exactOptionalPropertyTypes: false },
  },
];

/**
 * The cases hold what must compile and, behind `@ts-expect-error`, what must not. They are compiled against the
 * declarations that the package ships, as in a user's project.
 */
describe("types, as a user's project sees them", function () {
  this.timeout(120_000);
  let project = "";

  before(() => {
    project = mkdtempSync(join(tmpdir(), "stepwright-types-"));
    const library = join(project, "node_modules/stepwright");
    mkdirSync(library, { recursive: true });
    cpSync(join(root, "package.json"), join(library, "package.json"));
    symlinkSync(join(root, "node_modules/zod"), join(project, "node_modules/zod"), "junction");
    assert.equal(compile("-p", "tsconfig.types.json", "--outDir", join(library, "dist/runtime")), "");
    cpSync(cases, join(project, "src"), { recursive: true });
    writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  for (const [index, { name, options }] of modes.entries()) {
    it(`with ${name}`, () => {
      const file = join(project, `tsconfig.${index}.json`);
      const compilerOptions = { ...strict, skipLibCheck: false, ...options };
      writeFileSync(file, JSON.stringify({ compilerOptions, include: ["src"] }));
      assert.equal(compile("-p", file, "--pretty", "false"), "");
    });
  }
});
