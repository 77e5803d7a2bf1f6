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
    // The group keeps its number as long as anybody of it lives, so this never meets a stranger.
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}
