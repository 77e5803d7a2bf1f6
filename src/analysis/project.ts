import { ts } from "ts-morph";
import type { Cancellation } from "./cancellation.ts";
import { CheckedTypes } from "./checked-types.ts";
import { DEFAULT_OPTIONS, readOptions } from "./config-file.ts";
import { isLibraryFile, LIBRARY_FOLDER, libraryFile } from "./library-files.ts";
import { Modules } from "./modules.ts";
import { type SourceFiles, stampOf } from "./source-files.ts";
import { Sources } from "./sources.ts";

/** More files than this are not kept in one program. */
const MAX_ROOTS = 500;

/** The files under one tsconfig.json, or under none: its compiler options, resolved imports, readers and checker. */
export class Project {
  private readonly options: ts.CompilerOptions;
  /** The tsconfig.json and those it extends, as they were read. */
  private readonly configs: ReadonlyMap<string, string | undefined>;
  private readonly modules: Modules;
  private readonly host: ts.CompilerHost;
  private revision = -1;
  private syntax: Sources | undefined;
  private typed: Sources | undefined;
  /** Files the checker was asked about lately, oldest first: the program holds them and what they import. */
  private readonly roots = new Set<string>();
  private program: ts.Program | undefined;
  /** True where `program` shows the sources as they are. */
  private current = false;
  /** True where the names in all files of `program` are bound to their declarations. */
  private isBound = false;
  /** True where an import may lead elsewhere than in `program` although the importing file is the same. */
  private resolvedAnew = false;

  constructor(
    config: string | undefined,
    /** The tsconfig.json that led to it, which may only refer to `config`. */
    nearest: string | undefined,
    private readonly files: SourceFiles,
    private readonly folder: string,
    private readonly cancellation: Cancellation,
  ) {
    const read = config ? readOptions(config) : { options: DEFAULT_OPTIONS, files: [] };
    this.options = read.options;
    this.configs = new Map([...read.files, ...(nearest ? [nearest] : [])].map((file) => [file, stampOf(file)]));
    this.modules = new Modules(this.options, files, folder);
    this.host = this.createHost();
  }

  /** False where its tsconfig.json has changed: then it takes a new project. */
  isCurrent(): boolean {
    return [...this.configs].every(([file, stamp]) => stampOf(file) === stamp);
  }

  /** Drops what was read from files that have changed since. */
  upToDate(): this {
    const resolvedAnew = this.modules.forgetStale();
    this.resolvedAnew ||= resolvedAnew;
    if (resolvedAnew || this.revision !== this.files.revision) {
      this.syntax = undefined;
      this.typed = undefined;
      this.current = false;
      this.revision = this.files.revision;
    }
    return this;
  }

  /** The readers for the syntax alone. */
  bySyntax(): Sources {
    this.syntax ??= new Sources(this.modules);
    return this.syntax;
  }

  /** The readers that ask the checker about what the syntax of that file and its imports leaves open. */
  byTypes(file: string): Sources {
    this.addRoot(file);
    this.typed ??= new Sources(
      this.modules,
      (sources) => new CheckedTypes(() => this.programToAsk(), this.modules, sources),
    );
    return this.typed;
  }

  /** Takes a file into the program before it is asked about: one program for many files is quicker than one for each. */
  addRoot(file: string): void {
    const isNew = !this.roots.delete(file);
    this.roots.add(file);
    const [oldest] = this.roots;
    if (this.roots.size > MAX_ROOTS && oldest !== undefined) this.roots.delete(oldest);
    if (isNew && !this.program?.getSourceFile(file)) this.current = false;
  }

  /** Gives the checker's memory back; it is made again when a question comes. */
  release(): void {
    this.syntax = undefined;
    this.typed = undefined;
    this.program = undefined;
    this.current = false;
    this.roots.clear();
  }

  /** The program for a question to its checker, where the answer is still wanted. */
  private programToAsk(): ts.Program {
    try {
      this.cancellation.check();
      return this.programNow();
    } catch (error) {
      this.typed = undefined; // its readers were broken off in the midst of something
      throw error;
    }
  }

  private programNow(): ts.Program {
    if (!this.program || !this.current) {
      this.program = ts.createProgram({
        rootNames: [...this.roots].sort(),
        // Ambient packages (@types/…) are many files that say nothing about events; imports of them resolve as ever.
        options: { ...this.options, types: [], lib: this.options.lib ?? ["lib.esnext.d.ts"], noEmit: true },
        host: this.host,
        ...(this.program ? { oldProgram: this.program } : {}),
      });
      this.current = true;
      this.resolvedAnew = false;
      this.isBound = false;
    }
    if (!this.isBound) this.bind(this.program);
    return this.program;
  }

  /** The checker would bind all files at its first question, for seconds where they are many, without asking back. */
  private bind(program: ts.Program): void {
    const internal: { bindSourceFile?: (file: ts.SourceFile, options: ts.CompilerOptions) => void } = ts as object;
    for (const file of program.getSourceFiles()) {
      if ("locals" in file && file.locals) continue;
      this.cancellation.check();
      internal.bindSourceFile?.(file, program.getCompilerOptions());
      this.files.progress++;
    }
    this.isBound = true;
  }

  private createHost(): ts.CompilerHost {
    const { files, modules, folder, cancellation } = this;
    return {
      getSourceFile: (path, options) => {
        cancellation.check();
        const file = libraryFile(path) ?? files.get(path);
        // What its imports mean hangs on whether it is an ES module.
        if (file && typeof options === "object") file.impliedNodeFormat = options.impliedNodeFormat;
        return file;
      },
      getDefaultLibFileName: () => `${LIBRARY_FOLDER}/lib.esnext.d.ts`,
      getDefaultLibLocation: () => LIBRARY_FOLDER,
      getCurrentDirectory: () => folder,
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (path) => isLibraryFile(path) || files.exists(path),
      getModuleResolutionCache: () => modules.cache,
      readFile: (path) => ts.sys.readFile(path),
      writeFile: () => {},
      hasInvalidatedResolutions: () => this.resolvedAnew,
      resolveModuleNameLiterals: (literals, from, _redirected, options, containing) =>
        literals.map((literal) => ({
          resolvedModule: modules.resolve(
            literal.text,
            from,
            containing && ts.getModeForUsageLocation(containing, literal, options),
          ),
        })),
    };
  }
}
