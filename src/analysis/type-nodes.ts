import { ts } from "ts-morph";
import { extendsOf } from "./classes.ts";
import type { EventInfo, Events } from "./events.ts";
import type { Meanings } from "./meanings.ts";
import type { WorkflowClass } from "./workflows.ts";

/** An event class and whether a list of them is meant. */
export interface EventUse {
  readonly event: EventInfo;
  readonly list: boolean;
}

/** What a written type says about events. */
export interface TypeReading {
  readonly uses: readonly EventUse[];
  /** False where a part needs the checker: conditional and mapped types, `ReturnType<…>`, types of other packages. */
  readonly complete: boolean;
}

type TypeArguments = ReadonlyMap<ts.Node, { readonly node: ts.TypeNode; readonly outer: TypeArguments }>;

const NONE: TypeArguments = new Map();
const TRANSPARENT = new Set(["Promise", "PromiseLike", "Awaited", "Readonly", "NonNullable", "Required"]);
const LISTS = new Set([
  ...["Array", "ReadonlyArray", "Iterable", "Set", "ReadonlySet", "AsyncIterable"],
  ...["Generator", "AsyncGenerator", "IterableIterator", "AsyncIterableIterator"],
]);
const NO_EVENT = new Set([
  ts.SyntaxKind.VoidKeyword,
  ts.SyntaxKind.UndefinedKeyword,
  ts.SyntaxKind.NeverKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.SymbolKeyword,
  ts.SyntaxKind.BigIntKeyword,
]);

/** Reads the events out of written types: unions, lists, promises, aliases and their arguments, across files. */
export class TypeNodes {
  constructor(
    private readonly meanings: Meanings,
    private readonly events: Events,
  ) {}

  /** @param seenFrom the workflow whose `extends Base<A>` says what its base's type parameters are. */
  read(type: ts.TypeNode, seenFrom?: WorkflowClass): TypeReading {
    const uses: EventUse[] = [];
    const complete = this.into(type, false, argumentsOf(seenFrom), uses, new Set());
    return { uses, complete };
  }

  private into(type: ts.TypeNode, list: boolean, outer: TypeArguments, uses: EventUse[], seen: Set<ts.Node>): boolean {
    const all = (types: readonly ts.TypeNode[], asList = list): boolean =>
      types.map((one) => this.into(one, asList, outer, uses, seen)).every(Boolean);
    if (NO_EVENT.has(type.kind) || ts.isLiteralTypeNode(type) || ts.isFunctionTypeNode(type)) return true;
    if (ts.isUnionTypeNode(type)) return all(type.types);
    if (ts.isParenthesizedTypeNode(type)) return all([type.type]);
    if (ts.isArrayTypeNode(type)) return all([type.elementType], true);
    if (ts.isTupleTypeNode(type)) return all(type.elements, true);
    if (ts.isNamedTupleMember(type) || ts.isRestTypeNode(type) || ts.isOptionalTypeNode(type)) return all([type.type]);
    if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword) return all([type.type]);
    if (ts.isTypeReferenceNode(type)) return this.reference(type, list, outer, uses, seen);
    return false;
  }

  private reference(
    type: ts.TypeReferenceNode,
    list: boolean,
    outer: TypeArguments,
    uses: EventUse[],
    seen: Set<ts.Node>,
  ): boolean {
    const meaning = this.meanings.of(type.typeName, "type");
    const [first] = type.typeArguments ?? [];
    const name = type.typeName.getText();
    if (!meaning && first && TRANSPARENT.has(name)) return this.into(first, list, outer, uses, seen);
    if (!meaning && first && LISTS.has(name)) return this.into(first, true, outer, uses, seen);
    if (!meaning && first && name === "InstanceType" && ts.isTypeQueryNode(first)) {
      return push(uses, this.events.of(first.exprName), list);
    }
    const event = this.events.of(type.typeName);
    if (event) return push(uses, event, list);
    if (meaning?.kind !== "declaration" || seen.has(meaning.node)) return false;
    const { node } = meaning;
    const bound = outer.get(node);
    if (bound) return this.into(bound.node, list, bound.outer, uses, seen);
    if (ts.isTypeParameterDeclaration(node)) return false;
    if (!ts.isTypeAliasDeclaration(node)) return ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node);
    const inner = new Map<ts.Node, { node: ts.TypeNode; outer: TypeArguments }>();
    node.typeParameters?.forEach((parameter, index) => {
      const argument = type.typeArguments?.[index] ?? parameter.default;
      if (argument) inner.set(parameter, { node: argument, outer });
    });
    return this.into(node.type, list, inner, uses, new Set([...seen, node]));
  }
}

/** What the type parameters along a chain of classes stand for. */
function argumentsOf(workflow: WorkflowClass | undefined): TypeArguments {
  let outer = NONE;
  const all = new Map<ts.Node, { node: ts.TypeNode; outer: TypeArguments }>();
  for (let one = workflow; one?.base; one = one.base) {
    const given = extendsOf(one.node)?.typeArguments ?? [];
    const inner = new Map<ts.Node, { node: ts.TypeNode; outer: TypeArguments }>();
    one.base.node.typeParameters?.forEach((parameter, index) => {
      const argument = given[index] ?? parameter.default;
      if (argument) inner.set(parameter, { node: argument, outer });
    });
    for (const [parameter, argument] of inner) all.set(parameter, argument);
    outer = inner;
  }
  return all;
}

function push(uses: EventUse[], event: EventInfo | undefined, list: boolean): boolean {
  if (!event) return false;
  if (!uses.some((use) => use.event.name === event.name && use.list === list)) uses.push({ event, list });
  return true;
}
