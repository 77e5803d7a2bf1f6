import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface ProgramOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** What is typed; undefined leaves standard input open and silent, as a terminal nobody types in. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a TypeScript program of the examples as a person does, without any key for a model in the environment. */
export function runExample(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramOutcome> {
  return runProgram(["--import", "tsx", ...args], options);
}

/** Runs Node with these arguments to its end. */
export function runProgram(args: readonly string[], { input, env }: ProgramOptions = {}): Promise<ProgramOutcome> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("OPENAI_"));
  const child = spawn(process.execPath, args, { cwd: root, env: { ...Object.fromEntries(inherited), ...env } });
  if (input !== undefined) child.stdin.end(input);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
