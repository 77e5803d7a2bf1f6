import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A module name in `from "…"`, `import "…"`, `import("…")` or `require("…")`. */
const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;
const EXTENSIONS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"];
const SOURCE_MAP = /\/\/# sourceMappingURL=(\S+)\s*$/;
/** An inline map of a large program is long; most of the text before it need not be searched. */
const SOURCE_MAP_TAIL = 4_000_000;
/** Enough for a program; a mistaken path must not read a disk. */
const MAX_FILES = 2000;

/** The files and all they import relatively, by a look at the text; and what compiled ones were compiled from. */
export function importedFiles(files: readonly string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    if (found.size > MAX_FILES) break;
    const text = textOf(file);
    for (const [, specifier] of text.matchAll(IMPORT)) {
      const target = specifier === undefined ? undefined : existing(resolve(dirname(file), specifier));
      if (target !== undefined) found.add(target);
    }
    for (const source of mappedSources(file, text)) found.add(source);
  }
  return [...found];
}

/** The sources that a file's source map names, as far as they are there. */
function mappedSources(file: string, text: string): string[] {
  const url = SOURCE_MAP.exec(text.slice(-SOURCE_MAP_TAIL))?.[1];
  if (url === undefined) return [];
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
  const mapFile = resolve(dirname(file), decodeURIComponent(url));
  const json = inline === undefined ? textOf(mapFile) : Buffer.from(inline, "base64").toString();
  try {
    const { sources = [], sourceRoot = "" } = JSON.parse(json) as { sources?: string[]; sourceRoot?: string };
    const base = pathToFileURL(inline === undefined ? mapFile : file);
    const paths = sources.map((source) => new URL(`${sourceRoot}${source}`, base));
    return paths
      .filter(({ protocol }) => protocol === "file:")
      .map((path) => fileURLToPath(path))
      .filter(isFile);
  } catch {
    // A map that is missing or damaged tells nothing.
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function existing(path: string): string | undefined {
  // In TypeScript "./a.js" may mean a.ts.
  const asTypeScript = path.replace(/\.([cm]?)js$/, ".$1ts");
  const candidates = [asTypeScript, ...EXTENSIONS.map((extension) => path + extension)];
  return candidates.find(isFile);
}
