import { ts } from "ts-morph";
import { descendsFrom, type EventInfo, type Events, runtimeEvent } from "./events.ts";
import { type Meanings, unwrap } from "./meanings.ts";
import type { EventUse, TypeNodes, TypeReading } from "./type-nodes.ts";
import type { EventField } from "./workflow-graph.ts";
import { type FunctionNode, functionOf, returnsOf, type WorkflowClass, type Workflows } from "./workflows.ts";

/** An event an expression makes, and where it is written. */
export interface Production extends EventUse {
  readonly at: ts.Node;
}

/** Answers from the type checker, for what the syntax does not tell. */
export interface TypeOracle {
  ofExpression(expression: ts.Expression): readonly EventUse[];
  ofType(type: ts.TypeNode): readonly EventUse[];
  /** What a method gives back, seen from a class that may have filled in its base's type parameters. */
  ofMethod(method: ts.MethodDeclaration, seenFrom: ts.ClassLikeDeclaration): readonly EventUse[];
  fieldsOfShape(shape: ts.Expression): readonly EventField[];
  fieldsOfType(type: ts.TypeNode): readonly EventField[];
}

/** What is known while an expression is read: the workflow it runs in and what the parameters stand for. */
export interface Frame {
  /** The concrete class: `this.helper()` means its override. */
  readonly self: WorkflowClass | undefined;
  readonly parameters: ReadonlyMap<ts.ParameterDeclaration, Argument>;
  /** Functions being read, so that recursion ends. */
  readonly active: ReadonlySet<ts.Node>;
}

type Argument =
  | { readonly kind: "expression"; readonly expression: ts.Expression; readonly frame: Frame }
  | { readonly kind: "events"; readonly uses: readonly EventUse[] }
  | { readonly kind: "context" };

const TO_LIST = new Set(["map", "flatMap", "from"]);
const SAME_LIST = new Set(["filter", "slice", "concat", "reverse", "sort", "toSorted", "toReversed", "flat", "splice"]);
const ONE_OF_LIST = new Set(["at", "find", "findLast", "pop", "shift"]);
const SETTLED = new Set(["then", "finally", "catch"]);

/**
 * Finds the event classes an expression can be an instance of. The checker alone is not exact enough: it merges a
 * subclass into its base (`cond ? new Base() : new Sub()` reads as `Base`), and it knows nothing where the runtime is
 * not installed. So the expressions are followed, and the checker is asked for what they leave open.
 */
export class Productions {
  constructor(
    private readonly meanings: Meanings,
    private readonly events: Events,
    private readonly workflows: Workflows,
    private readonly types: TypeNodes,
    private readonly oracle: TypeOracle | undefined,
  ) {}

  of(expression: ts.Expression, frame: Frame): Production[] {
    const found: Production[] = [];
    this.into(expression, frame, false, found);
    return found;
  }

  /** What a function gives back: its returned expressions, and its written type where that says more. */
  returned(fn: FunctionNode, frame: Frame): Production[] {
    if (frame.active.has(fn)) return [];
    const inner: Frame = { ...frame, active: new Set([...frame.active, fn]) };
    const found: Production[] = [];
    // An annotation that leaves nothing open makes the checker superfluous.
    const written = fn.type && this.types.read(fn.type);
    const exact = written?.complete && !written.uses.some((use) => use.event.name === "Event");
    for (const expression of returnsOf(fn)) this.into(expression, inner, false, found, !exact);
    if (!fn.type || !written) return found;
    return [...found, ...this.declared(fn.type, written, found)];
  }

  /** What a written type adds to the returned expressions: all but the bases of what is returned more exactly. */
  private declared(type: ts.TypeNode, written: TypeReading, returned: readonly Production[]): Production[] {
    const uses = written.complete ? written.uses : [...written.uses, ...(this.oracle?.ofType(type) ?? [])];
    return uses
      .filter(({ event }) => !returned.some((one) => descendsFrom(one.event, event)) && event.name !== "Event")
      .map((use) => ({ ...use, at: type }));
  }

