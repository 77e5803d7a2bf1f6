import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { build } from "esbuild";
import { cache, root } from "../../../scripts/paths.ts";

export interface CompiledSuite {
  /** The module with `run`. */
  readonly index: string;
  readonly files: readonly string[];
}

/** All test files below a folder of the repository. */
export function testFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => join(root, folder, file));
}

/**
 * Compiles test files for the extension host, which loads CommonJS only. They lie inside the repository, so that what
 * is not bundled (mocha) is found in its `node_modules`. Every call has a folder of its own; delete it with `dispose`.
 */
export async function compileSuite(tests: readonly string[]): Promise<CompiledSuite & { dispose(): void }> {
  const folder = join(cache, `suite-${process.pid}-${Date.now()}`);
  mkdirSync(folder, { recursive: true });
  const index = join(root, "test", "harness", "extension-host", "suite.ts");
  const outputs = new Map(
    tests.map((file) => [relative(root, file).replace(/[\\/]/g, "-").replace(/\.ts$/, ""), file]),
  );
  await build({
    absWorkingDir: root,
    entryPoints: { index, ...Object.fromEntries(outputs) },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    packages: "external",
    external: ["vscode"],
    logLevel: "warning",
    // Packages may be ES modules only, which `require` loads from Node 20.19 on and Electron's Node does too.
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  });
  return {
    index: join(folder, "index.cjs"),
    files: [...outputs.keys()].map((name) => join(folder, `${basename(name)}.cjs`)),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
