/** The fixtures and examples as programs that run, in both kinds of decorators that TypeScript has. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { type Recording, recordings } from "./recordings.ts";

export const DECORATORS = ["standard", "experimental"] as const;
export type Decorators = (typeof DECORATORS)[number];

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL("../../", import.meta.url));

/** The file of a recording: below this folder, or in the examples. */
export function pathOf({ file }: Pick<Recording, "file">): string {
  const base = file.startsWith("examples/") ? `${root}${file}` : `${root}test/analysis/${file}`;
  return [".ts", ".js"].map((ending) => `${base}${ending}`).find((path) => existsSync(path)) ?? base;
}

export function runsWith({ expression }: Recording, decorators: Decorators): boolean {
  return decorators === "standard" || !expression;
}

export class Compiled {
  private constructor(
    private readonly folder: string,
    private readonly outputs: ReadonlyMap<string, string>,
  ) {}

  /** Everything at once: modules that several import stay one. */
  static async with(decorators: Decorators): Promise<Compiled> {
    const folder = mkdtempSync(join(tmpdir(), "stepwright-compiled-"));
    const paths = [...new Set(recordings.filter((one) => runsWith(one, decorators)).map(pathOf))];
    const names = new Map(paths.map((path, index) => [path, `${index}`]));
    await build({
      entryPoints: paths.map((path) => ({ in: path, out: names.get(path) ?? "" })),
      bundle: true,
      splitting: true,
      keepNames: true,
      format: "esm",
      target: "node20",
      outdir: folder,
      outExtension: { ".js": ".mjs" },
      // JavaScript has decorators of the language only; TypeScript's compiler gives it the others, too.
      loader: { ".js": "ts" },
      tsconfigRaw: { compilerOptions: { experimentalDecorators: decorators === "experimental" } },
      plugins: [oneRuntime],
      logLevel: "error",
    });
    return new Compiled(folder, new Map([...names].map(([path, name]) => [path, join(folder, `${name}.mjs`)])));
  }

  async import(recording: Recording): Promise<Record<string, unknown>> {
    return (await import(pathToFileURL(this.outputs.get(pathOf(recording)) ?? "").href)) as Record<string, unknown>;
  }

  delete(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the programs import from packages is what the tests import: the same classes. */
const oneRuntime: Plugin = {
  name: "one-runtime",
  setup({ onResolve, onLoad }) {
    // The examples read files that lie beside them.
    onLoad({ filter: /[\\/]examples[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
      return { contents: text, loader: "ts" };
    });
    onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (kind === "entry-point") return undefined;
      const file = path === "stepwright" ? `${root}src/runtime/index.ts` : require.resolve(path);
      return { path: path.startsWith("node:") ? path : pathToFileURL(file).href, external: true };
    });
  },
};
