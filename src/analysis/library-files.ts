import { basename, posix } from "node:path";
import { getLibFiles } from "@ts-morph/common";
import { ts } from "ts-morph";

/** Where the language's own declarations seem to be; they are in memory. */
export const LIBRARY_FOLDER = "/node_modules/typescript/lib";

let texts: ReadonlyMap<string, string> | undefined;
const files = new Map<string, ts.SourceFile>();

/** True for the path of one of the language's own declarations. */
export function isLibraryFile(path: string): boolean {
  return posix.dirname(path) === LIBRARY_FOLDER && /^lib\..*\.d\.ts$|^lib\.d\.ts$/.test(posix.basename(path));
}

/** A parsed file of the language's own declarations, e.g. `lib.es2023.d.ts`; shared by all projects. */
export function libraryFile(path: string): ts.SourceFile | undefined {
  if (!isLibraryFile(path)) return undefined;
  texts ??= new Map(getLibFiles().map(({ fileName, text }) => [fileName, text]));
  const text = texts.get(basename(path));
  if (text === undefined) return undefined;
  let file = files.get(path);
  if (!file) {
    const languageVersion = ts.ScriptTarget.ESNext;
    file = ts.createSourceFile(path, text, { languageVersion, jsDocParsingMode: ts.JSDocParsingMode.ParseNone });
    files.set(path, file);
  }
  return file;
}
