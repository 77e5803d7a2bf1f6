import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LaunchError } from "./launch-error.ts";

/**
 * Finds a build output, e.g. `debugger/probe.js`, from wherever this module was bundled into (an entry point or a
 * shared chunk) or lies in the source tree.
 */
export function distFile(path: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const candidate of [join(folder, path), join(folder, "dist", path)]) {
      if (existsSync(candidate)) return candidate;
    }
    if (folder === dirname(folder)) break;
  }
  throw new LaunchError("notBuilt", `Stepwright's own file dist/${path} is missing: reinstall it, or run its build.`);
}
