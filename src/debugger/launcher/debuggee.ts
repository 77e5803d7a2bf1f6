/** The process of the program that is debugged. */
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { z } from "zod";
import { PROBE_ENVIRONMENT_VARIABLE, type probeAddress } from "../protocol/probe.ts";
import { distFile } from "./dist-file.ts";
import type { Cause } from "./last-words.ts";
import { LaunchError, messageOf } from "./launch-error.ts";
import { killTree, OWN_PROCESS_GROUP } from "./process-tree.ts";
import { type OutputHandlers, ProgramOutput } from "./program-output.ts";
import { watchOver } from "./watchdog.ts";

export interface DebuggeeOptions {
  /** The Node that runs it. */
  readonly node: string;
  /** The user's options for Node. */
  readonly nodeArguments: readonly string[];
  /** Options for Node that the compiled form of the program needs. */
  readonly loaderArguments: readonly string[];
  /** The file to run. */
  readonly file: string;
  readonly programArguments: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly probe: z.infer<typeof probeAddress>;
  /** Wait for a JavaScript debugger before the first line. */
  readonly inspector: boolean;
}

export interface DebuggeeHandlers extends OutputHandlers {
  /** The process has ended and all it printed has been delivered. */
  exited(exit: ProgramExit): void;
}

export interface ProgramExit {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Where it is known from what it printed. */
  readonly cause?: Cause | undefined;
}

export interface Debuggee {
  /** Undefined while nobody has told. */
  readonly pid: number | undefined;
  readonly exited: Promise<void>;
  /** Ends the process and everything it started, at once. */
  kill(): void;
}

/** The command line, without the executable. */
export function debuggeeArguments(
  options: Pick<DebuggeeOptions, "nodeArguments" | "loaderArguments" | "file" | "programArguments" | "inspector">,
): string[] {
  return [
    "--enable-source-maps",
    ...(options.inspector ? ["--inspect-wait=127.0.0.1:0"] : []),
    // Its address goes to stderr alone: the inspector's HTTP list would hand it to any local process.
    "--inspect-publish-uid=stderr",
    ...options.nodeArguments,
    "--import",
    pathToFileURL(distFile("debugger/probe.js")).href,
    ...options.loaderArguments,
    options.file,
    ...options.programArguments,
  ];
}

/** Starts the program; resolves once the process exists. */
export async function startDebuggee(options: DebuggeeOptions, handlers: DebuggeeHandlers): Promise<Debuggee> {
  const child = spawn(options.node, debuggeeArguments(options), {
    cwd: options.cwd,
    env: { ...options.env, [PROBE_ENVIRONMENT_VARIABLE]: JSON.stringify(options.probe) },
    // The IPC channel lets the probe see at once that the adapter is gone, however it went.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: OWN_PROCESS_GROUP,
    windowsHide: true,
  });
  const output = new ProgramOutput(child, handlers);
  const exited = new Promise<void>((resolve) => {
    child.once("close", (code, signal) => {
      handlers.exited({ code, signal, cause: output.lastWords.cause });
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) =>
      reject(new LaunchError("spawnFailed", `${options.node} could not be started: ${messageOf(error)}`)),
    );
  });
  // Node reports a failed kill or send here as well; the exit is what counts.
  child.on("error", () => {});
  const pid = child.pid;
  if (pid === undefined) throw new LaunchError("spawnFailed", `${options.node} could not be started.`);
  const callOff = watchOver(pid);
  child.once("exit", () => {
    callOff();
    // Its own processes end with it.
    killTree(pid);
    output.closeWhenEmpty();
  });
  return { pid, exited, kill: () => killTree(pid) };
}
