import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const SKIPPED = new Set(["node_modules", "dist", "out", "build", "coverage", "target", "vendor", "bower_components"]);
/** Files beyond this are not looked at: a home folder opened by mistake must not hang the editor. */
const MAX_FILES = 20_000;
const MAX_BYTES = 2_000_000;

export interface FindOptions {
  /** Also those that only declare events. */
  readonly events?: boolean;
  /** Called again and again meanwhile; what it throws ends the search. */
  readonly onStep?: () => void;
}

/** The files under a folder whose text can declare a workflow, sorted by path. */
export async function findWorkflowFiles(root: string, options: FindOptions = {}): Promise<string[]> {
  const { onStep = () => {} } = options;
  const texts = await readSources(await listSources(root, onStep), onStep);
  const found = new Set<string>();
  const bases = new Set<string>();
  for (const [file, text] of texts) {
    const declares = text.includes("@step(") || /\bextends\s+[\w.]*Workflow\b/.test(text) || /@catchError\b/.test(text);
    const events = options.events && (/\.with\s*\(/.test(text) || /\bextends\s+[\w.]*Event\b/.test(text));
    if (declares || events) found.add(file);
    if (declares) for (const [, name] of text.matchAll(/\bclass\s+(\w+)/g)) if (name) bases.add(name);
  }
  // A class that only extends a base workflow of another file names neither decorator nor Workflow.
  for (const [file, text] of texts) {
    if (found.has(file)) continue;
    for (const [, name] of text.matchAll(/\bextends\s+(?:\w+\.)*(\w+)/g)) if (name && bases.has(name)) found.add(file);
  }
  return [...found].sort();
}

async function listSources(root: string, onStep: () => void): Promise<string[]> {
  const files: string[] = [];
  const ignored = await ignoredNames(root);
  const queue = [root];
  for (let folder = queue.shift(); folder !== undefined && files.length < MAX_FILES; folder = queue.shift()) {
    onStep();
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && !SKIPPED.has(entry.name) && !ignored(path, entry.name)) queue.push(path);
      } else if (entry.isFile() && SOURCE.test(entry.name) && !DECLARATIONS.test(entry.name)) files.push(path);
    }
  }
  return files.slice(0, MAX_FILES);
}

/** The folders that the root's .gitignore names without wildcards. */
async function ignoredNames(root: string): Promise<(path: string, name: string) => boolean> {
  const text = await readFile(join(root, ".gitignore"), "utf8").catch(() => "");
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim().replace(/\/$/, "");
    if (line === "" || /[*?![\]#]/.test(line)) continue;
    if (line.includes("/")) paths.add(join(root, line));
    else names.add(line);
  }
  return (path, name) => names.has(name) || paths.has(path);
}

async function readSources(files: readonly string[], onStep: () => void): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (let from = 0; from < files.length; from += 64) {
    onStep();
    const batch = files.slice(from, from + 64);
    const read = await Promise.all(batch.map((file) => readFile(file, "utf8").catch(() => "")));
    batch.forEach((file, index) => {
      const text = read[index] ?? "";
      if (text.length <= MAX_BYTES && /\bextends\b|@step\b/.test(text)) texts.set(file, text);
    });
  }
  return texts;
}
