import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { ANONYMOUS, classNameOf, enclosingName, extendsOf } from "./classes.ts";
import { type FunctionNode, functionOf, returnsOf } from "./functions.ts";
import type { Meanings } from "./meanings.ts";
import { Reassigned } from "./reassigned.ts";
import { unwrap } from "./unwrap.ts";
import type { EventKind } from "./workflow-graph.ts";

/** An event class as the source declares it. */
export interface EventInfo {
  /** Its identity: the name given to `with`, else the class's. */
  readonly name: string;
  /** True where the name is made at run time, and `name` is only what the source calls the class. */
  readonly computed?: boolean;
  readonly className: string;
  /** The name that the class itself has at run time; undefined where `with` made it, or it has none. */
  readonly ownName?: string;
  /** True for what `with` made: a class right above it carries its name. */
  readonly bare?: boolean;
  readonly kind: EventKind;
  /** The event class it extends; undefined only for the runtime's `Event`. */
  readonly base: EventInfo | undefined;
  /** The class, or the variable of `const X = Event.with(…)`; undefined for the runtime's own. */
  readonly node: ts.ClassLikeDeclaration | EventHolder | undefined;
  /** The shape given to its own `with`. */
  readonly shape: ts.Expression | undefined;
  /** The shape's type, where only a package's declarations are there. */
  readonly shapeType?: ts.TypeNode;
  /** `StartEvent<{ query: string }>`: the type arguments of a plain subclass's base. */
  readonly typeArguments: readonly ts.TypeNode[];
}

/** What an event class that is no class declaration is the value of. */
type EventHolder = ts.VariableDeclaration | ts.PropertyDeclaration | ts.PropertyAssignment | ts.ExportAssignment;

const RUNTIME_EVENTS: Readonly<Record<string, EventKind>> = {
  StartEvent: "start",
  StopEvent: "stop",
  InputRequiredEvent: "inputRequired",
  HumanResponseEvent: "humanResponse",
  StepFailedEvent: "stepFailed",
  WorkflowTimedOutEvent: "stop",
  WorkflowCancelledEvent: "stop",
  WorkflowFailedEvent: "stop",
  InternalEvent: "event",
  StepStateChanged: "event",
  WorkflowIdleEvent: "event",
  UnhandledEvent: "event",
};

const ROOT = runtimeClass("Event", "event", undefined);
const RUNTIME_CLASSES = new Map([
  ["Event", ROOT],
  ...Object.entries(RUNTIME_EVENTS).map(([name, kind]) => [name, runtimeClass(name, kind, ROOT)] as const),
]);

function runtimeClass(name: string, kind: EventKind, base: EventInfo | undefined): EventInfo {
  return { name, className: name, kind, base, node: undefined, shape: undefined, typeArguments: [] };
}

/** One of the runtime's own event classes. */
export function runtimeEvent(name: string): EventInfo | undefined {
  return RUNTIME_CLASSES.get(name);
}

/** True where `event` is the class `base` or descends from it. */
export function descendsFrom(event: EventInfo, base: EventInfo): boolean {
  for (let one: EventInfo | undefined = event; one; one = one.base) if (one.name === base.name) return true;
  return false;
}

/** What its events go by at run time: their name, then the class's, where that is another one; empty where both are made there. */
export function runtimeNames({ name, computed, ownName }: EventInfo): string[] {
  return [...new Set([...(computed ? [] : [name]), ...(ownName === undefined ? [] : [ownName])])];
}

type Known = Map<ts.Node, EventInfo | undefined>;

/** Recognises event classes in the syntax. Valid for one state of the sources. */
export class Events {
  private readonly known: Known = new Map();
  private readonly madeBy = new Map<ts.CallExpression, Known>();
  /** The call of the function that is read, and the texts that its parameters have. */
  private call: ts.CallExpression | undefined;
  private given: ReadonlyMap<ts.Node, string> = new Map();
  private readonly chain = new Chain();
  private readonly reassigned = new Reassigned();

  constructor(private readonly meanings: Meanings) {}

  /** The event class that an expression names: `Retrieved`, `events.Retrieved`, `Event.with("X")`. */
  of(expression: ts.Expression | ts.EntityName): EventInfo | undefined {
    const inner = ts.isQualifiedName(expression) ? expression : unwrap(expression);
    if (ts.isCallExpression(inner)) return this.made(inner, undefined, undefined);
    if (ts.isClassExpression(inner)) return this.declared(inner);
    const meaning = this.meanings.of(inner);
    if (meaning?.kind === "runtime") return runtimeEvent(meaning.name);
    return meaning?.kind === "declaration" ? this.declared(meaning.node, meaning.call) : undefined;
  }

