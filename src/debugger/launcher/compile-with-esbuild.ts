import { writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message } from "esbuild";
import type { CacheFolder } from "./compile-cache.ts";
import type { Esbuild } from "./find-tools.ts";
import { LaunchError } from "./launch-error.ts";
import { MODULE_DEFINES, modulePlugin } from "./module-plugin.ts";

export interface BundleOptions {
  readonly program: string;
  readonly folder: CacheFolder;
  /** Whether the program is run as itself, and not imported by a generated entry. */
  readonly main: boolean;
}

export interface Bundle {
  readonly file: string;
  /** Source files that went into it, the program first. */
  readonly sources: readonly string[];
}

/** The bundle could not be made for a reason other than the program's syntax. */
export class BundleError extends Error {}

/**
 * Compiles a program and the modules it imports relatively into one ES module.
 *
 * @throws LaunchError `syntaxError` with file and line, BundleError for anything else
 */
export async function compileWithEsbuild(esbuild: Esbuild, options: BundleOptions): Promise<Bundle> {
  const { program, folder, main } = options;
  const file = join(folder.path, `${basename(program).replace(/\.[^.]+$/, "")}.mjs`);
  try {
    const result = await esbuild.build({
      entryPoints: [program],
      outfile: file,
      absWorkingDir: dirname(program),
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      // As Node resolves, which never takes the "module" entry of a package.
      conditions: ["module-sync", "node-addons"],
      mainFields: ["main"],
      keepNames: true,
      sourcemap: "linked",
      sourcesContent: true,
      charset: "utf8",
      logLevel: "silent",
      define: { ...MODULE_DEFINES },
      banner: { js: banner(program, main) },
      plugins: [modulePlugin({ program, packages: folder.packages, main })],
    });
    const inputs = Object.keys(result.metafile.inputs).filter((input) => !/^[\w-]{2,}:/.test(input));
    const sources = inputs.map((input) => resolve(dirname(program), input));
    for (const output of result.outputFiles) {
      const isMap = output.path.endsWith(".map");
      writeFileSync(output.path, isMap ? absoluteSources(output.text, folder.path, sources) : output.text);
    }
    return { file, sources: [program, ...sources.filter((source) => source !== program)] };
  } catch (error) {
    if (!isBuildFailure(error)) throw new BundleError(`esbuild failed: ${String(error)}`, { cause: error });
    throw explain(error, dirname(program));
  } finally {
    await stop(esbuild);
  }
}

/** `require` for modules in CommonJS syntax, and the program's own name in `process.argv`. */
function banner(program: string, main: boolean): string {
  const parts = [
    'import { createRequire as __stepwrightCreateRequire } from "node:module";',
    `const require = __stepwrightCreateRequire(${JSON.stringify(pathToFileURL(program).href)});`,
    ...(main ? [`process.argv[1] = ${JSON.stringify(program)};`] : []),
  ];
  return parts.join(" ");
}

/** Sources as file URLs: they mean the same wherever the map lies, and with any character in a path. */
function absoluteSources(mapText: string, folder: string, inputs: readonly string[]): string {
  const map = JSON.parse(mapText) as { sources: string[] };
  const known = new Set(inputs);
  const base = pathToFileURL(`${folder}/`);
  map.sources = map.sources.map((source) => {
    if (/^[\w-]{2,}:/.test(source)) return source;
    // Newer versions of esbuild encode "#" and "%" in it, older ones write the path as it is.
    const path = resolve(folder, source);
    return known.has(path) ? pathToFileURL(path).href : new URL(source, base).href;
  });
  return JSON.stringify(map);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

const NOT_SYNTAX = /^(?:Could not resolve|No loader is configured|Cannot read|Could not read)/;

function explain(failure: BuildFailure, folder: string): Error {
  const first = failure.errors[0];
  if (first === undefined) return new BundleError(failure.message, { cause: failure });
  const text = failure.errors.map((message) => describe(message, folder)).join("\n");
  if (first.location === null || NOT_SYNTAX.test(first.text)) return new BundleError(text, { cause: failure });
  return new LaunchError("syntaxError", `The program does not compile: ${text}`);
}

function describe({ location, text }: Message, folder: string): string {
  if (location === null) return text;
  return `${resolve(folder, location.file)}:${location.line}:${location.column + 1}: ${text}`;
}

async function stop(esbuild: Esbuild): Promise<void> {
  // Older versions have no way to end their service but the end of this process.
  if (typeof esbuild.stop === "function") await esbuild.stop();
}
