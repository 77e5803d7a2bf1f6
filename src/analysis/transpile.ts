/**
 * Compiles a program and the modules it imports relatively, file by file and without type-checking, for projects that
 * have no compiler of their own at hand. Packages stay imports.
 */
import { basename, dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { ts } from "ts-morph";
import { rewriteModule } from "./transpile-rewrite.ts";

export interface TranspiledFile {
  /** Absolute path of the source. */
  readonly source: string;
  /** Name of the output; all outputs belong into one folder. */
  readonly name: string;
  readonly code: string;
  /** Source map as JSON; its source is a file URL. */
  readonly map: string;
}

export interface TranspileOptions {
  /** How the output names a package that `importer` imports; `require` is true for a CommonJS call. */
  packageSpecifier(specifier: string, importer: string, require: boolean): string;
  /** Whether the program is run as itself: its path then stands in `process.argv[1]`. */
  readonly main: boolean;
}

export interface TranspiledProgram {
  /** The program first. */
  readonly files: readonly TranspiledFile[];
  /** Syntax errors as `file:line:column: message`. */
  readonly errors: readonly string[];
}

export function transpileProgram(program: string, options: TranspileOptions): TranspiledProgram {
  const names = new Map<string, string>();
  const queue: string[] = [];
  const files: TranspiledFile[] = [];
  const errors: string[] = [];

  const outputOf = (source: string): string => {
    const known = names.get(source);
    if (known !== undefined) return known;
    const extension = extname(source) === ".cts" ? ".cjs" : ".mjs";
    const name = `${names.size}-${basename(source, extname(source))}${extension}`;
    names.set(source, name);
    queue.push(source);
    return name;
  };

  outputOf(program);
  for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
    const text = ts.sys.readFile(source) ?? "";
    const compilerOptions = optionsFor(source);
    const importer = source;
    const result = ts.transpileModule(text, {
      fileName: source,
      compilerOptions,
      reportDiagnostics: true,
      transformers: {
        after: [
          rewriteModule({
            path: source,
            main: options.main && source === program,
            specifier: (specifier, require) => {
              const target = resolve(specifier, importer, compilerOptions);
              if (target?.kind === "typescript") return `./${encodeURIComponent(outputOf(target.path))}`;
              if (target?.kind === "file") return require ? target.path : pathToFileURL(target.path).href;
              return options.packageSpecifier(specifier, importer, require);
            },
          }),
        ],
      },
    });
    for (const diagnostic of result.diagnostics ?? []) errors.push(describe(diagnostic, source));
    files.push({
      source,
      name: outputOf(source),
      code: result.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ""),
      map: absoluteSource(result.sourceMapText ?? "{}", source),
    });
  }
  return { files, errors };
}

/** What the project's tsconfig says about the emitted code, on top of what the output needs. */
function optionsFor(source: string): ts.CompilerOptions {
  const config = ts.findConfigFile(dirname(source), ts.sys.fileExists);
  const own =
    config === undefined
      ? {}
      : ts.parseJsonConfigFileContent(
          ts.readConfigFile(config, ts.sys.readFile).config ?? {},
          // Only the options are of interest: listing the project's files would take long.
          { ...ts.sys, readDirectory: () => [] },
          dirname(config),
        ).options;
  return {
    ...own,
    target: ts.ScriptTarget.ES2022,
    module: extname(source) === ".cts" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    verbatimModuleSyntax: false,
    isolatedModules: true,
    allowImportingTsExtensions: true,
    allowJs: true,
    sourceMap: true,
    inlineSources: true,
    inlineSourceMap: false,
    noEmitHelpers: false,
    importHelpers: false,
    declaration: false,
    noEmit: false,
  };
}

type Target = { readonly kind: "typescript" | "file"; readonly path: string };

function resolve(specifier: string, importer: string, options: ts.CompilerOptions): Target | undefined {
  if (/^stepwright(?:\/|$)/.test(specifier)) return undefined;
  const found = ts.resolveModuleName(specifier, importer, options, ts.sys).resolvedModule;
  if (found === undefined) {
    if (!/^\.{0,2}\//.test(specifier)) return undefined;
    return { kind: "file", path: ts.sys.resolvePath(`${dirname(importer)}/${specifier}`) };
  }
  const path = ts.sys.realpath?.(found.resolvedFileName) ?? found.resolvedFileName;
  const inPackage = path.includes("/node_modules/");
  if (/\.d\.[cm]?ts$/.test(path)) return declarationTarget(specifier, path);
  if (!inPackage && /\.[cm]?tsx?$/.test(path)) return { kind: "typescript", path };
  return /^\.{0,2}\//.test(specifier) ? { kind: "file", path } : undefined;
}

/** A relative import of JavaScript that has a declaration beside it. */
function declarationTarget(specifier: string, declaration: string): Target | undefined {
  if (!/^\.{0,2}\//.test(specifier)) return undefined;
  return { kind: "file", path: declaration.replace(/\.d\.([cm]?)ts$/, ".$1js") };
}

function describe(diagnostic: ts.Diagnostic, source: string): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  if (diagnostic.file === undefined || diagnostic.start === undefined) return `${source}: ${message}`;
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${source}:${line + 1}:${character + 1}: ${message}`;
}

function absoluteSource(mapText: string, source: string): string {
  const map = JSON.parse(mapText) as Record<string, unknown>;
  return JSON.stringify({ ...map, sourceRoot: "", sources: [pathToFileURL(source).href] });
}
