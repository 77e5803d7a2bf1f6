import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./dap-session.ts";

export interface Workspace {
  readonly path: string;
  file(name: string): string;
  remove(): void;
}

/** A user's folder outside this repository: its files, and the packages it has installed. */
export function workspace(
  files: Readonly<Record<string, string>>,
  { name = "work space", packages = ["stepwright", "zod"] }: { name?: string; packages?: readonly string[] } = {},
): Workspace {
  const base = mkdtempSync(join(tmpdir(), "stepwright-dap-"));
  const path = join(base, name);
  for (const [file, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    const target = join(path, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  if (packages.length > 0) mkdirSync(join(path, "node_modules"), { recursive: true });
  for (const installed of packages) {
    const from = installed === "stepwright" ? ROOT : join(ROOT, "node_modules", installed);
    symlinkSync(from, join(path, "node_modules", installed), "junction");
  }
  return { path, file: (file) => join(path, file), remove: () => rmSync(base, { recursive: true, force: true }) };
}

/** `stepwright` as npm installs it, for a workspace that has a copy of its own. `change` what its main module says. */
export function ownCopy(change = (index: string): string => index): Record<string, string> {
  const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
  const index = textOf("dist/runtime/index.js");
  const chunks = [...new Set(index.match(/chunks\/[\w-]+\.js/g))].map((name) => `dist/runtime/${name}`);
  const kept = ["package.json", ...["dist/runtime/index.js", ...chunks].flatMap((file) => [file, `${file}.map`])];
  const files = Object.fromEntries(kept.map((file) => [`node_modules/stepwright/${file}`, textOf(file)]));
  return { ...files, "node_modules/stepwright/dist/runtime/index.js": change(index) };
}
