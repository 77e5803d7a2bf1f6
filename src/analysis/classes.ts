import { ts } from "ts-morph";
import { hasModifier } from "./meanings.ts";

/** The `extends` clause of a class. */
export function extendsOf(node: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

/** The classes of a file, at any depth, in source order. */
export function classesIn(file: ts.SourceFile): ts.ClassLikeDeclaration[] {
  const found: ts.ClassLikeDeclaration[] = [];
  const places = [...file.text.matchAll(/\bclass\b/g)].map((match) => match.index);
  const visit = (node: ts.Node): void => {
    // Most of a file is no class: what holds none is not walked through.
    if (!places.some((place) => node.pos <= place && place < node.end)) return;
    if (ts.isClassLike(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What stands for the name of a class that has none. */
export const ANONYMOUS = "(anonymous)";

/** A class's `name` at run time: its own, that of the variable it is given to, or `default`. */
export function classNameOf(node: ts.ClassLikeDeclaration): string {
  if (node.name) return node.name.text;
  const isDefault = ts.isExportAssignment(node.parent) || hasModifier(node, ts.SyntaxKind.DefaultKeyword);
  return enclosingName(node) ?? (isDefault ? "default" : ANONYMOUS);
}

/** The name of the variable or property that a class or call is the value of. */
export function enclosingName(node: ts.Node): string | undefined {
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) {
    parent = parent.parent;
  }
  if (!ts.isVariableDeclaration(parent) && !ts.isPropertyAssignment(parent) && !ts.isPropertyDeclaration(parent)) {
    return undefined;
  }
  return ts.isIdentifier(parent.name) ? parent.name.text : undefined;
}

/** How other modules get a class: under which name, if at all. */
export function exportOf(node: ts.ClassLikeDeclaration): { kind: "named" | "default" | "none"; name?: string } {
  if (ts.isClassDeclaration(node) && hasModifier(node, ts.SyntaxKind.DefaultKeyword)) return { kind: "default" };
  const holder = ts.isClassDeclaration(node) ? node : variableStatementOf(node);
  const local = ts.isClassDeclaration(node) ? node.name?.text : variableOf(node)?.name.getText();
  if (ts.isExportAssignment(node.parent)) return { kind: "default" };
  if (!holder || local === undefined || !ts.isSourceFile(holder.parent)) return { kind: "none" };
  if (hasModifier(holder, ts.SyntaxKind.ExportKeyword)) return { kind: "named", name: local };
  for (const statement of holder.parent.statements) {
    if (ts.isExportAssignment(statement) && statement.expression.getText() === local) return { kind: "default" };
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    for (const element of statement.exportClause.elements) {
      if ((element.propertyName ?? element.name).text !== local) continue;
      return element.name.text === "default" ? { kind: "default" } : { kind: "named", name: element.name.text };
    }
  }
  return { kind: "none" };
}

function variableOf(node: ts.Node): ts.VariableDeclaration | undefined {
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) parent = parent.parent;
  return ts.isVariableDeclaration(parent) ? parent : undefined;
}

function variableStatementOf(node: ts.Node): ts.VariableStatement | undefined {
  const statement = variableOf(node)?.parent.parent;
  return statement && ts.isVariableStatement(statement) ? statement : undefined;
}
