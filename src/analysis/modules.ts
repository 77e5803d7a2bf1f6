import { dirname, extname } from "node:path";
import { ts } from "ts-morph";
import { type SourceFiles, withParents } from "./source-files.ts";

/** The package whose classes and decorators make a workflow. */
export const RUNTIME_MODULE = "stepwright";

/** Where an import leads: into the runtime, to a file, or to nothing that can be found. */
export type ImportTarget = { kind: "runtime" } | { kind: "file"; file: ts.SourceFile } | { kind: "unresolved" };

interface Resolution {
  readonly specifier: string;
  readonly from: string;
  readonly mode: ts.ResolutionMode;
  found: ts.ResolvedModuleFull | undefined;
}

/** Resolves module names as the compiler does with these options, and remembers what it found. */
export class Modules {
  readonly cache: ts.ModuleResolutionCache;
  private readonly resolutions = new Map<string, Resolution>();
  /** By folder and ending. */
  private readonly modes = new Map<string, ts.ResolutionMode>();
  /** By a file, the project's own files to which its imports were followed. */
  private readonly followed = new Map<string, Set<string>>();
  private readonly runtimeFolders = new Map<string, string | undefined>();
  /** The pass in which `forgetStale` last looked. */
  private lookedIn = -1;

  constructor(
    private readonly options: ts.CompilerOptions,
    private readonly files: SourceFiles,
    folder: string,
  ) {
    this.cache = ts.createModuleResolutionCache(folder, (name) => name, options);
  }

  /** What the compiler would read for this import, or undefined. */
  resolve(specifier: string, from: string, mode?: ts.ResolutionMode): ts.ResolvedModuleFull | undefined {
    const key = `${dirname(from)}\n${specifier}\n${mode ?? ""}`;
    let resolution = this.resolutions.get(key);
    if (!resolution) {
      resolution = { specifier, from, mode, found: this.look(specifier, from, mode, this.cache) };
      this.resolutions.set(key, resolution);
    }
    return resolution.found;
  }

  /** Looks again for what was not found or is gone since. Returns true where an import leads elsewhere now. */
  forgetStale(): boolean {
    if (this.lookedIn === this.files.pass) return false;
    this.lookedIn = this.files.pass;
    let changed = false;
    for (const resolution of this.resolutions.values()) {
      const { specifier, from, mode, found } = resolution;
      if (found && (found.isExternalLibraryImport || this.files.exists(found.resolvedFileName))) continue;
      resolution.found = this.look(specifier, from, mode, undefined);
      changed ||= resolution.found?.resolvedFileName !== found?.resolvedFileName;
    }
    if (changed) {
      this.cache.clear();
      this.runtimeFolders.clear();
      this.modes.clear();
    }
    return changed;
  }

  private look(specifier: string, from: string, mode: ts.ResolutionMode, cache: ts.ModuleResolutionCache | undefined) {
    const as = (format: ts.ResolutionMode) =>
      ts.resolveModuleName(specifier, from, this.options, this.files.host, cache, undefined, format).resolvedModule;
    const found = as(mode);
    if (found || this.modeOf(from) === undefined) return found;
    // What Node would not load, bundlers and tsx may.
    return as(mode === ts.ModuleKind.ESNext ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext);
  }

  /** Follows an import. The runtime is recognised by its module's name, so it need not be installed. */
  target(specifier: string, from: string): ImportTarget {
    if (isRuntimeSpecifier(specifier)) return { kind: "runtime" };
    const found = this.resolve(specifier, from, this.modeOf(from));
    if (!found) return { kind: "unresolved" };
    if (this.isRuntimeFile(found.resolvedFileName, from)) return { kind: "runtime" };
    if (!/\.[cm]?[jt]sx?$/.test(found.resolvedFileName)) return { kind: "unresolved" };
    const file = this.files.get(found.resolvedFileName);
    if (!file) return { kind: "unresolved" };
    if (!found.isExternalLibraryImport) this.follow(from, file.fileName);
    return { kind: "file", file: withParents(file) };
  }

  /** The project's own files that were read for what a file imports, sorted: those it imports, and those behind them. */
  readFor(file: string): string[] {
    const reached = new Set([file]);
    for (const one of reached) for (const next of this.followed.get(one) ?? []) reached.add(next);
    reached.delete(file);
    return [...reached].sort();
  }

  private follow(from: string, to: string): void {
    const known = this.followed.get(from);
    if (known) known.add(to);
    else this.followed.set(from, new Set([to]));
  }

  /** True for the files the runtime consists of: of the installed package, or its source in its own repository. */
  isRuntimeFile(path: string, from: string): boolean {
    if (path.includes(`/node_modules/${RUNTIME_MODULE}/`)) return true;
    const folder = this.runtimeFolder(from);
    return folder !== undefined && path.startsWith(folder);
  }

  private runtimeFolder(from: string): string | undefined {
    const key = dirname(from);
    if (!this.runtimeFolders.has(key)) {
      const found = this.resolve(RUNTIME_MODULE, from, this.modeOf(from));
      this.runtimeFolders.set(key, found && `${dirname(found.resolvedFileName)}/`);
    }
    return this.runtimeFolders.get(key);
  }

  private modeOf(path: string): ts.ResolutionMode {
    const key = `${dirname(path)} ${extname(path)}`;
    if (!this.modes.has(key)) {
      const known = this.cache.getPackageJsonInfoCache();
      this.modes.set(key, ts.getImpliedNodeFormatForFile(path, known, this.files.host, this.options));
    }
    return this.modes.get(key);
  }
}

function isRuntimeSpecifier(specifier: string): boolean {
  return specifier === RUNTIME_MODULE || specifier.startsWith(`${RUNTIME_MODULE}/`);
}
