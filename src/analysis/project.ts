import { dirname } from "node:path";
import { ts } from "ts-morph";
import { Modules } from "./modules.ts";
import type { SourceFiles } from "./source-files.ts";
import { Sources } from "./sources.ts";

/** What files without a tsconfig.json are read with: what bundlers and tsx take. */
const DEFAULTS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  allowJs: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** The files under one tsconfig.json, or under none: its compiler options, resolved imports and readers. */
export class Project {
  private readonly options: ts.CompilerOptions;
  private readonly modules: Modules;
  private revision = -1;
  private syntax: Sources | undefined;

  constructor(
    config: string | undefined,
    private readonly files: SourceFiles,
    folder: string,
  ) {
    this.options = config ? optionsOf(config) : DEFAULTS;
    this.modules = new Modules(this.options, files, folder);
  }

  /** Drops what was read from files that have changed since. */
  upToDate(): this {
    if (this.modules.forgetStale() || this.revision !== this.files.revision) {
      this.syntax = undefined;
      this.revision = this.files.revision;
    }
    return this;
  }

  sources(_types: boolean): Sources {
    this.syntax ??= new Sources(this.modules);
    return this.syntax;
  }

  release(): void {
    this.syntax = undefined;
  }
}

function optionsOf(config: string): ts.CompilerOptions {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    // Its files are read on demand, one import after the other, not listed here.
    readDirectory: () => [],
    onUnRecoverableConfigFileDiagnostic: () => {},
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(config, { skipLibCheck: true, noEmit: true }, host);
  return parsed?.options ?? { ...DEFAULTS, baseUrl: dirname(config) };
}