  /**
   * The event class that a declaration makes, or undefined where it makes something else. Inside a function it is another
   * one for each `call`, which may give it its name.
   */
  declared(node: ts.Node, call = this.call): EventInfo | undefined {
    const factory = call && functionOf(this.meanings.of(call.expression));
    if (call && factory && isInside(node, factory)) {
      const known: Known = this.madeBy.get(call) ?? new Map();
      this.madeBy.set(call, known);
      return this.remembered(node, known, () => this.calling(call, factory, () => this.read(node)));
    }
    return this.remembered(node, this.known, () => this.read(node));
  }

  private remembered(node: ts.Node, known: Known, read: () => EventInfo | undefined): EventInfo | undefined {
    if (known.has(node)) return known.get(node);
    known.set(node, undefined); // a class that extends itself ends here
    const info = read();
    known.set(node, info);
    return info;
  }

  /** Reads what is in a function as a call of it makes it: its parameters are what they were given. */
  private calling<T>(call: ts.CallExpression, factory: FunctionNode, read: () => T): T {
    const before = { call: this.call, given: this.given };
    const given = new Map(this.given);
    const spread = call.arguments.findIndex((argument) => ts.isSpreadElement(argument));
    factory.parameters.forEach((parameter, index) => {
      const argument = call.arguments[index] ?? parameter.initializer;
      const isKnown = (spread < 0 || index < spread) && !this.reassigned.isIn(factory, parameter.name);
      const text = isKnown && argument ? this.constant(argument) : undefined;
      if (text === undefined) given.delete(parameter);
      else given.set(parameter, text);
    });
    this.call = call;
    this.given = given;
    try {
      return read();
    } finally {
      this.call = before.call;
      this.given = before.given;
    }
  }

