import { dirname, relative } from "node:path/posix";
import { ts } from "ts-morph";
import type { Meanings } from "../meanings.ts";
import { RUNTIME_MODULE } from "../modules.ts";
import { rangeBetween, rangeOf } from "../ranges.ts";
import type { QuickFix, TextEdit } from "./diagnostic.ts";
import { at } from "./edits.ts";

/** The fix, and where the file does not import a name of the runtime that its text needs, the import as well. */
export function withImport(fix: QuickFix, name: string, file: ts.SourceFile): QuickFix {
  const isThere = importsOf(file).some((one) => listOf(one)?.elements.some((element) => element.name.text === name));
  return isThere ? fix : { ...fix, edits: [importFromRuntime(name, file), ...fix.edits] };
}

export function importFromRuntime(name: string, file: ts.SourceFile): TextEdit {
  return importOf(name, RUNTIME_MODULE, file, (specifier) => specifier === RUNTIME_MODULE);
}

/**
 * An import of what another file exports under that name, written as the file's other imports are; undefined where
 * these do not tell how.
 */
export function importFromFile(
  name: string,
  from: ts.SourceFile,
  file: ts.SourceFile,
  meanings: Meanings,
): TextEdit | undefined {
  const leadsThere = (specifier: string): boolean => meanings.fileOf(specifier, file) === from;
  const specifiers = importsOf(file).map(specifierOf);
  const specifier = specifiers.find(leadsThere) ?? specifiers.map((one) => alike(one, from, file)).find(leadsThere);
  return specifier === undefined ? undefined : importOf(name, specifier, file, leadsThere);
}

/** The relative path of a file with the ending that another relative import has. */
function alike(example: string, from: ts.SourceFile, file: ts.SourceFile): string {
  const path = relative(dirname(file.fileName), from.fileName);
  const [ending = ""] = path.match(/\.[cm]?[jt]sx?$/) ?? [];
  const [written = ""] = example.match(/\.[cm]?[jt]sx?$/) ?? [];
  const compiled = ending.replace(/tsx?$/, "js");
  const wanted = written === "" ? "" : /ts/.test(written) ? ending : compiled;
  const other = path.slice(0, path.length - ending.length) + wanted;
  return example.startsWith(".") ? (other.startsWith(".") ? other : `./${other}`) : "";
}

function importOf(
  name: string,
  specifier: string,
  file: ts.SourceFile,
  isFrom: (specifier: string) => boolean,
): TextEdit {
  const imports = importsOf(file);
  const list = imports.find(
    (one) => isFrom(specifierOf(one)) && listOf(one) && one.importClause?.phaseModifier === undefined,
  );
  const last = list && listOf(list)?.elements.at(-1);
  if (last) return { range: at(rangeOf(last), "end"), text: `, ${name}` };
  const text = `import { ${name} } from ${JSON.stringify(specifier)};\n`;
  const [first] = imports;
  const start = first ? first.getStart(file) : (file.statements[0]?.getStart(file) ?? 0);
  return { range: rangeBetween(file, start, start), text };
}

function importsOf(file: ts.SourceFile): ts.ImportDeclaration[] {
  return file.statements.filter(ts.isImportDeclaration);
}

function listOf({ importClause }: ts.ImportDeclaration): ts.NamedImports | undefined {
  const bindings = importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings) ? bindings : undefined;
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration): string {
  return ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : "";
}
