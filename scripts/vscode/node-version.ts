import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runCommand } from "../command.ts";
import { cache } from "../paths.ts";

export interface NodeInstallation {
  readonly binary: string;
  /** The environment in which `node` and `npm` mean this Node, and native modules are built for it. */
  readonly env: NodeJS.ProcessEnv;
}

const ensured = new Map<number, Promise<NodeInstallation>>();

/** A Node of the given major version: the one that runs this, else one from the npm registry, kept in `.vscode-test/`. */
export function ensureNode(major: number): Promise<NodeInstallation> {
  const installation = ensured.get(major) ?? lookOrInstall(major);
  ensured.set(major, installation);
  return installation;
}

async function lookOrInstall(major: number): Promise<NodeInstallation> {
  if (Number(process.versions.node.split(".")[0]) === major) return { binary: process.execPath, env: process.env };
  const folder = join(cache, `node${major}`);
  // The package `node` only picks the right one of these by an install script; named directly, none is needed.
  const platform = process.platform === "win32" ? "win" : process.platform;
  const system = `${platform}-${process.arch}`;
  const name = system === "darwin-arm64" ? `node-bin-${system}` : `node-${system}`;
  const home = join(folder, "node_modules", name);
  const binary = join(home, "bin", process.platform === "win32" ? "node.exe" : "node");
  const marker = join(folder, "complete");
  if (!existsSync(marker) || !existsSync(binary)) {
    console.log(`installing Node ${major} into .vscode-test`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, name: "node-for-tests" }));
    await runCommand("npm", ["install", `${name}@${major}`, "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
    });
    writeFileSync(marker, readFileSync(join(home, "package.json")));
  }
  const path = `${dirname(binary)}${delimiter}${process.env["PATH"] ?? ""}`;
  return { binary, env: { ...process.env, PATH: path, npm_config_nodedir: home } };
}
