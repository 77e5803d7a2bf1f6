import { ts } from "ts-morph";
import { systemPath } from "./paths.ts";
import type { SourceRange } from "./workflow-graph.ts";

/** The place of a piece of text, from its first to behind its last character. */
export function rangeBetween(file: ts.SourceFile, start: number, end: number): SourceRange {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(Math.max(start, end));
  return {
    file: systemPath(file.fileName),
    startLine: from.line + 1,
    startColumn: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

/** The place of a node without the comments before it. */
export function rangeOf(node: ts.Node): SourceRange {
  const file = node.getSourceFile();
  return rangeBetween(file, node.getStart(file), node.getEnd());
}

/** The place of a declaration's name: of its variable where a class has none, else of the keyword `class`. */
export function nameRangeOf(node: ts.Node & { readonly name?: ts.Node }): SourceRange {
  if (node.name) return rangeOf(node.name);
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return rangeOf(parent.name);
  const file = node.getSourceFile();
  const start = file.text.indexOf("class", node.getStart(file));
  return ts.isClassLike(node) ? rangeBetween(file, start, start + "class".length) : rangeOf(node);
}

/** True where the line (from 1) is one of the range's. */
export function containsLine(range: SourceRange, line: number): boolean {
  return range.startLine <= line && line <= range.endLine;
}

/** The text of the JSDoc comment before a declaration, without its tags. */
export function docsOf(node: ts.Node): string | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)?.comment;
  const text = ts.getTextOfJSDocComment(comment)?.trim();
  return text ? text : undefined;
}
