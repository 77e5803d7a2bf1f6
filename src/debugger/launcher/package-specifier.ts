/**
 * How compiled code names a package. It lies in another folder than its source, so a name as written means the same
 * only where both see the same `node_modules` folders; otherwise the resolved file is named.
 */
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeModulesFolders } from "./compile-cache.ts";

export interface PackageImport {
  readonly specifier: string;
  /** The folder of the importing source file. */
  readonly from: string;
  /** True for `require()`, which takes paths and no URLs. */
  readonly require: boolean;
}

/**
 * @param seen the `node_modules` folders that the output sees, nearest first
 * @param resolved the file, where the compiler found it; else Node's own rules find it
 */
export function packageSpecifier(
  { specifier, from, require }: PackageImport,
  seen: readonly string[],
  resolved?: string,
): string {
  const bare = !/^[./#]/.test(specifier);
  if (bare && !isRuntime(specifier) && seesTheSame(from, seen)) return specifier;
  const path = resolved ?? resolveAsNode(specifier, from);
  if (path === undefined) return specifier;
  // The runtime's package may import itself by name, which works only from inside its own folder.
  if (bare && isRuntime(specifier) && isInstalled(path, seen)) return specifier;
  return require ? path : pathToFileURL(path).href;
}

export function isRuntime(specifier: string): boolean {
  return /^stepwright(?:\/|$)/.test(specifier);
}

function seesTheSame(folder: string, seen: readonly string[]): boolean {
  const own = nodeModulesFolders(folder);
  return own.length === seen.length && own.every((path, index) => path === seen[index]);
}

function resolveAsNode(specifier: string, from: string): string | undefined {
  try {
    return createRequire(join(from, "importer.js")).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Whether the first installed runtime is the one that file belongs to. */
function isInstalled(path: string, seen: readonly string[]): boolean {
  const installed = seen.map((folder) => join(folder, "stepwright")).find(existsSync);
  return installed !== undefined && path.startsWith(realpathSync(installed) + sep);
}
