import { ts } from "ts-morph";

/** A value a variable gets, and whether the variable is a list of such. */
export interface VariableValue {
  readonly expression: ts.Expression;
  readonly list: boolean;
  /** True where the variable is one of the list that the expression gives. */
  readonly element?: boolean;
}

/** Everything that is put into a variable where it is visible: its initializer, assignments, and what is pushed to it. */
export function valuesOf(declared: ts.VariableDeclaration): VariableValue[] {
  const values: VariableValue[] = [];
  if (declared.initializer) values.push({ expression: declared.initializer, list: false });
  const loop = declared.parent.parent;
  // `for (const ev of events)`: one of the list
  if (ts.isForOfStatement(loop)) values.push({ expression: loop.expression, list: false, element: true });
  if (!ts.isIdentifier(declared.name)) return values;
  const { text } = declared.name;
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isName(node.left, text) && isAssignment(node.operatorToken.kind)) {
      values.push({ expression: node.right, list: false });
    } else if (ts.isBinaryExpression(node) && isElementOf(node.left, text) && isAssignment(node.operatorToken.kind)) {
      values.push({ expression: node.right, list: true });
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (isName(expression, text) && (name.text === "push" || name.text === "unshift")) {
        for (const one of node.arguments) {
          values.push({ expression: ts.isSpreadElement(one) ? one.expression : one, list: true });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(blockOf(declared));
  return values;
}

function isName(node: ts.Node, text: string): boolean {
  return ts.isIdentifier(node) && node.text === text;
}

/** `list[0]` */
function isElementOf(node: ts.Node, text: string): boolean {
  return ts.isElementAccessExpression(node) && isName(node.expression, text);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return ts.SyntaxKind.FirstAssignment <= kind && kind <= ts.SyntaxKind.LastAssignment;
}

function blockOf(node: ts.Node): ts.Node {
  let { parent } = node;
  while (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isModuleBlock(parent)) parent = parent.parent;
  return parent;
}
