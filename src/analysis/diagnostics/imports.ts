import { ts } from "ts-morph";
import { rangeBetween, rangeOf } from "../ranges.ts";
import type { QuickFix, TextEdit } from "./diagnostic.ts";
import { at } from "./fixes.ts";

const RUNTIME = "stepwright";

/** The fix, and where the file does not import a name of the runtime that its text needs, the import as well. */
export function withImport(fix: QuickFix, name: string, file: ts.SourceFile): QuickFix {
  const edit = importOf(name, file);
  return edit ? { ...fix, edits: [edit, ...fix.edits] } : fix;
}

function importOf(name: string, file: ts.SourceFile): TextEdit | undefined {
  const imports = file.statements.filter(ts.isImportDeclaration);
  const lists = imports.flatMap((one) => {
    const bindings = one.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? [{ from: one, elements: bindings.elements, bindings }] : [];
  });
  if (lists.some(({ elements }) => elements.some((element) => element.name.text === name))) return undefined;
  const list = lists.find(
    ({ from }) =>
      ts.isStringLiteral(from.moduleSpecifier) &&
      from.moduleSpecifier.text === RUNTIME &&
      from.importClause?.phaseModifier === undefined,
  );
  const last = list?.elements.at(-1);
  if (last) return { range: at(rangeOf(last), "end"), text: `, ${name}` };
  const text = `import { ${name} } from "${RUNTIME}";\n`;
  const [first] = imports;
  const start = first ? first.getStart(file) : (file.statements[0]?.getStart(file) ?? 0);
  return { range: rangeBetween(file, start, start), text };
}
