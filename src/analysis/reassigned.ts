import { ts } from "ts-morph";
import { unwrap } from "./unwrap.ts";

const STEPS: ReadonlySet<ts.PrefixUnaryOperator> = new Set([
  ts.SyntaxKind.PlusPlusToken,
  ts.SyntaxKind.MinusMinusToken,
]);

/** Which variables and parameters get another value after their first. */
export class Reassigned {
  private readonly known = new Map<ts.Node, ReadonlySet<string>>();

  /** True where something inside `scope` assigns to that name; shadowed names count too. */
  isIn(scope: ts.Node, name: ts.BindingName | ts.PropertyName): boolean {
    if (!ts.isIdentifier(name)) return false;
    const known = this.known.get(scope) ?? assignedIn(scope);
    this.known.set(scope, known);
    return known.has(name.text);
  }
}

function assignedIn(scope: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) addTargets(node.left, names);
    // `for (name of …)`; with a declaration it is no assignment.
    else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) addTargets(node.initializer, names);
    else if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && STEPS.has(node.operator))) {
      addTargets(node.operand, names);
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return names;
}

/** The names that an assignment to `target` gives a value: of `[a, { b: c = 1, ...d }]` a, c and d. */
function addTargets(target: ts.Node, names: Set<string>): void {
  const node = ts.isExpression(target) ? unwrap(target) : target;
  if (ts.isIdentifier(node)) names.add(node.text);
  else if (ts.isArrayLiteralExpression(node)) for (const one of node.elements) addTargets(one, names);
  else if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) addTargets(node.expression, names);
  else if (ts.isBinaryExpression(node)) addTargets(node.left, names);
  else if (ts.isObjectLiteralExpression(node)) for (const one of node.properties) addTargets(one, names);
  else if (ts.isPropertyAssignment(node)) addTargets(node.initializer, names);
  else if (ts.isShorthandPropertyAssignment(node)) names.add(node.name.text);
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
