/**
 * How compiled code names a package. It lies in another folder than its source, so a name as written means the same
 * only where both see the same `node_modules`; otherwise the resolved file is named.
 */
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { nearestNodeModules } from "./compile-cache.ts";

export interface PackageImport {
  readonly specifier: string;
  /** The folder of the importing source file. */
  readonly from: string;
  /** True for `require()`, which takes paths and no URLs. */
  readonly require: boolean;
}

/** @param resolved the file, where the compiler found it; else Node's own rules find it */
export function packageSpecifier(
  { specifier, from, require }: PackageImport,
  outputNodeModules: string | undefined,
  resolved?: string,
): string {
  const bare = !/^[./#]/.test(specifier);
  if (bare && outputNodeModules !== undefined && !isRuntime(specifier)) {
    if (nearestNodeModules(from) === outputNodeModules) return specifier;
  }
  const path = resolved ?? resolveAsNode(specifier, from);
  if (path === undefined) return specifier;
  // The runtime's package may import itself by name, which works only from inside its own folder.
  if (isRuntime(specifier) && outputNodeModules !== undefined && isInstalledIn(specifier, outputNodeModules, path)) {
    return specifier;
  }
  return require ? path : pathToFileURL(path).href;
}

export function isRuntime(specifier: string): boolean {
  return /^stepwright(?:\/|$)/.test(specifier);
}

function resolveAsNode(specifier: string, from: string): string | undefined {
  try {
    return createRequire(join(from, "importer.js")).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Whether a module in that folder's `.cache` would get the same file by that name. */
function isInstalledIn(specifier: string, nodeModules: string, path: string): boolean {
  return resolveAsNode(specifier, join(nodeModules, ".cache")) === path || path.startsWith(nodeModules + sep);
}
