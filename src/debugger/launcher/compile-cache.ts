/**
 * Where compiled programs are kept while they run: a folder per launch below the system's temporary folder. Links in it
 * repeat the `node_modules` folders that the program sees, so that package names mean what they mean for the original.
 * (Not inside `node_modules/.cache`: the JavaScript debugger skips all code below `node_modules`. And a workspace may be
 * read-only.) It is removed when the program has ended; what a killed adapter left behind, at the next launch.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, realpathSync, rmdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { isAlive } from "../protocol/is-alive.ts";
import { LaunchError, messageOf } from "./launch-error.ts";

export interface CacheFolder {
  /** Where the output goes. */
  readonly path: string;
  /** The `node_modules` folders that code in it sees, nearest first. */
  readonly packages: readonly string[];
  remove(): void;
}

/** Makes a folder for the compiled form of `program`. */
export function createCacheFolder(program: string): CacheFolder {
  const packages = nodeModulesFolders(dirname(program));
  const entry = createEntry();
  removeAbandoned(dirname(entry));
  // One folder in the other, as the originals lie: the nearest is seen first.
  let path = entry;
  for (const target of packages.toReversed()) {
    path = join(path, "p");
    mkdirSync(path);
    symlinkSync(target, join(path, "node_modules"), "junction");
  }
  return { path, packages, remove: () => removeEntry(entry) };
}

function createEntry(): string {
  try {
    const base = join(realpathSync(tmpdir()), `stepwright-${userId()}`);
    const entry = join(base, `${process.pid}-${randomBytes(6).toString("hex")}`);
    mkdirSync(entry, { recursive: true, mode: 0o700 });
    return entry;
  } catch (error) {
    throw new LaunchError(
      "temporaryFolder",
      `The compiled program cannot be kept in the temporary folder ${tmpdir()}: ${messageOf(error)}. Make it writable, or start the editor with the environment variable TMPDIR (on Windows: TEMP) set to a folder that is.`,
      { cause: error },
    );
  }
}

/** The `node_modules` folders at and above a folder, nearest first. */
export function nodeModulesFolders(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, "node_modules");
    if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) found.push(candidate);
    if (at === dirname(at)) return found;
  }
}

/** Entries whose adapter no longer lives. */
function removeAbandoned(base: string): void {
  for (const name of readdirSync(base)) {
    const pid = Number(/^(\d+)-[0-9a-f]{12}$/.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) remove(join(base, name));
  }
}

function removeEntry(entry: string): void {
  remove(entry);
  try {
    rmdirSync(dirname(entry));
  } catch {
    // Another session's files are there.
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // In use (Windows): the next launch removes it.
  }
}

function userId(): string {
  return String(process.getuid?.() ?? userInfo().username);
}
