import { readFileSync, statSync } from "node:fs";
import { ts } from "ts-morph";
import { compilerPath } from "./paths.ts";

interface Entry {
  readonly file: ts.SourceFile;
  /** Changes with the text: modification time and size on disk, or a counter for text from an editor. */
  readonly stamp: string;
}

/**
 * Parsed files, kept between calls. A file is parsed again only when its text changed: on disk, or in the editor that
 * handed it over unsaved.
 */
export class SourceFiles {
  private readonly entries = new Map<string, Entry>();
  private readonly unsaved = new Map<string, { text: string; stamp: string }>();
  /** Files that were looked at since the last `beginPass`: each is checked once a pass. */
  private readonly fresh = new Set<string>();
  /** What the disk said since then, also of files that are not there: an import is looked for in several places. */
  private readonly stamps = new Map<string, string | undefined>();
  private readonly folders = new Map<string, boolean>();
  private edits = 0;
  private own = 0;
  /** Grows whenever any file that was parsed before has changed or gone. */
  revision = 0;
  /** Counts what was parsed and bound. */
  progress = 0;
  /** Counts the calls of `beginPass`. */
  pass = 0;

  /** How the compiler looks for what is imported. */
  readonly host: ts.ModuleResolutionHost = {
    ...ts.sys,
    fileExists: (path) => this.exists(path),
    directoryExists: (path) => {
      const isThere = this.folders.get(path) ?? ts.sys.directoryExists(path);
      this.folders.set(path, isThere);
      return isThere;
    },
  };

  /** The text of an editor that is not on disk yet; undefined: what is on disk counts again. */
  setUnsaved(path: string, text: string | undefined): void {
    if (text === undefined) {
      if (this.unsaved.delete(path)) this.fresh.delete(path);
    } else if (this.unsaved.get(path)?.text !== text) {
      this.unsaved.set(path, { text, stamp: `unsaved ${++this.edits}` });
      this.fresh.delete(path);
    }
  }

  /** These are the unsaved texts, and there are no others. */
  setAllUnsaved(texts: ReadonlyMap<string, string> = new Map()): void {
    const files = new Map([...texts].map(([path, text]) => [compilerPath(path), text]));
    for (const path of [...this.unsaved.keys()]) if (!files.has(path)) this.setUnsaved(path, undefined);
    for (const [path, text] of files) this.setUnsaved(path, text);
  }

  /** From here on every file is compared with the disk again, once, when it is next asked for. */
  beginPass(): void {
    this.fresh.clear();
    this.stamps.clear();
    this.folders.clear();
    this.pass++;
  }

  /** Compares all files the project itself consists of with the disk; those of packages do not change under us. */
  refresh(): void {
    for (const path of [...this.entries.keys()].filter(isOwn)) this.get(path);
  }

  exists(path: string): boolean {
    return this.unsaved.has(path) || this.stampOf(path) !== undefined;
  }

  /** True where the file was parsed before, as it was then. */
  isParsed(path: string): boolean {
    return this.entries.has(path);
  }

  /** How many files are parsed that are no package's. */
  get ownCount(): number {
    return this.own;
  }

  /** Drops the parsed files, but for those of packages; they are parsed again when they are asked for. */
  forgetOwn(): void {
    for (const path of [...this.entries.keys()].filter(isOwn)) this.entries.delete(path);
    this.own = 0;
    this.fresh.clear();
    this.revision++;
  }

  /** The parsed file, or undefined where there is none. */
  get(path: string): ts.SourceFile | undefined {
    const entry = this.entries.get(path);
    if (entry && this.fresh.has(path)) return entry.file;
    const stamp = this.unsaved.get(path)?.stamp ?? this.stampOf(path);
    const isKnown = stamp !== undefined && entry?.stamp === stamp;
    const text = isKnown ? entry.file.text : stamp === undefined ? undefined : this.textOf(path);
    if (stamp === undefined || text === undefined) {
      // What cannot be read is as good as gone, for the rest of the pass.
      this.stamps.set(path, undefined);
      if (this.entries.delete(path)) {
        if (isOwn(path)) this.own--;
        this.revision++;
      }
      return undefined;
    }
    this.fresh.add(path);
    if (isKnown) return entry.file;
    if (entry?.file.text === text) {
      this.entries.set(path, { file: entry.file, stamp });
      return entry.file;
    }
    const file = parse(path, text);
    this.progress++;
    this.entries.set(path, { file, stamp });
    if (entry) this.revision++;
    else if (isOwn(path)) this.own++;
    return file;
  }

  /** Undefined where the file has gone since it was looked for, or may not be read. */
  private textOf(path: string): string | undefined {
    const unsaved = this.unsaved.get(path);
    if (unsaved) return unsaved.text;
    try {
      return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    } catch {
      return undefined;
    }
  }

  private stampOf(path: string): string | undefined {
    if (!this.stamps.has(path)) this.stamps.set(path, stampOf(path));
    return this.stamps.get(path);
  }
}

/** True for files of the project itself. */
function isOwn(path: string): boolean {
  return !path.includes("/node_modules/");
}

function parse(path: string, text: string): ts.SourceFile {
  // Of a package's declarations only types are asked, not comments.
  const jsDocParsingMode = isOwn(path) ? ts.JSDocParsingMode.ParseAll : ts.JSDocParsingMode.ParseNone;
  return ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode });
}

/**
 * Gives every node its parent. The compiler's binder does so too, for the files of a program of which it was asked a
 * type; those are not walked through a second time.
 */
export function withParents(file: ts.SourceFile): ts.SourceFile {
  const [first] = file.statements;
  // Not public, but what the parser itself calls where it is asked for parents.
  const internal: { setParentRecursive?: (root: ts.Node, incremental: boolean) => void } = ts as object;
  if ((first ?? file.endOfFileToken).parent === undefined) internal.setParentRecursive?.(file, true);
  return file;
}

/** Modification time and size of a file, or undefined where there is none. */
export function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? `${stat.mtimeMs} ${stat.size}` : undefined;
}

/** What the parser objects to, with its place. */
export function syntaxErrors(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  // The compiler keeps them on the file but publishes them only through a Program, which would read all imports first.
  const internal: { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] } = file as object;
  return internal.parseDiagnostics ?? [];
}
