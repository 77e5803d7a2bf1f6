import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** A module name in `from "…"`, `import "…"`, `import("…")` or `require("…")`. */
const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;
const EXTENSIONS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"];
/** Enough for a program; a mistaken path must not read a disk. */
const MAX_FILES = 2000;

/** The files and all they import relatively, by a look at the text. */
export function importedFiles(files: readonly string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    if (found.size > MAX_FILES) break;
    for (const [, specifier] of textOf(file).matchAll(IMPORT)) {
      const target = specifier === undefined ? undefined : existing(resolve(dirname(file), specifier));
      if (target !== undefined) found.add(target);
    }
  }
  return [...found];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function existing(path: string): string | undefined {
  // In TypeScript "./a.js" may mean a.ts.
  const asTypeScript = path.replace(/\.([cm]?)js$/, ".$1ts");
  const candidates = [asTypeScript, ...EXTENSIONS.map((extension) => path + extension)];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}
