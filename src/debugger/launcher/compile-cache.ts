/**
 * Where compiled programs are kept while they run: a folder per launch, in a place from which bare package names
 * resolve as they do for the original. It is removed when the program has ended; what a killed adapter left behind is
 * removed at the next launch.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";

export interface CacheFolder {
  readonly path: string;
  /** The `node_modules` folder it lies in; undefined for a folder from which no package of the user resolves. */
  readonly nodeModules: string | undefined;
  remove(): void;
}

/** Makes a folder for the compiled form of `program`. */
export function createCacheFolder(program: string): CacheFolder {
  const nodeModules = nearestNodeModules(dirname(program));
  if (nodeModules !== undefined) {
    const made = makeEntry(join(nodeModules, ".cache", "stepwright"));
    if (made !== undefined) return { path: made, nodeModules, remove: () => removeEntry(made) };
  }
  // No packages, or a workspace that cannot be written to.
  const base = join(tmpdir(), `stepwright-${userId()}`);
  const made = makeEntry(base);
  if (made === undefined) throw new Error(`Neither the workspace nor ${base} can be written to.`);
  return { path: made, nodeModules: undefined, remove: () => removeEntry(made) };
}

/** The nearest `node_modules` folder at or above `folder`. */
export function nearestNodeModules(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, "node_modules");
    if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) return candidate;
    if (at === dirname(at)) return undefined;
  }
}

function makeEntry(base: string): string | undefined {
  const entry = join(base, `${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(entry, { recursive: true, mode: 0o700 });
  } catch {
    return undefined;
  }
  removeAbandoned(base);
  return entry;
}

/** Entries whose adapter no longer lives. */
function removeAbandoned(base: string): void {
  for (const name of readdirSync(base)) {
    const pid = Number(/^(\d+)-[0-9a-f]{12}$/.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) remove(join(base, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // In use (Windows): the next launch removes it.
  }
}

/** With the folders above it that are ours and are empty now. */
function removeEntry(entry: string): void {
  remove(entry);
  const base = dirname(entry);
  for (const folder of basename(dirname(base)) === ".cache" ? [base, dirname(base)] : [base]) {
    try {
      rmdirSync(folder);
    } catch {
      // Another session's, or another tool's, files are there.
      return;
    }
  }
}

function userId(): string {
  return String(process.getuid?.() ?? userInfo().username);
}
