import { dirname } from "node:path";
import { ts } from "ts-morph";

/** What files without a tsconfig.json are read with: what bundlers and tsx take. */
export const DEFAULT_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  allowJs: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/**
 * The tsconfig.json that rules a file: the nearest, or of those that it only refers to the one that includes the file.
 * That one is found by listing files: not to be done at every keystroke.
 */
export function configFor(file: string, nearest: string): string {
  const { config } = ts.readConfigFile(nearest, ts.sys.readFile) as { config?: Solution };
  if (!Array.isArray(config?.references) || config.files?.length !== 0 || config.include) return nearest;
  for (const { path } of config.references) {
    const target = ts.resolveProjectReferencePath({ path: ts.sys.resolvePath(`${dirname(nearest)}/${path}`) });
    const parsed = ts.getParsedCommandLineOfConfigFile(target, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic });
    if (parsed?.fileNames.includes(file)) return target;
  }
  return nearest;
}

/** A tsconfig.json that has no files of its own and only names other projects. */
interface Solution {
  readonly files?: readonly string[];
  readonly include?: readonly string[];
  readonly references?: ReadonlyArray<{ readonly path: string }>;
}

/** A broken or missing configuration counts as an empty one. */
function onUnRecoverableConfigFileDiagnostic(): void {}

/** A configuration's compiler options, and the files that they were read from. */
export function readOptions(config: string): { options: ts.CompilerOptions; files: readonly string[] } {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    // Its files are read on demand, one import after the other, not listed here.
    readDirectory: () => [],
    onUnRecoverableConfigFileDiagnostic,
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(config, { skipLibCheck: true, noEmit: true }, host);
  const source = parsed?.options["configFile"] as ts.TsConfigSourceFile | undefined;
  const files = [config, ...(source?.extendedSourceFiles ?? [])];
  return { options: parsed?.options ?? { ...DEFAULT_OPTIONS, baseUrl: dirname(config) }, files };
}
