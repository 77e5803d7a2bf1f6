import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { LaunchError, messageOf } from "./launch-error.ts";

/** What must not reach the program from the editor's own process. */
const NOT_INHERITED = ["ELECTRON_RUN_AS_NODE", "NODE_OPTIONS", "VSCODE_INSPECTOR_OPTIONS", "NODE_CHANNEL_FD"];

export interface EnvironmentOptions {
  readonly cwd: string;
  readonly envFile?: string | undefined;
  /** `null` removes an inherited variable. */
  readonly env?: Readonly<Record<string, string | null>> | undefined;
}

/** Inherited variables, then those of `envFile`, then those of `env`. */
export function composeEnvironment(
  options: EnvironmentOptions,
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...inherited };
  for (const name of NOT_INHERITED) delete env[name];
  for (const [name, value] of Object.entries(configuredVariables(options))) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Those of `envFile`, then those of `env`. */
export function configuredVariables(options: EnvironmentOptions): Record<string, string | null> {
  return { ...readEnvFile(options), ...options.env };
}

function readEnvFile({ cwd, envFile }: EnvironmentOptions): Record<string, string> {
  if (envFile === undefined) return {};
  const path = resolve(cwd, envFile);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new LaunchError(
      "envFileMissing",
      existsSync(path)
        ? `envFile ${path} cannot be read: ${messageOf(error)}`
        : `envFile ${path} does not exist. Create it, or correct "envFile" in the launch configuration.`,
    );
  }
  // parseEnv gives every name a text.
  return parseEnv(text) as Record<string, string>;
}

/**
 * The Node to run the program with: as configured, else `node` on the path, else the one that runs the adapter where
 * that is a plain Node.
 */
export function findNode(configured: string | undefined, cwd: string, env: NodeJS.ProcessEnv): string {
  if (configured !== undefined) {
    const found =
      configured.includes("/") || configured.includes("\\")
        ? executableAt(resolve(cwd, configured))
        : onPath(configured, env);
    if (found !== undefined) return found;
    throw new LaunchError(
      "runtimeExecutableMissing",
      `runtimeExecutable "${configured}" was not found. Give the full path of a Node.js >= 20.19, or leave "runtimeExecutable" out to use the "node" on your PATH.`,
    );
  }
  const found = onPath("node", env);
  if (found !== undefined) return found;
  if (process.versions["electron"] === undefined) return process.execPath;
  throw new LaunchError(
    "runtimeExecutableMissing",
    'There is no "node" on your PATH. Install Node.js >= 20.19, or set "runtimeExecutable" in the launch configuration to its full path.',
  );
}

function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env["PATH"] ?? env["Path"] ?? "";
  for (const folder of path.split(delimiter)) {
    if (folder === "") continue;
    const found = executableAt(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function executableAt(path: string): string | undefined {
  const names = process.platform === "win32" ? [path, `${path}.exe`] : [path];
  return names.find((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
}
