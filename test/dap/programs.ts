/** What stands around a session and is not the adapter's: programs that others start, and the JavaScript debugger. */
import assert from "node:assert/strict";
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { WebSocket } from "ws";
import { ROOT } from "./dap-session.ts";

const DEBUG = join(ROOT, "dist", "debugger", "debug.js");

/** Runs what the adapter asks for, as an editor's terminal does. */
export function runInTerminal(
  { args: [command = "", ...rest], cwd, env }: DebugProtocol.RunInTerminalRequestArguments,
  stdio: SpawnOptions["stdio"] = "ignore",
): ChildProcess {
  const variables = Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== null);
  return spawn(command, rest, { cwd, env: Object.fromEntries(variables) as NodeJS.ProcessEnv, stdio });
}

export interface ListeningProgram {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly address: string;
  readonly token: string;
  printed(): string;
  until(text: string | RegExp): Promise<void>;
}

/** What a user does in a terminal, to attach later. `started` gets the process before it has said anything. */
export async function startListening(
  file: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  started: (program: ChildProcess) => void = () => {},
): Promise<ListeningProgram> {
  const program = spawn(process.execPath, ["--import", "tsx", "--import", DEBUG, file, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started(program);
  let printed = "";
  let wake: () => void = () => {};
  for (const stream of [program.stdout, program.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += String(chunk);
      wake();
    });
  }
  const until = async (text: string | RegExp): Promise<void> => {
    const signal = AbortSignal.timeout(15_000);
    while (typeof text === "string" ? !printed.includes(text) : !text.test(printed)) {
      assert.ok(!signal.aborted, `the program did not print ${text}, but ${printed}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 200);
      });
    }
  };
  await until(/"token": "[^"]+"/);
  const [, address = "", token = ""] = /"address": "([^"]+)", "token": "([^"]+)"/.exec(printed) ?? [];
  return { process: program, pid: program.pid ?? 0, address, token, printed: () => printed, until };
}

/** What js-debug does when it attaches. */
export async function attachInspector(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  // Node loses the command where it comes just before the wait begins.
  const release = (): void => socket.send(JSON.stringify({ id: 1, method: "Runtime.runIfWaitingForDebugger" }));
  release();
  const timer = setInterval(release, 100);
  socket.once("close", () => clearInterval(timer));
  return socket;
}
