/**
 * Folders that a debugger keeps for one session, below the system's temporary folder. Their names tell whose they are:
 * what a killed debugger left behind, the next one removes.
 */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isAlive } from "./is-alive.ts";

/** `mkdtemp` appends six letters and digits. */
const NAME = /^stepwright-(?:recording|checkpoints)-(\d+)-[0-9A-Za-z]{6}$/;

/** Makes a folder of this process, and tidies up after debuggers that are gone. @throws the system's error */
export function createTemporaryFolder(kind: "recording" | "checkpoints"): string {
  removeAbandoned();
  return mkdtempSync(join(tmpdir(), `stepwright-${kind}-${process.pid}-`));
}

export function removeTemporaryFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // In use (Windows): the next session removes it.
  }
}

/** Whether the process that made the folder is gone. */
export function isAbandoned(path: string): boolean {
  const pid = Number(NAME.exec(basename(path))?.[1]);
  return Number.isInteger(pid) && !isAlive(pid);
}

function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (isAbandoned(path) && isOwn(path)) removeTemporaryFolder(path);
  }
}

/** The temporary folder may be shared, and anybody can make such a name. */
function isOwn(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (process.getuid === undefined || stat.uid === process.getuid());
}
