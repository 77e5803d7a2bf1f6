/**
 * A real VS Code from the npm registry: the package `code-server` holds the same workbench, extension host and js-debug
 * as the desktop program. It is installed once into `.vscode-test/` and kept.
 *
 *     node --import tsx scripts/vscode/install.ts      (VS Code and a browser to show it in; `npm test` does it by itself)
 *
 * code-server's own install script refuses to run as root and fetches ripgrep from outside the registry, so the steps
 * of that script that matter are done here one by one.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { findProgram, runCommand } from "../command.ts";
import { cache } from "../paths.ts";
import { ensureBrowser } from "./browser.ts";
import { canInstallPackages, installPackages } from "./debian.ts";
import { ensureNode } from "./node-version.ts";

const codeServerVersion = "4.100.3";
/** The VS Code inside that code-server; what `npm run test:electron` downloads. */
export const vscodeVersion = "1.100.3";
/** The Node major that this code-server is made for; its native modules are built for it. */
const nodeMajor = 20;
/** Raise it when the steps below change, so that older installations are made anew. */
const recipe = 1;

const nativeModules = ["@vscode/spdlog", "node-pty", "native-watchdog", "@parcel/watcher", "kerberos"] as const;

export interface CodeServer {
  /** The Node binary to start it with. */
  readonly node: string;
  /** Its main file. */
  readonly entry: string;
}

let ensured: Promise<CodeServer> | undefined;

/** Installs code-server if this folder does not have it yet (about 1.5 minutes), and tells where it is. */
export function ensureCodeServer(): Promise<CodeServer> {
  ensured ??= lookOrInstall();
  return ensured;
}

async function lookOrInstall(): Promise<CodeServer> {
  if (process.platform === "win32") {
    throw new Error("VS Code in the browser (code-server) does not run on Windows: use WSL, or the desktop VS Code");
  }
  const node = await ensureNode(nodeMajor);
  const folder = join(cache, `code-server-${codeServerVersion}`);
  const marker = join(folder, "complete.json");
  const entry = join(folder, "node_modules", "code-server", "out", "node", "entry.js");
  const state = JSON.stringify({
    codeServerVersion,
    recipe,
    nodeMajor,
    platform: process.platform,
    arch: process.arch,
  });
  if (existsSync(marker) && readFileSync(marker, "utf8") === state && existsSync(entry)) {
    if (canInstallPackages()) await installPackages(["ripgrep", "libkrb5-dev"]);
    return { node: node.binary, entry };
  }
  await install(folder, node);
  writeFileSync(marker, state);
  return { node: node.binary, entry };
}

async function install(folder: string, node: { binary: string; env: NodeJS.ProcessEnv }): Promise<void> {
  console.log(
    `installing VS Code ${vscodeVersion} (code-server ${codeServerVersion}) into .vscode-test, about 2 minutes`,
  );
  if (canInstallPackages()) await installPackages(["ripgrep", "libkrb5-dev", "g++", "make", "python3"]);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, name: "vscode-for-tests" }));
  const npm = (args: readonly string[], cwd: string): Promise<string> =>
    runCommand("npm", args, { cwd, env: node.env });
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  await npm(["install", `code-server@${codeServerVersion}`, ...quiet], folder);
  const codeServer = join(folder, "node_modules", "code-server");
  const vscode = join(codeServer, "lib", "vscode");
  await npm(["install", "--omit=dev", ...quiet], vscode);
  await npm(["install", "--omit=dev", ...quiet], join(vscode, "extensions"));

  for (const name of nativeModules) await rebuild(npm, vscode, name);
  await npm(["rebuild", "argon2"], folder);

  linkRipgrep(vscode);
  const asar = join(vscode, "node_modules.asar");
  if (!existsSync(asar)) symlinkSync("node_modules", asar);
}

async function rebuild(
  npm: (args: readonly string[], cwd: string) => Promise<string>,
  vscode: string,
  name: (typeof nativeModules)[number],
): Promise<void> {
  try {
    await npm(["rebuild", name], vscode);
  } catch (error) {
    // node-pty's own post-install script fails after a build that succeeded.
    const built = join(vscode, "node_modules", "node-pty", "build", "Release", "pty.node");
    if (name !== "node-pty" || !existsSync(built)) throw error;
  }
}

function linkRipgrep(vscode: string): void {
  const ripgrep = findProgram("rg");
  if (!ripgrep)
    throw new Error("ripgrep is missing: install it (the program `rg`), for example with your package manager");
  const link = join(vscode, "node_modules", "@vscode", "ripgrep", "bin", "rg");
  mkdirSync(dirname(link), { recursive: true });
  if (existsSync(link)) unlinkSync(link);
  symlinkSync(ripgrep, link);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(`VS Code: ${(await ensureCodeServer()).entry}`);
  console.log(`browser: ${await ensureBrowser()}`);
}
