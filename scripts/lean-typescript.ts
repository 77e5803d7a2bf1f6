import { existsSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { getLibFiles } from "@ts-morph/common";
import type { Plugin, PluginBuild } from "esbuild";
import { cache } from "./paths.ts";

const require = createRequire(import.meta.url);
const common = require.resolve("@ts-morph/common");
const compiler = require.resolve("@ts-morph/common/dist/typescript.js");

/** How `@ts-morph/common` wraps the compiler's text. */
const HEAD = "var ts = {}; ((module) => {";
const TAIL = /\}\)\(\{ get exports\(\)[^\n]*\n?$/;

/**
 * Of ts-morph the analysis uses the compiler and its library files, no more. Bundled as they are, they take several
 * hundred milliseconds to load before the first graph; so the compiler is minified and bundled as a module, which
 * spares the engine to read it twice, and the rest is left out.
 */
export const leanTypeScript: Plugin = {
  name: "lean-typescript",
  setup({ onResolve, onLoad, esbuild }) {
    onResolve({ filter: /^ts-morph$/ }, () => ({ path: compiler, sideEffects: false }));
    onResolve({ filter: /^@ts-morph\/common$/ }, () => ({ path: common, sideEffects: false }));
    onLoad({ filter: /typescript\.js$/ }, async ({ path }) => {
      if (path !== compiler) return undefined;
      return { contents: await minified(path, esbuild.transform), loader: "js" };
    });
    onLoad({ filter: /ts-morph-common\.js$/ }, ({ path }) => {
      if (path !== common) return undefined;
      // As one string it is skipped, not read, until somebody asks.
      const files = JSON.stringify(JSON.stringify(getLibFiles()));
      return { contents: `export function getLibFiles() { return JSON.parse(${files}); }`, loader: "js" };
    });
  },
};

/** The compiler as a module. It is the same until it is another version: then it is made again. */
async function minified(path: string, transform: PluginBuild["esbuild"]["transform"]): Promise<string> {
  const kept = join(cache, `typescript-${statSync(path).mtimeMs}-${statSync(path).size}.js`);
  if (existsSync(kept)) return readFile(kept, "utf8");
  const text = await readFile(path, "utf8");
  const start = text.indexOf(HEAD);
  const end = text.search(TAIL);
  if (start < 0 || end < 0) throw new Error(`${path} looks otherwise than scripts/lean-typescript.ts expects`);
  const body = text.slice(start + HEAD.length, end);
  const module = `${text.slice(0, start)}const module = { exports: {} };${body}export const ts = module.exports;`;
  const { code } = await transform(module, { minify: true, legalComments: "inline", target: "node20.19" });
  await mkdir(cache, { recursive: true });
  await writeFile(`${kept}.${process.pid}`, code);
  await rename(`${kept}.${process.pid}`, kept); // a build beside this one reads all of it or nothing
  return code;
}
