import { type ChildProcess, spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

/** Process id → parent's process id, of all processes. Empty on Windows, where `taskkill` knows the tree. */
function parents(): Map<number, number> {
  const list = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout ?? "";
  const entries = list.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return new Map(entries.flatMap(([pid, parent]) => (pid && parent !== undefined ? [[pid, parent]] : [])));
}

/** The process and everything it started, as far as the links still exist. */
export function processTree(root: number): readonly number[] {
  const all = parents();
  const tree = [root];
  for (const parent of tree) {
    for (const [pid, its] of all) if (its === parent && !tree.includes(pid)) tree.push(pid);
  }
  return tree;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Ends a process and everything it started: asks first, and after `patience` ms no longer asks. */
export async function endTree(child: ChildProcess, patience = 3_000): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore" });
    return;
  }
  await endProcesses(processTree(child.pid), patience);
}

/** Ends these processes: asks first, and after `patience` ms no longer asks them and what they started meanwhile. */
export async function endProcesses(pids: readonly number[], patience = 3_000): Promise<void> {
  const members = new Set(pids);
  for (const pid of members) signal(pid, "SIGTERM");
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && [...members].some(isAlive)) await delay(50);
  for (const pid of [...members]) for (const late of processTree(pid)) members.add(late);
  for (const pid of members) if (isAlive(pid)) signal(pid, "SIGKILL");
}
