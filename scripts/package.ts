/**
 * Packs the built extension into a .vsix:
 *
 *     npm run package [-- FILE]
 */
import { mkdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand } from "./command.ts";
import { cache, root } from "./paths.ts";

/** Writes the .vsix; what is in it is what package.json's `files` lists. Build before. */
export async function packExtension(file: string): Promise<string> {
  mkdirSync(dirname(file), { recursive: true });
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  const options = ["--no-dependencies", "--allow-missing-repository"];
  // No repository's address to make them absolute with.
  options.push("--no-rewrite-relative-links");
  await runCommand(process.execPath, [vsce, "package", ...options, "--out", file], { cwd: root });
  return file;
}

/** Where the .vsix goes that `npm start` and the tests install. */
export const packedExtension = join(cache, "stepwright.vsix");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = await packExtension(resolve(process.argv[2] ?? packedExtension));
  console.log(`${file} (${(statSync(file).size / 1e6).toFixed(1)} MB)`);
}
