import { basename, posix } from "node:path";
import { Project, type ts } from "ts-morph";

/** Where ts-morph keeps the language's own declarations, in memory. */
export const LIBRARY_FOLDER = "/node_modules/typescript/lib";

const files = new Map<string, ts.SourceFile>();

/** True for the path of one of the language's own declarations. */
export function isLibraryFile(path: string): boolean {
  return posix.dirname(path) === LIBRARY_FOLDER && /^lib\..*\.d\.ts$|^lib\.d\.ts$/.test(posix.basename(path));
}

/** A parsed file of the language's own declarations, e.g. `lib.es2023.d.ts`; shared by all projects. */
export function libraryFile(path: string): ts.SourceFile | undefined {
  if (!isLibraryFile(path)) return undefined;
  if (!files.has(path)) {
    const holder = new Project({ useInMemoryFileSystem: true, compilerOptions: { lib: [basename(path)], types: [] } });
    holder.createSourceFile("/empty.ts", ""); // a program of no files reads no library
    for (const file of holder.getProgram().compilerObject.getSourceFiles()) {
      if (!files.has(file.fileName)) files.set(file.fileName, file);
    }
  }
  return files.get(path);
}
