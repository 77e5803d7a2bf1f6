import { spawnSync } from "node:child_process";

/** Spawn options under which {@link killTree} reaches the program's own children too. */
export const OWN_PROCESS_GROUP = process.platform !== "win32";

/** Ends a process started with {@link OWN_PROCESS_GROUP} and everything it has started. Nothing happens where it is gone. */
export function killTree(pid: number): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { windowsHide: true, stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is empty, or it never was a group of its own.
    killOne(pid);
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
