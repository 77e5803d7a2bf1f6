import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { readPages, root } from "./pages.ts";
import { type Program, programsOf } from "./programs.ts";

const execute = promisify(execFile);

/** Every TypeScript block of the documentation compiles, runs, and prints what its comments say. */
describe("the documentation's TypeScript", function () {
  this.timeout(60_000);
  const programs = readPages().flatMap(programsOf);
  let folder: string;

  before(async () => {
    mkdirSync(join(root, "test-results"), { recursive: true });
    // Inside the package, so that "stepwright" means this package as it was built.
    folder = mkdtempSync(join(root, "test-results", "docs-"));
    // Without paths: against the declarations that users get.
    const options = { noUnusedLocals: false, noUnusedParameters: false, paths: {} };
    const project = { extends: "../../tsconfig.json", compilerOptions: options, include: ["*.ts"], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
    for (const program of programs) {
      writeFileSync(join(folder, `${nameOf(program)}.ts`), program.source);
      const { code } = await transform(program.source, { loader: "ts", target: "node20" });
      writeFileSync(join(folder, `${nameOf(program)}.mjs`), code);
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("compiles", async () => {
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    try {
      await execute(process.execPath, [compiler, "--noEmit", "-p", folder], { cwd: root });
    } catch (error) {
      assert.fail(String((error as { stdout?: unknown }).stdout ?? error));
    }
  });

  for (const program of programs) {
    it(`${program.place} prints what it says`, async () => {
      const { stdout } = await execute(process.execPath, [join(folder, `${nameOf(program)}.mjs`)], { cwd: root });
      assert.deepEqual(stdout.replace(/\n$/, "").split("\n"), program.prints.length > 0 ? program.prints : [""]);
    });
  }
});

function nameOf(program: Program): string {
  return program.place.replace(/[^\w]+/g, "_");
}