  private into(expression: ts.Expression, frame: Frame, list: boolean, found: Production[], ask = true): void {
    const node = unwrap(expression);
    const again = (inner: ts.Expression, asList = list): void => this.into(inner, frame, asList, found, ask);
    if (ts.isAwaitExpression(node)) return again(node.expression);
    if (ts.isConditionalExpression(node)) {
      again(node.whenTrue);
      return again(node.whenFalse);
    }
    if (ts.isBinaryExpression(node)) return this.binary(node, again);
    if (ts.isArrayLiteralExpression(node)) {
      for (const element of node.elements) again(ts.isSpreadElement(element) ? element.expression : element, true);
      return;
    }
    if (ts.isNewExpression(node)) return this.created(node, frame, list, found, ask);
    if (ts.isIdentifier(node)) return this.named(node, frame, list, found, ask);
    if (ts.isCallExpression(node)) return this.called(node, frame, list, found, ask);
    if (ts.isElementAccessExpression(node)) return again(node.expression, list);
    if (!isPlain(node)) this.open(node, list, found, ask);
  }

  private binary(node: ts.BinaryExpression, again: (inner: ts.Expression) => void): void {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) again(node.left);
    if (LOGICAL.has(kind)) again(node.right);
  }

  private created(node: ts.NewExpression, frame: Frame, list: boolean, found: Production[], ask: boolean): void {
    const classes = this.classes(node.expression, frame);
    for (const event of classes) add(found, event, list, node);
    if (classes.length > 0) return;
    if (node.expression.getText() === "Promise") this.promised(node, frame, list, found, ask);
    else this.open(node, list, found, ask);
  }

  /** `new Promise((resolve) => resolve(new Done()))` */
  private promised(node: ts.NewExpression, frame: Frame, list: boolean, found: Production[], ask: boolean): void {
    const [executor] = node.arguments ?? [];
    const resolve = executor && ts.isArrowFunction(executor) ? executor.parameters[0]?.name.getText() : undefined;
    if (!executor || resolve === undefined) return this.open(node, list, found, ask);
    const visit = (inner: ts.Node): void => {
      if (ts.isCallExpression(inner) && inner.expression.getText() === resolve && inner.arguments[0]) {
        this.into(inner.arguments[0], frame, list, found, ask);
      }
      ts.forEachChild(inner, visit);
    };
    visit(executor);
  }

  /** The event classes that a constructor expression can be: `A`, `cond ? A : B`, `TABLE[kind]`, a parameter's argument. */
  classes(expression: ts.Expression, frame: Frame): EventInfo[] {
    const node = unwrap(expression);
    const event = this.events.of(node);
    if (event) return [event];
    if (ts.isConditionalExpression(node)) {
      return [...this.classes(node.whenTrue, frame), ...this.classes(node.whenFalse, frame)];
    }
    if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) {
      return [...this.classes(node.left, frame), ...this.classes(node.right, frame)];
    }
    if (ts.isArrayLiteralExpression(node)) {
      return node.elements.flatMap((one) => this.classes(ts.isSpreadElement(one) ? one.expression : one, frame));
    }
    if (ts.isObjectLiteralExpression(node)) {
      return node.properties.flatMap((one) =>
        ts.isPropertyAssignment(one)
          ? this.classes(one.initializer, frame)
          : ts.isShorthandPropertyAssignment(one)
            ? this.classes(one.name, frame)
            : [],
      );
    }
    if (ts.isElementAccessExpression(node)) return this.classes(node.expression, frame);
    if (ts.isCallExpression(node)) return this.listOfClasses(node, frame);
    const meaning = ts.isIdentifier(node) ? this.meanings.of(node) : undefined;
    if (meaning?.kind !== "declaration") return [];
    if (ts.isParameter(meaning.node)) {
      const argument = frame.parameters.get(meaning.node);
      return argument?.kind === "expression" ? this.classes(argument.expression, argument.frame) : [];
    }
    const initializer = ts.isVariableDeclaration(meaning.node) ? meaning.node.initializer : undefined;
    return initializer ? this.classes(initializer, frame) : [];
  }

  /** `Array(3).fill(A)`, `Array.from({ length }, () => A)`, `[A].concat(B)` */
  private listOfClasses(call: ts.CallExpression, frame: Frame): EventInfo[] {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee)) return [];
    const found = this.classes(callee.expression, frame);
    for (const argument of call.arguments) {
      const value = ts.isArrowFunction(argument) ? returnsOf(argument) : [argument];
      found.push(...value.flatMap((one) => this.classes(one, frame)));
    }
    return found;
  }

  private named(node: ts.Identifier, frame: Frame, list: boolean, found: Production[], ask: boolean): void {
    if (node.text === "undefined") return;
    const meaning = this.meanings.of(node);
    const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
    if (!declared || frame.active.has(declared)) return;
    const inner: Frame = { ...frame, active: new Set([...frame.active, declared]) };
    if (ts.isParameter(declared)) return this.parameter(declared, node, inner, list, found, ask);
    if (!ts.isVariableDeclaration(declared)) return this.open(node, list, found, ask);
    const before = found.length;
    let seen = false;
    for (const value of [declared.initializer, ...assignedTo(declared)]) {
      if (!value) continue;
      seen = true;
      this.into(value, inner, list, found, ask);
    }
    for (const value of pushedTo(declared)) this.into(value, inner, true, found, ask);
    const loop = declared.parent.parent;
    if (ts.isForOfStatement(loop)) return this.into(loop.expression, inner, list, found, ask);
    if (found.length > before) return;
    const written = declared.type && this.types.read(declared.type);
    for (const use of written?.uses ?? []) add(found, use.event, list || use.list, node);
    if (!seen && !written?.complete) this.open(node, list, found, ask);
  }

  private parameter(
    declared: ts.ParameterDeclaration,
    node: ts.Identifier,
    frame: Frame,
    list: boolean,
    found: Production[],
    ask: boolean,
  ): void {
    const argument = frame.parameters.get(declared);
    if (argument?.kind === "expression") return this.into(argument.expression, argument.frame, list, found, ask);
    if (argument?.kind === "events") {
      for (const use of argument.uses) add(found, use.event, list || use.list, node);
      return;
    }
    const written = declared.type && this.types.read(declared.type);
    for (const use of written?.uses ?? []) add(found, use.event, list || use.list, node);
    if (!written?.complete) this.open(node, list, found, ask);
  }

  private called(call: ts.CallExpression, frame: Frame, list: boolean, found: Production[], ask: boolean): void {
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      const { text } = callee.name;
      if (this.isContext(callee.expression, frame)) return this.fromContext(call, text, frame, list, found);
      if (this.library(call, callee, frame, list, found, ask)) return;
    }
    const fn = this.callable(callee, frame);
    if (!fn) return this.open(call, list, found, ask);
    for (const one of this.returned(fn, this.enter(fn, call, frame))) add(found, one.event, list || one.list, call);
  }

  /** What the context's own methods give back. */
  private fromContext(call: ts.CallExpression, method: string, frame: Frame, list: boolean, found: Production[]): void {
    if (method === "waitForEvent" && call.arguments[0]) {
      for (const event of this.classes(call.arguments[0], frame)) add(found, event, list, call);
    } else if (method === "collectEvents" && call.arguments[1]) {
      for (const event of this.classes(call.arguments[1], frame)) add(found, event, true, call);
    }
  }

  /** Methods of arrays and promises that pass events on. True where the call was one. */
  private library(
    call: ts.CallExpression,
    callee: ts.PropertyAccessExpression,
    frame: Frame,
    list: boolean,
    found: Production[],
    ask: boolean,
  ): boolean {
    const method = callee.name.text;
    const owner = callee.expression.getText();
    if (owner === "Promise") {
      const isList = method === "all" || method === "allSettled";
      for (const argument of call.arguments) this.into(argument, frame, list || isList, found, ask);
      return true;
    }
    if (owner === "Object" && method === "freeze" && call.arguments[0]) {
      this.into(call.arguments[0], frame, list, found, ask);
      return true;
    }
    if (callee.expression.kind === ts.SyntaxKind.ThisKeyword) return false;
    if (TO_LIST.has(method)) {
      const mapped = call.arguments.find((one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one));
      if (!mapped) return false;
      for (const one of this.returned(mapped, frame)) add(found, one.event, true, one.at);
      return true;
    }
    if (method === "fill" && call.arguments[0]) {
      this.into(call.arguments[0], frame, true, found, ask);
      return true;
    }
    if (SAME_LIST.has(method) || ONE_OF_LIST.has(method)) {
      this.into(callee.expression, frame, SAME_LIST.has(method) || list, found, ask);
      if (method === "concat") for (const one of call.arguments) this.into(one, frame, true, found, ask);
      return true;
    }
    if (!SETTLED.has(method)) return false;
    if (method !== "then") this.into(callee.expression, frame, list, found, ask);
    if (method === "finally") return true;
    for (const argument of call.arguments) {
      const fn =
        ts.isArrowFunction(argument) || ts.isFunctionExpression(argument) ? argument : this.callable(argument, frame);
      if (fn) for (const one of this.returned(fn, frame)) add(found, one.event, list || one.list, one.at);
    }
    return true;
  }

  /** The function a call runs: a method of the workflow, or a function by its name, here or imported. */
  callable(callee: ts.Expression, frame: Frame): FunctionNode | undefined {
    const node = unwrap(callee);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
    if (!ts.isPropertyAccessExpression(node)) return functionOf(this.meanings.of(node));
    const owner = unwrap(node.expression);
    if (owner.kind === ts.SyntaxKind.ThisKeyword) {
      const inClass = enclosingClass(node);
      const self = frame.self && inClass && isInChain(frame.self, inClass) ? frame.self : undefined;
      return self ? methodOf(self, node.name.text) : inClass && ownMethod(inClass, node.name.text);
    }
    if (owner.kind === ts.SyntaxKind.SuperKeyword) {
      const inClass = enclosingClass(node);
      let workflow = frame.self;
      while (workflow && workflow.node !== inClass) workflow = workflow.base;
      return workflow?.base && methodOf(workflow.base, node.name.text);
    }
    const direct = functionOf(this.meanings.of(node));
    if (direct) return direct;
    const meaning = this.meanings.of(owner);
    const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
    return declared && ts.isClassLike(declared) ? ownMethod(declared, node.name.text) : undefined;
  }

  /** The frame of a called function: its parameters stand for the call's arguments. */
  enter(fn: FunctionNode, call: ts.CallExpression, frame: Frame): Frame {
    const parameters = new Map<ts.ParameterDeclaration, Argument>(frame.parameters);
    fn.parameters.forEach((parameter, index) => {
      const argument = call.arguments[index];
      if (!argument) return;
      parameters.set(
        parameter,
        this.isContext(argument, frame) ? { kind: "context" } : { kind: "expression", expression: argument, frame },
      );
    });
    return { ...frame, parameters };
  }

  /** True where the expression is the step's context, under whatever name. */
  isContext(expression: ts.Expression, frame: Frame): boolean {
    const node = unwrap(expression);
    if (!ts.isIdentifier(node)) return false;
    const meaning = this.meanings.of(node);
    const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
    if (!declared) return false;
    if (ts.isVariableDeclaration(declared)) {
      return declared.initializer !== undefined && this.isContext(declared.initializer, frame);
    }
    if (!ts.isParameter(declared)) return false;
    if (frame.parameters.get(declared)?.kind === "context") return true;
    const type = declared.type && ts.isTypeReferenceNode(declared.type) ? declared.type.typeName : undefined;
    const written = type && this.meanings.of(type, "type");
    return written?.kind === "runtime" && written.name === "Context";
  }

  /** The workflow classes an expression is an instance of: for `ctx.runChild(new Child())`. */
  children(expression: ts.Expression, frame: Frame): string[] {
    const node = unwrap(expression);
    if (ts.isNewExpression(node)) {
      const child = this.workflows.of(node.expression);
      return child ? [child.name] : [];
    }
    if (ts.isConditionalExpression(node)) {
      return [...this.children(node.whenTrue, frame), ...this.children(node.whenFalse, frame)];
    }
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
      return this.childrenOfField(node.name.text, frame);
    }
    const meaning = this.meanings.of(node);
    const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
    if (!declared || !(ts.isVariableDeclaration(declared) || ts.isParameter(declared))) return [];
    const argument = ts.isParameter(declared) ? frame.parameters.get(declared) : undefined;
    if (argument?.kind === "expression") return this.children(argument.expression, argument.frame);
    return this.childrenOfDeclaration(declared, frame);
  }

  private childrenOfField(name: string, frame: Frame): string[] {
    for (let one = frame.self; one; one = one.base) {
      for (const member of one.node.members) {
        if (ts.isPropertyDeclaration(member) && member.name.getText() === name) {
          return this.childrenOfDeclaration(member, frame);
        }
        if (!ts.isConstructorDeclaration(member)) continue;
        const parameter = member.parameters.find((each) => each.name.getText() === name && each.modifiers);
        if (parameter) return this.childrenOfDeclaration(parameter, frame);
      }
    }
    return [];
  }

  private childrenOfDeclaration(
    declared: ts.VariableDeclaration | ts.ParameterDeclaration | ts.PropertyDeclaration,
    frame: Frame,
  ): string[] {
    const made = declared.initializer ? this.children(declared.initializer, frame) : [];
    if (made.length > 0) return made;
    const typed =
      declared.type && ts.isTypeReferenceNode(declared.type) ? this.workflows.of(declared.type.typeName) : undefined;
    return typed ? [typed.name] : [];
  }

  private open(node: ts.Expression, list: boolean, found: Production[], ask: boolean): void {
    if (!ask || !this.oracle) return;
    for (const use of this.oracle.ofExpression(node)) {
      if (use.event !== runtimeEvent("Event")) add(found, use.event, list || use.list, node);
    }
  }
}

