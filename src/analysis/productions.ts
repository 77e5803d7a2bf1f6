import { ts } from "ts-morph";
import { type Field, fieldOf } from "./class-members.ts";
import type { Contexts } from "./contexts.ts";
import type { EventClasses } from "./event-classes.ts";
import { descendsFrom, type EventInfo } from "./events.ts";
import { type Calls, type Frame, within } from "./frames.ts";
import { type FunctionNode, isGenerator, returnsOf, yieldsOf } from "./functions.ts";
import type { EventUse, TypeNodes, TypeReading } from "./type-nodes.ts";
import type { TypeOracle } from "./type-oracle.ts";
import { unwrap } from "./unwrap.ts";
import { valuesOf } from "./variable-values.ts";

/** An event an expression makes, and where it is written. */
export interface Production extends EventUse {
  readonly at: ts.Node;
}

/** `list.map(…)` and the like: lists of what their function returns. */
const MAPPED = new Set(["map", "flatMap", "from"]);
const SAME_LIST = new Set(["filter", "slice", "concat", "reverse", "sort", "toSorted", "toReversed", "flat", "splice"]);
const ONE_OF_LIST = new Set(["at", "find", "findLast", "pop", "shift"]);
/** What holds values, the last of its type arguments. */
const HOLDERS = new Set(["Array", "Set", "Map"]);
/** Operators whose value is their right operand; of the last two also their left one. */
const RIGHT = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);
const EITHER = new Set([ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

/**
 * Finds the event classes an expression can be an instance of. The checker alone is not exact enough: it merges a
 * subclass into its base (`cond ? new Base() : new Sub()` reads as `Base`), and it knows nothing where the runtime is
 * not installed. So the expressions are followed, and the checker is asked for what they leave open.
 */
export class Productions {
  /** Counts the expressions so far that may be events nobody can tell: `any`, plain `Event`, or no checker to ask. */
  undecided = 0;

  constructor(
    private readonly calls: Calls,
    private readonly contexts: Contexts,
    private readonly classes: EventClasses,
    private readonly types: TypeNodes,
    private readonly oracle: TypeOracle | undefined,
  ) {}

  of(expression: ts.Expression, frame: Frame): Production[] {
    return this.from(expression, frame, true);
  }

  /** What a function gives back: its returned expressions, and its written type where that says more. */
  returned(fn: FunctionNode, frame: Frame): Production[] {
    const inner = within(frame, fn);
    if (!inner) return [];
    const type = fn.type ?? ts.getJSDocReturnType(fn);
    const written = type && this.types.read(type, frame.self);
    // A written type that leaves nothing open makes the checker superfluous.
    const exact = written?.complete && !written.uses.some((use) => isRoot(use.event));
    const values = (isGenerator(fn) ? yieldsOf(fn) : returnsOf(fn)).flatMap((one) => this.from(one, inner, !exact));
    const found = isGenerator(fn) ? asList(values) : values;
    return type && written ? distinct([...found, ...this.declared(type, written, found)]) : distinct(found);
  }

  /** What a written type adds to the returned expressions: all but the bases of what is returned more exactly. */
  private declared(type: ts.TypeNode, written: TypeReading, returned: readonly Production[]): Production[] {
    const uses = written.complete ? written.uses : [...written.uses, ...(this.oracle?.ofType(type) ?? [])];
    return uses
      .filter(({ event }) => !isRoot(event) && !returned.some((one) => descendsFrom(one.event, event)))
      .map((use) => ({ ...use, at: type }));
  }

  private from(expression: ts.Expression, frame: Frame, ask: boolean): Production[] {
    const node = unwrap(expression);
    const found = this.fromUnwrapped(node, frame, ask);
    return found.length > 0 || node === expression ? found : this.asserted(expression);
  }

  /** What `… as Retrieved[]` says of an expression that says nothing itself. */
  private asserted(expression: ts.Expression): Production[] {
    const isAssertion = ts.isAsExpression(expression) || ts.isTypeAssertionExpression(expression);
    if (isAssertion || ts.isSatisfiesExpression(expression)) {
      const uses = this.types.read(expression.type).uses.filter((use) => !isRoot(use.event));
      if (uses.length > 0) return uses.map((use) => ({ ...use, at: expression }));
    }
    const inner = isAssertion || ts.isParenthesizedExpression(expression) ? expression.expression : undefined;
    return inner ? this.asserted(inner) : [];
  }

  private fromUnwrapped(node: ts.Expression, frame: Frame, ask: boolean): Production[] {
    const each = (parts: readonly ts.Expression[]): Production[] =>
      distinct(parts.flatMap((part) => this.from(part, frame, ask)));
    if (ts.isAwaitExpression(node)) return each([node.expression]);
    if (ts.isElementAccessExpression(node)) return asOne(each([node.expression]));
    if (ts.isConditionalExpression(node)) return each([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node)) {
      if (EITHER.has(node.operatorToken.kind)) return each([node.left, node.right]);
      return RIGHT.has(node.operatorToken.kind) ? each([node.right]) : [];
    }
    if (ts.isArrayLiteralExpression(node)) {
      return asList(each(node.elements.map((one) => (ts.isSpreadElement(one) ? one.expression : one))));
    }
    if (ts.isNewExpression(node)) return this.created(node, frame, ask);
    if (ts.isIdentifier(node)) return this.named(node, frame, ask);
    if (ts.isCallExpression(node)) return this.called(node, frame, ask);
    const field = fieldOf(node, frame);
    if (field) return this.field(field, node, frame, ask);
    return isPlain(node) ? [] : this.open(node, ask);
  }

  private created(node: ts.NewExpression, frame: Frame, ask: boolean): Production[] {
    const classes = this.classes.of(node.expression, frame);
    if (classes.length > 0) return classes.map((event) => ({ event, list: false, at: node }));
    const made = node.expression.getText();
    if (HOLDERS.has(made)) {
      const held = node.typeArguments?.at(-1);
      const uses = held ? this.types.read(held, frame.self).uses.filter((use) => !isRoot(use.event)) : [];
      const given = (node.arguments ?? []).flatMap((one) => this.from(one, frame, false));
      const found = distinct([...uses.map((use) => ({ ...use, at: node })), ...given]);
      if (found.length > 0) return asList(found);
    }
    return made === "Promise" ? this.promised(node, frame, ask) : this.open(node, ask);
  }

  /** `new Promise((resolve) => resolve(new Done()))` */
  private promised(node: ts.NewExpression, frame: Frame, ask: boolean): Production[] {
    const [executor] = node.arguments ?? [];
    const isFunction = executor && (ts.isArrowFunction(executor) || ts.isFunctionExpression(executor));
    const resolve = isFunction ? executor.parameters[0]?.name.getText() : undefined;
    if (!executor || resolve === undefined) return this.open(node, ask);
    const found: Production[] = [];
    const visit = (inner: ts.Node): void => {
      if (ts.isCallExpression(inner) && inner.expression.getText() === resolve && inner.arguments[0]) {
        found.push(...this.from(inner.arguments[0], frame, ask));
      }
      ts.forEachChild(inner, visit);
    };
    visit(executor);
    return distinct(found);
  }

  private named(node: ts.Identifier, frame: Frame, ask: boolean): Production[] {
    const declared = node.text === "undefined" ? undefined : this.calls.declarationOf(node);
    const inner = declared && within(frame, declared);
    if (!inner || !declared) return [];
    if (ts.isParameter(declared)) return this.parameter(declared, node, inner, ask);
    if (!ts.isVariableDeclaration(declared)) return this.open(node, ask);
    const found = valuesOf(declared).flatMap(({ expression, list, element }) => {
      const values = this.from(expression, inner, ask);
      if (element) return asOne(values);
      return list ? asList(values) : values;
    });
    return found.length > 0 ? distinct(found) : this.typed(declared, node, ask && !declared.initializer);
  }

  private parameter(declared: ts.ParameterDeclaration, node: ts.Identifier, frame: Frame, ask: boolean): Production[] {
    const argument = frame.parameters.get(declared);
    if (argument?.kind === "expression") {
      const handedIn = { ...argument.frame, active: new Set([...argument.frame.active, ...frame.active]) };
      return this.from(argument.expression, handedIn, ask);
    }
    if (argument?.kind === "events") return argument.uses.map((use) => ({ ...use, at: node }));
    return this.typed(declared, node, ask);
  }

  /** `this.last` */
  private field(declared: Field, node: ts.Expression, frame: Frame, ask: boolean): Production[] {
    const typed = declared.type ? this.typed(declared, node, ask) : [];
    const inner = within(frame, declared);
    return typed.length > 0 || !inner || !declared.initializer ? typed : this.from(declared.initializer, inner, ask);
  }

  private typed(declared: Field | ts.VariableDeclaration, node: ts.Expression, ask: boolean): Production[] {
    const type = declared.type ?? ts.getJSDocType(declared);
    const written = type && this.types.read(type);
    const found = (written?.uses ?? []).filter((use) => !isRoot(use.event)).map((use) => ({ ...use, at: node }));
    return written?.complete ? found : distinct([...found, ...this.open(node, ask)]);
  }

  private called(call: ts.CallExpression, frame: Frame, ask: boolean): Production[] {
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      if (this.contexts.is(callee.expression, frame)) return this.fromContext(call, callee.name.text, frame);
      const passedOn = this.passedOn(call, callee, frame, ask);
      if (passedOn) return passedOn;
    }
    const fn = this.calls.callable(callee, frame);
    const returned = fn ? this.returned(fn, this.calls.enter(fn, call, frame)) : [];
    return returned.length > 0 ? returned.map((one) => ({ ...one, at: call })) : this.open(call, ask);
  }

  /** What the context's own methods give back. */
  private fromContext(call: ts.CallExpression, method: string, frame: Frame): Production[] {
    const [first, second] = call.arguments;
    const list = method === "collectEvents";
    const classes = method === "waitForEvent" ? first : list ? second : undefined;
    return classes ? this.classes.of(classes, frame).map((event) => ({ event, list, at: call })) : [];
  }

  /** Methods of lists and promises that pass events on; undefined where the call is none of them. */
  private passedOn(
    call: ts.CallExpression,
    callee: ts.PropertyAccessExpression,
    frame: Frame,
    ask: boolean,
  ): Production[] | undefined {
    const method = callee.name.text;
    const owner = callee.expression;
    if (owner.kind === ts.SyntaxKind.ThisKeyword || owner.kind === ts.SyntaxKind.SuperKeyword) return undefined;
    const values = (parts: readonly ts.Expression[]): Production[] =>
      distinct(parts.flatMap((part) => this.from(part, frame, ask)));
    const [first] = call.arguments;
    const named = `${owner.getText()}.${method}`;
    if (named === "Promise.all" || named === "Array.of") return asList(values(call.arguments));
    if (named === "Promise.resolve" || named === "Object.freeze") return values(call.arguments);
    if (named === "Promise.race" || named === "Promise.any") return asOne(values(call.arguments));
    if (MAPPED.has(method)) {
      const mapped = call.arguments.find((one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one));
      const fn = mapped ?? (first && method !== "from" ? this.calls.callable(first, frame) : undefined);
      return fn && isFunctionNode(fn) ? asList(this.returned(fn, frame)) : undefined;
    }
    if (method === "fill" && first) return asList(values([first]));
    if (method === "concat") return asList(values([owner, ...call.arguments]));
    if (SAME_LIST.has(method)) return asList(values([owner]));
    if (ONE_OF_LIST.has(method)) return asOne(values([owner]));
    if (method === "finally") return values([owner]);
    if (method !== "then" && method !== "catch") return undefined;
    const handlers = call.arguments.flatMap((one) => this.calls.callable(one, frame) ?? []);
    const handled = handlers.flatMap((fn) => this.returned(fn, frame));
    return distinct(method === "catch" ? [...values([owner]), ...handled] : handled);
  }

  /** What only the checker can tell. */
  private open(node: ts.Expression, ask: boolean): Production[] {
    if (!ask) return [];
    const uses = this.oracle?.ofExpression(node);
    if (!uses || uses.some((use) => isRoot(use.event))) this.undecided++;
    return (uses ?? []).filter((use) => !isRoot(use.event)).map((use) => ({ ...use, at: node }));
  }
}

/** The runtime's `Event`, of which every event is one: it says nothing. */
function isRoot(event: EventInfo): boolean {
  return event.base === undefined;
}

function asList(productions: readonly Production[]): Production[] {
  return productions.map((one) => ({ ...one, list: true }));
}

function asOne(productions: readonly Production[]): Production[] {
  return productions.map((one) => ({ ...one, list: false }));
}

function distinct(productions: readonly Production[]): Production[] {
  const seen = new Set<string>();
  return productions.filter(({ event, list }) => {
    const key = `${event.name} ${list}`;
    return !seen.has(key) && seen.add(key);
  });
}

function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node)
  );
}

/** Literals and the like, which are no event. */
function isPlain(node: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isVoidExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isTypeOfExpression(node) ||
    ts.isOmittedExpression(node) ||
    ts.isFunctionLike(node) ||
    [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(node.kind)
  );
}
