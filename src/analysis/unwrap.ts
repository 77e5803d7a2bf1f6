import { ts } from "ts-morph";

/** The expression without what only the compiler needs: parentheses, `as`, `satisfies`, `!`, type arguments. */
export function unwrap(node: ts.Expression): ts.Expression {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isExpressionWithTypeArguments(node)
  ) {
    return unwrap(node.expression);
  }
  return node;
}
