import { execFileSync } from "node:child_process";

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Running processes whose command line names a text. */
export function processesWith(text: string): RunningProcess[] {
  return running().filter(({ command, pid }) => command.includes(text) && pid !== process.pid);
}

function running(): RunningProcess[] {
  const windows = process.platform === "win32";
  const output = windows
    ? execFileSync(
        "powershell",
        [
          "-NoProfile",
          "-Command",
          'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.CommandLine)" }',
        ],
        { encoding: "utf8" },
      )
    : execFileSync("ps", ["-axo", "pid=,ppid=,command="], { encoding: "utf8" });
  return output.split(/\r?\n/).flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid && parent && command ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}
