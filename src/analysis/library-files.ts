import { basename, posix } from "node:path";
import { Project, type ts } from "ts-morph";

/** Where ts-morph keeps the language's own declarations, in memory. */
export const LIBRARY_FOLDER = "/node_modules/typescript/lib";

const files = new Map<string, ts.SourceFile>();

/** A parsed file of the language's own declarations, e.g. `lib.es2023.d.ts`; shared by all projects. */
export function libraryFile(path: string): ts.SourceFile | undefined {
  if (posix.dirname(path) !== LIBRARY_FOLDER) return undefined;
  if (!files.has(path)) {
    const holder = new Project({ useInMemoryFileSystem: true, compilerOptions: { lib: [basename(path)], types: [] } });
    holder.createSourceFile("/empty.ts", ""); // a program of no files reads no library
    for (const file of holder.getProgram().compilerObject.getSourceFiles()) {
      if (!files.has(file.fileName)) files.set(file.fileName, file);
    }
  }
  return files.get(path);
}
