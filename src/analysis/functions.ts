import { ts } from "ts-morph";
import { type Meaning, unwrap } from "./meanings.ts";

export type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

/** The function a name stands for: declared, or a variable's value. */
export function functionOf(meaning: Meaning | undefined): FunctionNode | undefined {
  if (meaning?.kind !== "declaration") return undefined;
  const { node } = meaning;
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) return node;
  const initializer = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  const value = initializer && unwrap(initializer);
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

/** The expressions a function returns, without those of functions inside it. */
export function returnsOf(node: FunctionNode): ts.Expression[] {
  if (!node.body) return [];
  if (!ts.isBlock(node.body)) return [node.body];
  const found: ts.Expression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isReturnStatement(inner) && inner.expression) found.push(inner.expression);
    if (!ts.isFunctionLike(inner) && !ts.isClassLike(inner)) ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node.body, visit);
  return found;
}
