import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { fieldOf, getterOf } from "./class-members.ts";
import type { Contexts } from "./contexts.ts";
import type { Calls, Frame } from "./frames.ts";
import { type FunctionNode, returnsOf } from "./functions.ts";
import type { Meanings } from "./meanings.ts";
import type { TypeOracle } from "./type-oracle.ts";
import { unwrap } from "./unwrap.ts";
import { valuesOf } from "./variable-values.ts";
import type { Workflows } from "./workflows.ts";

/** Calls that give what their owner holds, one of it or all: of lists, maps, sets and promises. */
const PASSING = new Set([
  ...["at", "find", "findLast", "pop", "shift", "get", "filter", "slice", "reverse", "sort", "toSorted", "values"],
  ...["entries", "flat", "finally", "catch"],
]);
/** Functions that give what they are given: `Promise.all`, `Object.values`. */
const GIVING = new Set([
  ...["Promise.all", "Promise.resolve", "Promise.race", "Array.from", "Array.of"],
  ...["Object.values", "Object.entries", "Object.freeze"],
]);
/** Calls of lists with a function that is called with each of them; of the first ones its results count. */
const MAPPING = new Set(["map", "flatMap"]);
const LISTS = new Set([...MAPPING, "forEach", "filter", "find"]);
const HOLDERS = new Set(["Array", "Set", "Map"]);
const EITHER = new Set([ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

/**
 * Names the workflow classes that an expression is an instance of: for `ctx.runChild(…)`. Of a list or a table all its
 * values count: which of them runs only the run tells.
 */
export class ChildWorkflows {
  private readonly chain = new Chain();

  constructor(
    private readonly workflows: Workflows,
    private readonly meanings: Meanings,
    private readonly calls: Calls,
    private readonly contexts: Contexts,
    private readonly oracle: TypeOracle | undefined,
  ) {}

  /** `new Child()`, `cond ? new A() : new B()`, `this.child`, `this.table[name]`, a variable, or what was handed in. */
  of(expression: ts.Expression, frame: Frame): string[] {
    const node = unwrap(expression);
    const each = (parts: readonly ts.Expression[]): string[] => distinct(parts.flatMap((one) => this.of(one, frame)));
    if (ts.isAwaitExpression(node)) return this.of(node.expression, frame);
    if (ts.isSpreadElement(node)) return this.of(node.expression, frame);
    if (ts.isConditionalExpression(node)) return each([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node)) {
      return each(EITHER.has(node.operatorToken.kind) ? [node.left, node.right] : [node.right]);
    }
    if (ts.isArrayLiteralExpression(node)) return each(node.elements);
    if (ts.isObjectLiteralExpression(node)) return each(node.properties.flatMap(memberValues));
    if (ts.isNewExpression(node)) return this.made(node, frame);
    const found = this.read(node, frame);
    return found.length > 0 ? found : [...(this.oracle?.workflowsOf(node) ?? [])];
  }

  private made(node: ts.NewExpression, frame: Frame): string[] {
    if (HOLDERS.has(node.expression.getText())) {
      const held = (node.arguments ?? []).flatMap((one) => this.of(one, frame));
      return held.length > 0 ? distinct(held) : (node.typeArguments ?? []).flatMap((type) => this.typed(type));
    }
    return this.classes(node.expression, frame);
  }

  /** The classes that an expression is itself: `Child`, `cond ? A : B`, a variable with one of them. */
  private classes(expression: ts.Expression, frame: Frame): string[] {
    const named = this.workflows.of(expression);
    if (named) return [named.name];
    const node = unwrap(expression);
    if (ts.isConditionalExpression(node))
      return [node.whenTrue, node.whenFalse].flatMap((one) => this.classes(one, frame));
    const declared = this.calls.declarationOf(node);
    if (!declared) return [];
    if (ts.isVariableDeclaration(declared)) {
      return this.following(declared, () =>
        valuesOf(declared).flatMap((value) => this.classes(value.expression, frame)),
      );
    }
    const argument = ts.isParameter(declared) ? frame.parameters.get(declared) : undefined;
    if (argument?.kind !== "expression") return [];
    return this.following(declared, () => this.classes(argument.expression, argument.frame));
  }

  private read(node: ts.Expression, frame: Frame): string[] {
    if (ts.isCallExpression(node)) return this.called(node, frame);
    if (ts.isElementAccessExpression(node)) {
      const { argumentExpression: key } = node;
      return this.member(node.expression, ts.isStringLiteralLike(key) ? key.text : undefined, frame);
    }
    const field = fieldOf(node, frame);
    if (field) return this.declared(field, frame);
    const meaning = this.meanings.of(node);
    if (meaning?.kind === "declaration") return this.declared(meaning.node, frame);
    if (!ts.isPropertyAccessExpression(node)) return [];
    const getter = getterOf(node, frame);
    return getter ? this.returned(getter, frame) : this.member(node.expression, node.name.text, frame);
  }

  /** What an object holds under a name; under any where the name is not told. */
  private member(owner: ts.Expression, name: string | undefined, frame: Frame): string[] {
    const node = unwrap(owner);
    const field = fieldOf(node, frame);
    const declared = field ?? this.calls.declarationOf(node);
    const initializer = declared && "initializer" in declared ? declared.initializer : undefined;
    const object = initializer ? unwrap(initializer as ts.Expression) : node;
    if (!ts.isObjectLiteralExpression(object)) return this.of(owner, frame);
    const named = object.properties.filter((one) => one.name?.getText().replaceAll(/['"]/g, "") === name);
    return distinct(
      (named.length > 0 ? named : object.properties).flatMap(memberValues).flatMap((one) => this.of(one, frame)),
    );
  }

  private called(call: ts.CallExpression, frame: Frame): string[] {
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      if (this.contexts.is(callee.expression, frame)) return method === "use" ? this.ofResource(call, frame) : [];
      if (GIVING.has(callee.getText())) return distinct(call.arguments.flatMap((one) => this.of(one, frame)));
    }
    const fn = this.calls.callable(callee, frame);
    if (fn) return this.returned(fn, this.calls.enter(fn, call, frame));
    if (!ts.isPropertyAccessExpression(callee)) return [];
    const [first] = call.arguments;
    const mapped = MAPPING.has(callee.name.text) && first ? this.calls.callable(first, frame) : undefined;
    if (mapped) return this.returned(mapped, frame);
    return PASSING.has(callee.name.text) ? this.of(callee.expression, frame) : [];
  }

  private returned(fn: FunctionNode | ts.GetAccessorDeclaration, frame: Frame): string[] {
    const found = this.following(fn, () => returnsOf(fn).flatMap((one) => this.of(one, frame)));
    return found.length > 0 || !fn.type ? distinct(found) : this.typed(fn.type);
  }

  /** `ctx.use(translator)` of `const translator = resource(async () => new TranslateFlow())` */
  private ofResource(call: ts.CallExpression, frame: Frame): string[] {
    const [used] = call.arguments;
    const declared = used && this.calls.declarationOf(unwrap(used));
    const made = declared && ts.isVariableDeclaration(declared) && declared.initializer && unwrap(declared.initializer);
    const factory = made && ts.isCallExpression(made) && made.arguments[0];
    const fn = factory ? this.calls.callable(factory, frame) : undefined;
    return fn ? this.returned(fn, frame) : [];
  }

  private declared(node: ts.Node, frame: Frame): string[] {
    const found = this.following(node, () => this.value(node, frame));
    const type =
      ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node) ? node.type : undefined;
    return found.length > 0 || !type ? distinct(found) : this.typed(type);
  }

  /** What a declaration's name stands for by what it is given. */
  private value(node: ts.Node, frame: Frame): string[] {
    if (ts.isVariableDeclaration(node)) return valuesOf(node).flatMap((one) => this.of(one.expression, frame));
    if (ts.isBindingElement(node)) return this.destructured(node, frame);
    if (ts.isParameter(node)) {
      const argument = frame.parameters.get(node);
      if (argument?.kind === "expression") return this.of(argument.expression, argument.frame);
      const list = listOf(node);
      if (list) return this.of(list, frame);
    }
    const holds = ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node) || ts.isParameter(node);
    return holds && node.initializer ? this.of(node.initializer, frame) : [];
  }

  /** `const { upper } = this.flows`, `for (const [name, flow] of Object.entries(flows))` */
  private destructured(element: ts.BindingElement, frame: Frame): string[] {
    const { parent: pattern } = element;
    const from = pattern.parent;
    if (ts.isBindingElement(from)) return this.destructured(from, frame);
    if (ts.isParameter(from)) return this.value(from, frame);
    const key = element.propertyName ?? element.name;
    const name = ts.isObjectBindingPattern(pattern) && ts.isIdentifier(key) ? key.text : undefined;
    return valuesOf(from).flatMap((one) => this.member(one.expression, name, frame));
  }

  /** The workflows that a written type names: `Child`, `Child[]`, `Map<string, A | B>`. */
  private typed(type: ts.TypeNode): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const workflow = ts.isTypeReferenceNode(node) ? this.workflows.of(node.typeName) : undefined;
      if (workflow) found.push(workflow.name);
      ts.forEachChild(node, visit);
    };
    visit(type);
    return distinct(found);
  }

  private following(node: ts.Node, read: () => string[]): string[] {
    return this.chain.follow(node, read, []);
  }
}

/** The list whose elements a callback is called with: `flows.map((flow) => …)`. */
function listOf(parameter: ts.ParameterDeclaration): ts.Expression | undefined {
  const { parent: fn } = parameter;
  const call = fn.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== fn || fn.parameters[0] !== parameter) return undefined;
  const { expression: callee } = call;
  return ts.isPropertyAccessExpression(callee) && LISTS.has(callee.name.text) ? callee.expression : undefined;
}

function memberValues(property: ts.ObjectLiteralElementLike): ts.Expression[] {
  if (ts.isPropertyAssignment(property)) return [property.initializer];
  if (ts.isShorthandPropertyAssignment(property)) return [property.name];
  return ts.isSpreadAssignment(property) ? [property.expression] : [];
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
