import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { fieldOf } from "./class-members.ts";
import type { EventInfo, Events } from "./events.ts";
import type { Calls, Frame } from "./frames.ts";
import { returnsOf } from "./functions.ts";
import { unwrap } from "./unwrap.ts";

const EITHER = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
]);

/** Finds the event classes that an expression can be, where a class is expected: `new …()`, `waitForEvent(…)`. */
export class EventClasses {
  private readonly chain = new Chain();

  constructor(
    private readonly events: Events,
    private readonly calls: Calls,
  ) {}

  /** `A`, `cond ? A : B`, `TABLE[kind]`, `[A, B]`, `Array(3).fill(A)`, or what was handed in for a parameter. */
  of(expression: ts.Expression, frame: Frame): EventInfo[] {
    const node = unwrap(expression);
    const event = this.events.of(node);
    if (event) return [event];
    const each = (parts: readonly ts.Expression[]): EventInfo[] => parts.flatMap((part) => this.of(part, frame));
    if (ts.isConditionalExpression(node)) return each([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node) && EITHER.has(node.operatorToken.kind)) return each([node.left, node.right]);
    if (ts.isArrayLiteralExpression(node)) {
      return each(node.elements.map((one) => (ts.isSpreadElement(one) ? one.expression : one)));
    }
    if (ts.isObjectLiteralExpression(node)) return each(valuesOf(node));
    if (ts.isElementAccessExpression(node)) return each([node.expression]);
    if (ts.isCallExpression(node)) return this.ofCall(node, frame);
    const field = fieldOf(node, frame);
    return field ? this.chain.follow(field, () => this.ofDeclaration(field, frame), []) : this.ofName(node, frame);
  }

  /** `Array(3).fill(A)`, `Array.from({ length }, () => A)`, `[A].concat(B)` */
  private ofCall(call: ts.CallExpression, frame: Frame): EventInfo[] {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee)) return [];
    const values = call.arguments.flatMap((one) => (ts.isArrowFunction(one) ? returnsOf(one) : [one]));
    return [callee.expression, ...values].flatMap((one) => this.of(one, frame));
  }

  private ofName(node: ts.Expression, frame: Frame): EventInfo[] {
    const declared = this.calls.declarationOf(node);
    return declared ? this.chain.follow(declared, () => this.ofDeclaration(declared, frame), []) : [];
  }

  private ofDeclaration(declared: ts.Node, frame: Frame): EventInfo[] {
    if (ts.isParameter(declared)) {
      const argument = frame.parameters.get(declared);
      return argument?.kind === "expression" ? this.of(argument.expression, argument.frame) : [];
    }
    const hasValue = ts.isVariableDeclaration(declared) || ts.isPropertyDeclaration(declared);
    const initializer = hasValue ? declared.initializer : undefined;
    return initializer ? this.of(initializer, frame) : [];
  }
}

function valuesOf(object: ts.ObjectLiteralExpression): ts.Expression[] {
  return object.properties.flatMap((property) => {
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    return ts.isShorthandPropertyAssignment(property) ? [property.name] : [];
  });
}
