/** Compilers that the user's project has, or that lie beside Stepwright itself. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export type Esbuild = typeof import("esbuild");

/** esbuild as the program's project resolves it (directly, or through tsx), else the one beside Stepwright. */
export function findEsbuild(program: string): Esbuild | undefined {
  const project = createRequire(program);
  const tsx = resolveWith(project, "tsx/package.json");
  const requires = [project, ...(tsx === undefined ? [] : [createRequire(tsx)]), createRequire(import.meta.url)];
  for (const require of requires) {
    const path = resolveWith(require, "esbuild");
    if (path === undefined) continue;
    try {
      const loaded: unknown = require(path);
      if (isEsbuild(loaded)) return loaded;
    } catch {
      // Installed for another platform, or damaged: the next one may work.
    }
  }
  return undefined;
}

/** The file to preload for tsx, where the program's project has it. */
export function findTsx(program: string): string | undefined {
  const path = resolveWith(createRequire(program), "tsx");
  return path === undefined ? undefined : pathToFileURL(path).href;
}

function resolveWith(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

function isEsbuild(value: unknown): value is Esbuild {
  return typeof value === "object" && value !== null && "build" in value && typeof value.build === "function";
}

/** As `import()` wants it. */
export function fileUrl(...segments: string[]): string {
  return pathToFileURL(join(...segments)).href;
}
