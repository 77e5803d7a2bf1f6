import { spawn } from "node:child_process";

/**
 * Ends the program's process group when this process is gone, however it went. The program itself notices that, too, but
 * not while it computes without a pause. (Windows has no such group, and does without.)
 *
 * @param pid the leader of a process group of its own
 * @returns the way to call it off
 */
export function watchOver(pid: number): () => void {
  if (process.platform === "win32") return () => {};
  // Its standard input is ours to keep open: it ends with us. A shell costs a megabyte and no noticeable time.
  const watchdog = spawn("/bin/sh", ["-c", 'read _; kill -KILL "-$1"', "sh", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    // A Ctrl+C in a terminal must not take it along.
    detached: true,
  });
  // Without a shell the program's own watch remains.
  watchdog.on("error", () => {});
  watchdog.stdin?.on("error", () => {});
  watchdog.unref();
  return () => watchdog.kill("SIGKILL");
}
