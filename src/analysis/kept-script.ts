import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** What this process could not take from a file, and should keep for the next. */
const toKeep: Array<{ readonly script: Script; readonly file: string }> = [];

/**
 * Runs a CommonJS script of which the engine's compiled code may lie in a folder. That of the TypeScript compiler takes
 * longer to compile than a first graph to draw.
 * @param folder made when there is something to keep.
 * @returns its `exports`.
 */
export function runKept(url: URL, folder: URL): unknown {
  const path = fileURLToPath(url);
  // Compiled code fits one version of the engine on one kind of processor; any other makes its own.
  const file = join(fileURLToPath(folder), `${basename(path)}.${process.versions.v8}-${process.arch}`);
  const cachedData = readIfThere(file);
  const source = `(function (exports, require, __filename, __dirname) {${readFileSync(path, "latin1")}\n})`;
  const script = new Script(source, { filename: path, ...(cachedData ? { cachedData } : {}) });
  if (!cachedData || script.cachedDataRejected) toKeep.push({ script, file });
  const exports = {};
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run(exports, createRequire(url), path, fileURLToPath(new URL(".", url)));
  return exports;
}

/** Writes down what the engine has compiled by now; to be called when there is nothing else to do. */
export function keepCompiled(): void {
  for (const { script, file } of toKeep.splice(0)) {
    const draft = `${file}.${process.pid}`;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(draft, script.createCachedData());
      renameSync(draft, file); // whoever starts beside this one reads all of it or nothing
    } catch {
      // Installed where nothing may be written: every start compiles anew.
    }
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
