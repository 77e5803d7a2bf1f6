import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runCommand } from "../command.ts";
import { endTree } from "../process-tree.ts";
import { ensureCodeServer } from "./install.ts";

export interface CodeServerOptions {
  /** Extensions to install, as .vsix files. */
  readonly extensions?: readonly string[];
  /** Extensions to install, as folders. */
  readonly extensionFolders?: readonly string[];
  /** VS Code settings, added to (and stronger than) the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Ask for this password. Without one, anybody on this machine may connect: only for the seconds of a test. */
  readonly password?: string;
  /** Added to the environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningCodeServer {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  readonly pid: number;
  /** What the server printed so far. */
  log(): string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server and every process below it, and deletes its data. */
  stop(): Promise<void>;
}

/** No welcome pages, no toasts, no look-ups of hosts outside. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "remote.autoForwardPorts": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "security.workspace.trust.enabled": false,
  "typescript.disableAutomaticTypeAcquisition": true,
  "chat.commandCenter.enabled": false,
  "git.openRepositoryInParentFolders": "never",
};

const startLimit = 60_000;

/** Starts VS Code in the browser on a free port of the loopback address, with data folders of its own. */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<RunningCodeServer> {
  const { node, entry } = await ensureCodeServer();
  const home = mkdtempSync(join(tmpdir(), "stepwright-vscode-"));
  const data = join(home, "data");
  const extensions = join(home, "extensions");
  mkdirSync(join(data, "User"), { recursive: true });
  mkdirSync(extensions);
  // The first start takes over the folders that it finds there.
  for (const folder of options.extensionFolders ?? [])
    cpSync(folder, join(extensions, basename(folder)), { recursive: true });
  mkdirSync(join(home, "tmp"));
  writeFileSync(join(home, "config.yaml"), "");
  writeFileSync(
    join(data, "User", "settings.json"),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  const folders = [
    ["--config", join(home, "config.yaml")],
    ["--user-data-dir", data],
    ["--extensions-dir", extensions],
  ].flat();
  for (const file of options.extensions ?? []) {
    await runCommand(node, [entry, ...folders, "--install-extension", file, "--force"]);
  }

  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const args = [...folders, "--bind-addr", authority, "--auth", options.password ? "password" : "none"];
  args.push("--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-proxy");
  args.push("--disable-getting-started-override", "--session-socket", join(home, "session.sock"));
  const child = spawn(node, [entry, ...args], {
    env: {
      ...environment(),
      ...temporaryFolder(join(home, "tmp")),
      ...options.env,
      ...(options.password ? { PASSWORD: options.password } : {}),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  child.on("error", (error) => (output += error.message));
  const stop = async (): Promise<void> => {
    await endTree(child);
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  const address = `http://${authority}`;
  const deadline = Date.now() + startLimit;
  while (!(await answers(`${address}/healthz`))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      await stop();
      throw new Error(`VS Code in the browser did not start on ${address}:\n${output.slice(-4000)}`);
    }
    await delay(100);
  }
  return { address, authority, pid: child.pid ?? 0, log: () => output, ended, stop };
}

/** Our own environment, without what another VS Code or debugger around us left in it. */
function environment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|PORT$|PASSWORD$)/.test(name)) delete env[name];
  }
  return env;
}

/**
 * VS Code leaves its sockets behind in the temporary folder, so it gets one of its own. Not on macOS, where that path
 * would be longer than a socket's may be.
 */
function temporaryFolder(folder: string): NodeJS.ProcessEnv {
  return process.platform === "linux" ? { TMPDIR: folder, XDG_RUNTIME_DIR: folder } : {};
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("no port is free on 127.0.0.1"));
      });
    });
  });
}
