/**
 * Programs that were started with `--import stepwright/debug` tell here where they listen, so that an editor can offer
 * them: one small file each, in a folder that only their user can read.
 */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { isAlive } from "./is-alive.ts";

export interface ListeningProgram {
  readonly pid: number;
  /** `127.0.0.1:49152` */
  readonly address: string;
  readonly token: string;
  /** Version of the probe protocol. */
  readonly protocol: number;
  /** Absolute path of the main file; "" for a program without one. */
  readonly program: string;
  readonly cwd: string;
  /** ms since 1970. */
  readonly startedAt: number;
}

/** Below the user's runtime folder, or the system's temporary one. */
function folder(): string {
  const runtime = process.env["XDG_RUNTIME_DIR"];
  const id = process.getuid?.() ?? userInfo().username;
  return runtime ? join(runtime, "stepwright") : join(tmpdir(), `stepwright-${id}`, "programs");
}

/**
 * Announces this process. Returns the way to take it back.
 *
 * @throws where the folder belongs to somebody else, or cannot be written
 */
export function announceProgram(program: ListeningProgram): () => void {
  const path = folder();
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!isOwn(path)) throw new Error(`${path} belongs to another user.`);
  // Most programs of this kind are ended by a signal, and leave their file.
  listeningPrograms();
  const file = join(path, `${program.pid}.json`);
  // A number of an earlier process: its file, with its owner and mode, must not be written into.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(program), { mode: 0o600, flag: "wx" });
  return () => rmSync(file, { force: true });
}

/** Those that live, the newest first. Files that a killed program left are removed. */
export function listeningPrograms(): ListeningProgram[] {
  const path = folder();
  if (!isOwn(path)) return [];
  const found: ListeningProgram[] = [];
  for (const name of readdirSync(path)) {
    if (!/^\d+\.json$/.test(name)) continue;
    const file = join(path, name);
    const program = read(file);
    if (program !== undefined && isAlive(program.pid)) found.push(program);
    else rmSync(file, { force: true });
  }
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

function read(file: string): ListeningProgram | undefined {
  try {
    const { pid, address, token, protocol, program, cwd, startedAt } = JSON.parse(readFileSync(file, "utf8"));
    const texts = [address, token, program, cwd].every((value) => typeof value === "string");
    const numbers = [pid, protocol, startedAt].every((value) => typeof value === "number");
    return texts && numbers ? { pid, address, token, protocol, program, cwd, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** In a shared temporary folder somebody else may have made one of that name, to be told our tokens. */
function isOwn(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return false;
  return process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);
}
