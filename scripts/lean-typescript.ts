import { existsSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { getLibFiles } from "@ts-morph/common";
import type { Plugin, PluginBuild } from "esbuild";
import { cache, root } from "./paths.ts";

const require = createRequire(import.meta.url);
const common = require.resolve("@ts-morph/common");
const compiler = require.resolve("@ts-morph/common/dist/typescript.js");
const keptScript = join(root, "src/analysis/kept-script.ts");

/** How `@ts-morph/common` wraps the compiler's text. */
const HEAD = "var ts = {}; ((module) => {";
const TAIL = /\}\)\(\{ get exports\(\)[^\n]*\n?$/;

/**
 * Of ts-morph the analysis uses the compiler and its library files, no more. Bundled as they are, they take several
 * hundred milliseconds to load before the first graph; so the compiler is a minified file of its own, of which the
 * engine's compiled code is kept (src/analysis/kept-script.ts), the library files are read when somebody asks, and the
 * rest is left out.
 */
export const leanTypeScript: Plugin = {
  name: "lean-typescript",
  setup({ onResolve, onLoad, esbuild }) {
    onResolve({ filter: /^ts-morph$/ }, () => ({ path: compiler, sideEffects: false }));
    onResolve({ filter: /^@ts-morph\/common$/ }, () => ({ path: common, sideEffects: false }));
    onResolve({ filter: /^lean:/ }, ({ path }) => ({ path: path.slice("lean:".length), namespace: "lean" }));
    onLoad({ filter: /typescript\.js$/, namespace: "file" }, ({ path }) => {
      if (path !== compiler) return undefined;
      const contents = `import { runKept } from ${JSON.stringify(keptScript)};
        import file from "lean:typescript.cjs";
        const script = new URL(file, import.meta.url);
        // Beside dist/, which is packed with all that is in it.
        export const { ts } = runKept(script, new URL("../../.compiled/", script));`;
      return { contents, loader: "js", resolveDir: root };
    });
    onLoad({ filter: /ts-morph-common\.js$/, namespace: "file" }, ({ path }) => {
      if (path !== common) return undefined;
      const contents = `import { readFileSync } from "node:fs";
        import file from "lean:library-files.json";
        export function getLibFiles() { return JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")); }`;
      return { contents, loader: "js", resolveDir: root };
    });
    onLoad({ filter: /./, namespace: "lean" }, async ({ path }) => ({
      contents: path === "typescript.cjs" ? await minified(compiler, esbuild.transform) : JSON.stringify(getLibFiles()),
      loader: "file",
    }));
  },
};

/** The compiler as a script that fills `exports`. It is the same until it is another version: then it is made again. */
async function minified(path: string, transform: PluginBuild["esbuild"]["transform"]): Promise<string> {
  const kept = join(cache, `typescript-${statSync(path).mtimeMs}-${statSync(path).size}.cjs`);
  if (existsSync(kept)) return readFile(kept, "utf8");
  const text = await readFile(path, "utf8");
  const start = text.indexOf(HEAD);
  const end = text.search(TAIL);
  if (start < 0 || end < 0) throw new Error(`${path} looks otherwise than scripts/lean-typescript.ts expects`);
  const body = text.slice(start + HEAD.length, end);
  const script = `${text.slice(0, start)}const module = { exports: {} };${body}exports.ts = module.exports;`;
  // Alone in its scope its own names can be short ones. esbuild writes ASCII: the file is read byte by character.
  const options = { minify: true, legalComments: "inline", target: "node20.19", format: "cjs" } as const;
  const { code } = await transform(script, options);
  await mkdir(cache, { recursive: true });
  await writeFile(`${kept}.${process.pid}`, code);
  await rename(`${kept}.${process.pid}`, kept); // a build beside this one reads all of it or nothing
  return code;
}
