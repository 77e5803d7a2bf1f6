/**
 * Runs one of our TypeScript programs on a fresh clone, too: `node scripts/bootstrap.mjs scripts/test.ts [arguments]`.
 * Plain JavaScript without any package, because it installs them: `npm ci`, when node_modules is missing or is not what
 * package-lock.json says.
 */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [program, ...args] = process.argv.slice(2);
if (!program) throw new Error("usage: node scripts/bootstrap.mjs PROGRAM [ARGUMENTS]");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Stepwright needs Node 20.19 or newer; this is ${process.versions.node}. Install one from nodejs.org.`);
  process.exit(1);
}

/** @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function isInstalled() {
  const wanted = lockedPackages("package-lock.json");
  const present = lockedPackages("node_modules/.package-lock.json");
  if (!wanted || !present) return false;
  // Packages for other platforms are optional, and absent.
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || present[path]?.version === version || (optional && present[path] === undefined),
  );
}

if (!isInstalled()) {
  console.log("installing the packages of package-lock.json");
  const { status } = spawnSync("npm", ["ci"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) {
    console.error("`npm ci` failed: see its message above");
    process.exit(1);
  }
}

const child = spawn(process.execPath, ["--import", "tsx", join(root, program), ...args], {
  cwd: root,
  stdio: "inherit",
});
// A terminal sends Ctrl+C to both of us; the program cleans up and ends, and we follow.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
process.on("SIGHUP", () => child.kill("SIGHUP"));
child.on("exit", (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
