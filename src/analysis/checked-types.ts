import { ts } from "ts-morph";
import { type EventInfo, runtimeEvent } from "./events.ts";
import type { Modules } from "./modules.ts";
import type { Sources } from "./sources.ts";
import type { EventUse } from "./type-nodes.ts";
import type { TypeOracle } from "./type-oracle.ts";
import type { EventField } from "./workflow-graph.ts";

const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
const ANYTHING = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
const SILENT = ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never;

const PRIMITIVE =
  ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike;

/** What holds values, as its type argument says. */
const HOLDERS = new Set([
  ...["Set", "ReadonlySet", "Map", "ReadonlyMap", "Iterable", "IterableIterator", "AsyncIterable"],
  ...["ArrayIterator", "SetIterator", "MapIterator", "Generator", "AsyncGenerator"],
]);

/** The oracle over the compiler's checker. Nothing is read or checked before the first question. */
export class CheckedTypes implements TypeOracle {
  constructor(
    private readonly program: () => ts.Program,
    private readonly modules: Modules,
    private readonly sources: Sources,
  ) {}

  ofExpression(expression: ts.Expression): EventUse[] {
    const checker = this.checkerFor(expression);
    return checker ? this.uses(checker.getTypeAtLocation(expression), checker) : [];
  }

  ofType(type: ts.TypeNode): EventUse[] {
    const checker = this.checkerFor(type);
    return checker ? this.uses(checker.getTypeFromTypeNode(type), checker) : [];
  }

  workflowsOf(expression: ts.Expression): string[] {
    const checker = this.checkerFor(expression);
    if (!checker) return [];
    const found = new Set<string>();
    const visit = (type: ts.Type, depth: number): void => {
      if (type.flags & (SILENT | ANYTHING) || depth > 8) return;
      if (type.isUnion()) {
        for (const part of type.types) visit(part, depth);
        return;
      }
      const classes = type.getSymbol()?.declarations?.filter(ts.isClassLike) ?? [];
      const [workflow] = classes.flatMap((node) => this.sources.workflows.ofClass(node) ?? []);
      if (workflow) found.add(workflow.name);
      else if (classes.length === 0) this.visitParts(type, checker, (part) => visit(part, depth + 1));
    };
    visit(checker.getTypeAtLocation(expression), 0);
    return [...found];
  }

  fieldsOfType(type: ts.TypeNode): EventField[] {
    const checker = this.checkerFor(type);
    return checker ? fieldsOf(checker.getTypeFromTypeNode(type), type, checker) : [];
  }

  /** Each schema of the shape knows its output type as `_zod.output` (zod 4) or `_output` (zod 3 and 4). */
  fieldsOfShape(shape: ts.Expression | ts.TypeNode): EventField[] {
    const checker = this.checkerFor(shape);
    if (!checker) return [];
    return checker.getPropertiesOfType(typeOf(shape, checker)).map((property) => {
      const schema = checker.getTypeOfSymbolAtLocation(property, shape);
      const output = schema.getProperty("_output");
      const type = output && checker.getTypeOfSymbolAtLocation(output, shape);
      const optional = type !== undefined && admitsUndefined(type);
      const plain = type && optional ? checker.getNonNullableType(type) : type;
      const nullable = optional && type?.isUnion() && type.types.some((one) => one.flags & ts.TypeFlags.Null);
      const text = plain ? checker.typeToString(plain, shape, FORMAT) : "unknown";
      return { name: property.name, type: nullable ? `${text} | null` : text, optional };
    });
  }

  /** Undefined for a node of an older text, which the program does not know. */
  private checkerFor(node: ts.Node): ts.TypeChecker | undefined {
    const program = this.program();
    const file = node.getSourceFile();
    return program.getSourceFile(file.fileName) === file ? program.getTypeChecker() : undefined;
  }