const LOGICAL = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

function add(found: Production[], event: EventInfo, list: boolean, at: ts.Node): void {
  if (!found.some((one) => one.event.name === event.name && one.list === list)) found.push({ event, list, at });
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
    [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(node.kind)
  );
}

function blockOf(node: ts.Node): ts.Node {
  let { parent } = node;
  while (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isModuleBlock(parent)) parent = parent.parent;
  return parent;
}

/** What is assigned to a variable after its declaration. */
function assignedTo(declared: ts.VariableDeclaration): ts.Expression[] {
  if (!ts.isIdentifier(declared.name) || (declared.parent.flags & ts.NodeFlags.Const) !== 0) return [];
  const { text } = declared.name;
  const values: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && node.left.text === text) {
      if (isAssignment(node.operatorToken.kind)) values.push(node.right);
    }
    ts.forEachChild(node, visit);
  };
  visit(blockOf(declared));
  return values;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return ts.SyntaxKind.FirstAssignment <= kind && kind <= ts.SyntaxKind.LastAssignment;
}

/** What is put into a list after its declaration: `list.push(new A())`. */
function pushedTo(declared: ts.VariableDeclaration): ts.Expression[] {
  if (!ts.isIdentifier(declared.name)) return [];
  const { text } = declared.name;
  const values: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (
        ts.isIdentifier(expression) &&
        expression.text === text &&
        (name.text === "push" || name.text === "unshift")
      ) {
        values.push(...node.arguments.map((one) => (ts.isSpreadElement(one) ? one.expression : one)));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(blockOf(declared));
  return values;
}

function enclosingClass(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let one: ts.Node | undefined = node; one; one = one.parent) if (ts.isClassLike(one)) return one;
  return undefined;
}

function isInChain(workflow: WorkflowClass, node: ts.ClassLikeDeclaration): boolean {
  for (let one: WorkflowClass | undefined = workflow; one; one = one.base) if (one.node === node) return true;
  return false;
}

function ownMethod(node: ts.ClassLikeDeclaration, name: string): FunctionNode | undefined {
  for (const member of node.members) {
    if (!member.name || member.name.getText() !== name) continue;
    if (ts.isMethodDeclaration(member)) return member;
    const value = ts.isPropertyDeclaration(member) && member.initializer ? unwrap(member.initializer) : undefined;
    if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return value;
  }
  return undefined;
}

/** The method a workflow's `this.name()` runs: the nearest up the chain. */
export function methodOf(workflow: WorkflowClass, name: string): FunctionNode | undefined {
  let abstract: FunctionNode | undefined;
  for (let one: WorkflowClass | undefined = workflow; one; one = one.base) {
    const found = ownMethod(one.node, name);
    if (found?.body) return found;
    abstract ??= found;
  }
  return abstract;
}
