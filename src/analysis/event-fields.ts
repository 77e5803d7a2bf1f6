import { ts } from "ts-morph";
import type { EventInfo } from "./events.ts";
import type { Meanings } from "./meanings.ts";
import { docsOf } from "./ranges.ts";
import type { TypeOracle } from "./type-oracle.ts";
import type { EventField } from "./workflow-graph.ts";
import type { ZodTypes } from "./zod-types.ts";

/** The usual fields of the runtime's own classes. */
const RUNTIME_FIELDS: Readonly<Record<string, readonly EventField[]>> = {
  StopEvent: [{ name: "result", type: "unknown", optional: true }],
  InputRequiredEvent: [{ name: "prefix", type: "string", optional: false }],
  HumanResponseEvent: [{ name: "response", type: "string", optional: false }],
  StepFailedEvent: [
    { name: "stepName", type: "string", optional: false },
    { name: "inputEvent", type: "Event", optional: false },
    { name: "exception", type: "unknown", optional: false },
    { name: "attempts", type: "number", optional: false },
    { name: "elapsedSeconds", type: "number", optional: false },
    { name: "failedAt", type: "number", optional: false },
  ],
};

/** Lists the fields of events and of workflow inputs. */
export class EventFields {
  constructor(
    private readonly zod: ZodTypes,
    private readonly meanings: Meanings,
    private readonly oracle: TypeOracle | undefined,
  ) {}

  /** An event's fields with those it inherits, the base's first. */
  of(event: EventInfo): EventField[] {
    const fields = new Map<string, EventField>();
    const own = [...this.ownOf(event)];
    // A class made from a built-in one by `with` has the fields of its shape only.
    const inherited = event.base && (event.base.node || !(event.shape || event.shapeType)) ? this.of(event.base) : [];
    for (const field of [...inherited, ...own]) fields.set(field.name, field);
    return [...fields.values()];
  }

  private ownOf(event: EventInfo): readonly EventField[] {
    if (!event.node) return (event.shape && this.shape(event.shape)) ?? RUNTIME_FIELDS[event.name] ?? [];
    if (event.shapeType) return this.oracle?.fieldsOfShape(event.shapeType) ?? [];
    const fields = event.shape ? this.shape(event.shape) : event.typeArguments.flatMap((type) => this.type(type));
    return [...fields, ...(ts.isClassLike(event.node) ? this.declared(event.node) : [])];
  }

  /** `declare readonly query: string` in a plain subclass. */
  private declared(node: ts.ClassLikeDeclaration): EventField[] {
    return node.members.filter(ts.isPropertyDeclaration).flatMap((member) => {
      const isStatic = member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword);
      if (isStatic || !ts.isIdentifier(member.name)) return [];
      const docs = docsOf(member);
      const type = member.type?.getText() ?? "unknown";
      const optional = Boolean(member.questionToken);
      return [{ name: member.name.text, type, optional, ...(docs === undefined ? {} : { docs }) }];
    });
  }

  /** The fields of a zod shape. What the text does not tell comes from the checker, where there is one. */
  shape(shape: ts.Expression): EventField[] {
    const fields = this.zod.fields(shape);
    if (!fields) return [...(this.oracle?.fieldsOfShape(shape) ?? [])];
    if (fields.every((field) => field.exact)) return fields.map(withoutExact);
    const checked = this.oracle?.fieldsOfShape(shape) ?? [];
    return fields.map((field) => {
      const better = field.exact ? undefined : checked.find((one) => one.name === field.name);
      const { docs } = withoutExact(field);
      if (!better) return withoutExact(field);
      return { ...better, optional: field.optional || better.optional, ...(docs === undefined ? {} : { docs }) };
    });
  }

  /** The properties of a written type: of a literal, an interface or an alias. */
  type(type: ts.TypeNode): EventField[] {
    const members = this.membersOf(type, new Set());
    if (!members) return [...(this.oracle?.fieldsOfType(type) ?? [])];
    return members.flatMap((member) => {
      if (!ts.isPropertySignature(member) || !member.name) return [];
      const { name, questionToken } = member;
      const text = ts.isStringLiteralLike(name) ? name.text : name.getText();
      const docs = docsOf(member);
      const field = { name: text, type: member.type?.getText() ?? "any", optional: Boolean(questionToken) };
      return [docs === undefined ? field : { ...field, docs }];
    });
  }

  private membersOf(type: ts.TypeNode, seen: Set<ts.Node>): readonly ts.TypeElement[] | undefined {
    if (ts.isParenthesizedTypeNode(type)) return this.membersOf(type.type, seen);
    if (ts.isTypeLiteralNode(type)) return type.members;
    if (!ts.isTypeReferenceNode(type) || type.typeArguments) return undefined;
    const meaning = this.meanings.of(type.typeName, "type");
    const node = meaning?.kind === "declaration" ? meaning.node : undefined;
    if (!node || seen.has(node)) return undefined;
    seen.add(node);
    if (ts.isTypeAliasDeclaration(node) && !node.typeParameters) return this.membersOf(node.type, seen);
    return ts.isInterfaceDeclaration(node) && !node.heritageClauses ? node.members : undefined;
  }
}

function withoutExact({ name, type, optional, docs }: EventField): EventField {
  return { name, type, optional, ...(docs === undefined ? {} : { docs }) };
}
