/**
 * A program that runs in a terminal of the editor. It is the terminal's child, not ours: that it lives, and which
 * process it is, is known from the probe's socket alone.
 */
import { PROBE_ENVIRONMENT_VARIABLE } from "../protocol/probe.ts";
import { type Debuggee, type DebuggeeOptions, debuggeeArguments } from "./debuggee.ts";

/** What the editor is asked to run. */
export interface TerminalCommand {
  readonly cwd: string;
  readonly args: string[];
  /** `null` removes a variable. */
  readonly env: Record<string, string | null>;
}

export interface TerminalDebuggee extends Debuggee {
  /** The probe said hello from this process. */
  connected(pid: number): void;
  /** The probe's socket is closed: the program has ended. */
  disconnected(): void;
}

export interface TerminalHandlers {
  run(command: TerminalCommand): Promise<void>;
  exited(): void;
}

/** Starts the program; resolves once the editor has opened the terminal. */
export async function startInTerminal(
  options: Omit<DebuggeeOptions, "env" | "inspector"> & { readonly variables: Readonly<Record<string, string | null>> },
  handlers: TerminalHandlers,
): Promise<TerminalDebuggee> {
  let pid: number | undefined;
  let done: () => void = () => {};
  const exited = new Promise<void>((resolve) => {
    done = resolve;
  });
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    handlers.exited();
    done();
  };
  await handlers.run({
    cwd: options.cwd,
    args: [options.node, ...debuggeeArguments({ ...options, inspector: false })],
    env: {
      NODE_OPTIONS: null,
      ELECTRON_RUN_AS_NODE: null,
      ...options.variables,
      [PROBE_ENVIRONMENT_VARIABLE]: JSON.stringify(options.probe),
    },
  });
  return {
    get pid() {
      return pid;
    },
    exited,
    connected(process) {
      pid = process;
    },
    disconnected: end,
    kill() {
      // Before its hello nobody knows it; it ends by itself when it finds nobody to connect to.
      if (pid === undefined) end();
      else killProcess(pid);
    },
  };
}

function killProcess(pid: number): void {
  // 0 and less would mean groups of processes.
  if (pid <= 0) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