  private uses(type: ts.Type, checker: ts.TypeChecker): EventUse[] {
    const found = new Map<string, EventUse>();
    const visit = (one: ts.Type, list: boolean, depth: number): void => {
      if (one.flags & SILENT || depth > 8) return;
      if (one.isUnion()) {
        for (const part of one.types) visit(part, list, depth);
        return;
      }
      const event = one.flags & ANYTHING ? runtimeEvent("Event") : this.eventOf(one, checker);
      if (event) found.set(`${event.name} ${list}`, { event, list });
      else if (one.flags & ts.TypeFlags.TypeParameter) {
        const constraint = checker.getBaseConstraintOfType(one);
        if (constraint) visit(constraint, list, depth + 1);
      } else this.visitParts(one, checker, (part, asList) => visit(part, list || asList, depth + 1));
    };
    visit(type, false, 0);
    return [...found.values()];
  }

  /** Into promises and lists. */
  private visitParts(type: ts.Type, checker: ts.TypeChecker, visit: (part: ts.Type, list: boolean) => void): void {
    if (checker.isArrayLikeType(type)) {
      const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
      if (element) visit(element, true);
      return;
    }
    const [first, second] = HOLDERS.has(type.getSymbol()?.name ?? "")
      ? checker.getTypeArguments(type as ts.TypeReference)
      : [];
    const held = type.getSymbol()?.name.endsWith("Map") ? second : first;
    if (held) {
      visit(held, true);
      return;
    }
    const awaited = checker.getAwaitedType(type);
    if (awaited && awaited !== type) visit(awaited, false);
  }

  private eventOf(type: ts.Type, checker: ts.TypeChecker): EventInfo | undefined {
    for (const symbol of [type.aliasSymbol, type.getSymbol()]) {
      for (const declaration of symbol?.declarations ?? []) {
        const event = this.declared(declaration, symbol?.name ?? "");
        if (event) return event;
      }
    }
    // An instance of `const X = Event.with("X")` has no class of its own, but its name is in its type.
    const marker = type.getProperty("$type");
    const at = marker?.valueDeclaration ?? marker?.declarations?.[0];
    const name = marker && at ? checker.getTypeOfSymbolAtLocation(marker, at) : undefined;
    return name?.isStringLiteral() ? this.named(name.value) : undefined;
  }

  private declared(node: ts.Declaration, name: string): EventInfo | undefined {
    const { fileName } = node.getSourceFile();
    if (this.modules.isRuntimeFile(fileName, fileName)) return runtimeEvent(name.replace(/(?:Base|Class)$/, ""));
    return ts.isClassLike(node) ? this.sources.events.declared(node) : undefined;
  }

  private named(name: string): EventInfo | undefined {
    const runtime = runtimeEvent(name);
    if (runtime) return runtime;
    for (const file of this.program().getSourceFiles()) {
      if (file.isDeclarationFile) continue;
      for (const statement of file.statements) {
        const list = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
        const found = list.map((one) => this.sources.events.declared(one)).find((one) => one?.name === name);
        if (found) return found;
      }
    }
    return undefined;
  }
}

function typeOf(node: ts.Expression | ts.TypeNode, checker: ts.TypeChecker): ts.Type {
  return ts.isTypeNode(node) ? checker.getTypeFromTypeNode(node) : checker.getTypeAtLocation(node);
}

function fieldsOf(type: ts.Type, at: ts.Node, checker: ts.TypeChecker): EventField[] {
  if (type.flags & (ANYTHING | SILENT | PRIMITIVE)) return [];
  return checker.getPropertiesOfType(type).map((property) => {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const value = checker.getTypeOfSymbolAtLocation(property, at);
    const plain = optional ? checker.getNonNullableType(value) : value;
    return { name: property.name, type: checker.typeToString(plain, at, FORMAT), optional };
  });
}

function admitsUndefined(type: ts.Type): boolean {
  return type.isUnion() && type.types.some((one) => one.flags & ts.TypeFlags.Undefined);
}
