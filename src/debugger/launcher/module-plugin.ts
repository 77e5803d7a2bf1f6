/**
 * How the user's modules are bundled. Relative imports go into the bundle; packages stay outside, above all the
 * runtime: a debugger that skips it could not step over its code inside a shared file, and two copies of it would not
 * know each other's events. Each module keeps the `import.meta` and `__dirname` it had before.
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { isRuntime, packageSpecifier } from "./package-specifier.ts";

/** The import in each bundled module that carries its own whereabouts. */
const MODULE_NAMESPACE = "stepwright-module";
const MODULE_VARIABLE = "__stepwrightModule";

/** esbuild's `define`: what a module says of itself, read from that import. */
export const MODULE_DEFINES: Readonly<Record<string, string>> = {
  "import.meta.url": `${MODULE_VARIABLE}.url`,
  "import.meta.dirname": `${MODULE_VARIABLE}.dirname`,
  "import.meta.filename": `${MODULE_VARIABLE}.filename`,
  "import.meta.resolve": `${MODULE_VARIABLE}.resolve`,
  "import.meta.main": `${MODULE_VARIABLE}.main`,
};

const RELATIVE_URL = "/^(?:\\.{0,2}\\/|file:)/";
const TYPESCRIPT = /\.[cm]?tsx?$/;
const SELF = /import\s*\.\s*meta|__dirname|__filename/;
/** A line that makes a file an ES module; `import x = require()` and `export =` do not. */
const ES_MODULE = /^\s*(?:import\s*(?:["'{*]|[\w$]+\s*(?:,|from\b)|type\b|defer\b)|export\s+(?!=))/m;

export interface ModulePluginOptions {
  readonly program: string;
  /** The `node_modules` folders that the output sees, nearest first. */
  readonly packages: readonly string[];
  /** Whether the program is run as itself, and not imported by a generated entry. */
  readonly main: boolean;
}

export function modulePlugin(options: ModulePluginOptions): Plugin {
  return {
    name: "stepwright",
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => resolveImport(build, options, args));
      build.onLoad({ filter: TYPESCRIPT, namespace: "file" }, (args) => loadModule(args.path));
      build.onLoad({ filter: /\.[cm]?jsx?$/, namespace: "file" }, (args) => loadModule(args.path));
      build.onLoad({ filter: /.*/, namespace: MODULE_NAMESPACE }, (args) => ({
        contents: moduleSource(args.path, options.main && args.path === options.program),
        loader: "js",
      }));
    },
  };
}

async function resolveImport(
  build: PluginBuild,
  options: ModulePluginOptions,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (args.kind === "entry-point" || args.pluginData === MODULE_NAMESPACE) return undefined;
  if (args.path.startsWith(`${MODULE_NAMESPACE}:`)) {
    return { path: args.path.slice(MODULE_NAMESPACE.length + 1), namespace: MODULE_NAMESPACE };
  }
  if (isBuiltin(args.path) || /^(?:data|https?|file):/.test(args.path)) return { path: args.path, external: true };
  const require = args.kind === "require-call" || args.kind === "require-resolve";
  const wanted = { specifier: args.path, from: args.resolveDir, require };
  // A project's tsconfig may map the runtime to sources; Node knows nothing of that.
  if (isRuntime(args.path)) return { path: packageSpecifier(wanted, options.packages), external: true };

  const resolved = await build.resolve(args.path, {
    kind: args.kind,
    resolveDir: args.resolveDir,
    importer: args.importer,
    pluginData: MODULE_NAMESPACE,
  });
  const relative = /^\.{0,2}\//.test(args.path) || args.path === "." || args.path === "..";
  if (resolved.errors.length > 0) {
    // Node reports a package that is not installed when, and only when, the program really imports it.
    return relative || args.path.startsWith("#") ? { errors: resolved.errors } : { path: args.path, external: true };
  }
  if (resolved.external) return { path: resolved.path, external: true };
  const inPackage = resolved.path.includes("/node_modules/") || resolved.path.includes("\\node_modules\\");
  if (TYPESCRIPT.test(resolved.path) && !inPackage) return { path: resolved.path };
  if (extname(resolved.path) === ".json" && relative) return { path: resolved.path };
  if (relative && !inPackage && !isRuntimeFile(resolved.path)) return { path: resolved.path };
  return { path: packageSpecifier(wanted, options.packages, resolved.path), external: true };
}

const runtimeFolders = new Map<string, boolean>();

/** Whether a file belongs to a copy of the runtime, by the nearest package.json. */
function isRuntimeFile(path: string): boolean {
  const folder = dirname(path);
  const known = runtimeFolders.get(folder);
  if (known !== undefined) return known;
  const answer = packageName(folder) === "stepwright" && /[\\/]dist[\\/]/.test(path);
  runtimeFolders.set(folder, answer);
  return answer;
}

function packageName(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const content: unknown = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
      return typeof content === "object" && content !== null && "name" in content ? String(content.name) : undefined;
    } catch {
      if (at === dirname(at)) return undefined;
    }
  }
}

async function loadModule(path: string): Promise<{ contents: string; loader: "default" } | undefined> {
  const source = await readFile(path, "utf8");
  if (!SELF.test(source)) return undefined;
  // ES modules: imports run first wherever they stand, so one at the end leaves every column in its place.
  if (ES_MODULE.test(source) || source.includes("import.meta")) {
    const names = ["__dirname", "__filename"].filter((name) => source.includes(name) && !declares(source, name));
    const from = JSON.stringify(`${MODULE_NAMESPACE}:${path}`);
    const imports = [`* as ${MODULE_VARIABLE}`, ...names.map((name) => `{ ${name} }`)];
    const lines = imports.map((what) => `import ${what} from ${from};`);
    return { contents: [source, ...lines, ""].join("\n"), loader: "default" };
  }
  const here = `const __filename = ${JSON.stringify(path)}, __dirname = ${JSON.stringify(dirname(path))};`;
  return { contents: `${here}${source}`, loader: "default" };
}

function declares(source: string, name: string): boolean {
  return new RegExp(`\\b(?:const|let|var)\\s+${name}\\b`).test(source);
}

function moduleSource(path: string, main: boolean): string {
  return [
    "const meta = import.meta;",
    `export const url = ${JSON.stringify(pathToFileURL(path).href)};`,
    `export const filename = ${JSON.stringify(path)};`,
    `export const dirname = ${JSON.stringify(dirname(path))};`,
    "export { dirname as __dirname, filename as __filename };",
    `export const main = ${main};`,
    `export const resolve = (name) => ${RELATIVE_URL}.test(name) ? new URL(name, url).href : meta.resolve(name);`,
  ].join("\n");
}
