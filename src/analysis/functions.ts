import { ts } from "ts-morph";
import type { Meaning } from "./meanings.ts";
import { unwrap } from "./unwrap.ts";

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
export function returnsOf(node: FunctionNode | ts.GetAccessorDeclaration): ts.Expression[] {
  if (node.body && !ts.isBlock(node.body)) return [node.body];
  return own(node, (inner) => (ts.isReturnStatement(inner) ? inner.expression : undefined));
}

/** The expressions a generator yields, one by one or, with `yield*`, as a list. */
export function yieldsOf(node: FunctionNode): ts.Expression[] {
  return own(node, (inner) => (ts.isYieldExpression(inner) ? inner.expression : undefined));
}

export function isGenerator(node: FunctionNode): boolean {
  return !ts.isArrowFunction(node) && node.asteriskToken !== undefined;
}

function own(
  node: FunctionNode | ts.GetAccessorDeclaration,
  pick: (inner: ts.Node) => ts.Expression | undefined,
): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (inner: ts.Node): void => {
    const picked = pick(inner);
    if (picked) found.push(picked);
    if (!ts.isFunctionLike(inner) && !ts.isClassLike(inner)) ts.forEachChild(inner, visit);
  };
  if (node.body) ts.forEachChild(node.body, visit);
  return found;
}
