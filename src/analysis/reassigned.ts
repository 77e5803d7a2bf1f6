import { ts } from "ts-morph";

/** Which variables and parameters get another value after their first. */
export class Reassigned {
  private readonly known = new Map<ts.Node, ReadonlySet<string>>();

  /** True where some assignment inside `scope` has that name on its left; shadowed names count too. */
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
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && ts.isIdentifier(node.left)) {
      names.add(node.left.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return names;
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