  private read(node: ts.Node): EventInfo | undefined {
    if (ts.isClassLike(node)) return this.ofClass(node);
    if (ts.isExportAssignment(node)) return this.fromExpression(node.expression, node, "default");
    const isHolder = ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node);
    if (!isHolder) return undefined;
    if (!ts.isIdentifier(node.name)) return undefined;
    if (node.initializer) return this.fromExpression(node.initializer, node, node.name.text);
    return ts.isVariableDeclaration(node) && node.type ? this.ofDeclarationFile(node, node.type) : undefined;
  }

  /**
   * What `Event.with` became in a package's declarations:
   * `declare const Retrieved_base: EventSubclass<Event, "Retrieved", { … }>`.
   */
  private ofDeclarationFile(node: ts.VariableDeclaration, type: ts.TypeNode): EventInfo | undefined {
    const name = ts.isTypeReferenceNode(type) ? type.typeName : ts.isImportTypeNode(type) ? type.qualifier : undefined;
    const [baseType, nameType, shapeType] =
      ts.isTypeReferenceNode(type) || ts.isImportTypeNode(type) ? (type.typeArguments ?? []) : [];
    if (!name || lastName(name) !== "EventSubclass" || !baseType || !nameType) return undefined;
    if (!ts.isLiteralTypeNode(nameType) || !ts.isStringLiteral(nameType.literal)) return undefined;
    const baseName = ts.isTypeReferenceNode(baseType) ? baseType.typeName : undefined;
    const imported = ts.isImportTypeNode(baseType) ? baseType.qualifier : undefined;
    const base =
      (baseName && this.of(baseName)) ?? (imported && runtimeEvent(lastName(imported).replace(/Base$/, ""))) ?? ROOT;
    const { text } = nameType.literal;
    const { kind } = base;
    const made = { name: text, className: text, kind, base, node, bare: true, shape: undefined, typeArguments: [] };
    return shapeType ? { ...made, shapeType } : made;
  }

  private fromExpression(
    expression: ts.Expression,
    node: EventHolder | undefined,
    name: string | undefined,
  ): EventInfo | undefined {
    const value = unwrap(expression);
    return ts.isCallExpression(value) ? this.made(value, node, name) : this.of(value);
  }

  private ofClass(node: ts.ClassLikeDeclaration): EventInfo | undefined {
    const heritage = extendsOf(node);
    if (!heritage) return undefined;
    const className = classNameOf(node);
    const value = unwrap(heritage.expression);
    const base = ts.isCallExpression(value) ? this.made(value, undefined, className) : this.of(value);
    if (!base) return undefined;
    const typeArguments = heritage.typeArguments ?? [];
    const own = className === ANONYMOUS ? {} : { ownName: className };
    // Right above an anonymous `….with("Name")`, written in place or kept in a variable, a class carries that name; any
    // other plain subclass has its own. So does the runtime.
    if (base.bare) {
      const name = base.computed ? className : base.name;
      return { ...base, ...own, name, className, node, bare: false, typeArguments };
    }
    return { ...own, name: className, className, kind: base.kind, base, node, shape: undefined, typeArguments };
  }

  /** `Base.with("Name", shape)`. */
  private made(
    call: ts.CallExpression,
    node: EventHolder | undefined,
    variable: string | undefined,
  ): EventInfo | undefined {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "with")
      return this.byFactory(call, node, variable);
    const base = this.of(callee.expression);
    if (!base) return undefined;
    const [nameArgument, shape] = call.arguments;
    const text = nameArgument && this.constant(nameArgument);
    const name = text ?? variable ?? enclosingName(call);
    if (name === undefined) return undefined;
    const certain = text === undefined ? { computed: true } : {};
    const className = variable ?? name;
    return { ...certain, name, className, kind: base.kind, base, node, bare: true, shape, typeArguments: [] };
  }

  /** `named("Retrieved")` of `function named(name) { return Event.with(name, { … }); }`. */
  private byFactory(
    call: ts.CallExpression,
    node: EventHolder | undefined,
    variable: string | undefined,
  ): EventInfo | undefined {
    const factory = functionOf(this.meanings.of(call.expression));
    if (!factory) return undefined;
    const read = (): EventInfo | undefined => {
      const returned = returnsOf(factory).flatMap((one) => this.fromExpression(one, undefined, variable) ?? []);
      const [first] = returned;
      const isItsOwn = first?.node ? isInside(first.node, factory) : first?.bare;
      if (!first || !isItsOwn) return first;
      const computed = returned.some((one) => one.computed || one.name !== first.name);
      const name = computed ? variable : first.name;
      if (name === undefined) return undefined;
      const { ownName: _, computed: __, ...info } = first;
      const certain = computed ? { computed } : {};
      return { ...info, ...certain, name, className: variable ?? name, node: node ?? first.node };
    };
    return this.chain.follow(call, () => this.calling(call, factory, read), undefined);
  }

  /** The text an expression always has: a literal, a `const`, an enum member, or these put together. */
  constant(expression: ts.Expression): string | undefined {
    const value = unwrap(expression);
    if (ts.isStringLiteralLike(value)) return value.text;
    if (ts.isTemplateExpression(value)) {
      let text = value.head.text;
      for (const span of value.templateSpans) {
        const part = this.constant(span.expression);
        if (part === undefined) return undefined;
        text += part + span.literal.text;
      }
      return text;
    }
    if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const [left, right] = [this.constant(value.left), this.constant(value.right)];
      return left === undefined || right === undefined ? undefined : left + right;
    }
    if (ts.isIdentifier(value)) {
      const meaning = this.meanings.of(value);
      const node = meaning?.kind === "declaration" ? meaning.node : undefined;
      if (node && this.given.has(node)) return this.given.get(node);
      if (!node || !ts.isVariableDeclaration(node)) return undefined;
      const isConst = (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
      if (!isConst && this.reassigned.isIn(node.getSourceFile(), node.name)) return undefined;
      const { initializer } = node;
      return initializer && this.chain.follow(initializer, () => this.constant(initializer), undefined);
    }
    if (!ts.isPropertyAccessExpression(value)) return undefined;
    return this.chain.follow(value, () => this.constantMember(value), undefined);
  }

  private constantMember(access: ts.PropertyAccessExpression): string | undefined {
    const meaning = this.meanings.of(access.expression);
    const owner = meaning?.kind === "declaration" ? meaning.node : undefined;
    const same = (name: ts.PropertyName): boolean => name.getText().replaceAll(/['"]/g, "") === access.name.text;
    if (owner && ts.isEnumDeclaration(owner)) {
      const member = owner.members.find((one) => same(one.name));
      return member?.initializer && this.constant(member.initializer);
    }
    if (!owner || !ts.isVariableDeclaration(owner) || !owner.initializer) return undefined;
    const object = unwrap(owner.initializer);
    if (!ts.isObjectLiteralExpression(object)) return undefined;
    const property = object.properties.find((one) => one.name && same(one.name));
    return property && ts.isPropertyAssignment(property) ? this.constant(property.initializer) : undefined;
  }
}

function lastName(name: ts.EntityName): string {
  return ts.isQualifiedName(name) ? name.right.text : name.text;
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.getStart() >= outer.getStart() && node.end <= outer.end;
}
