/**
 * The Debug Adapter Protocol as schemas, made from the declarations of @vscode/debugprotocol. They are generated from
 * the protocol's JSON schema and come with the package, which the JSON schema itself does not.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ts } from "ts-morph";
import { z } from "zod";

const file = createRequire(import.meta.url).resolve("@vscode/debugprotocol/lib/debugProtocol.d.ts");
const declarations = new Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>();
const schemas = new Map<string, z.ZodType>();

function visit(node: ts.Node): void {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) declarations.set(node.name.text, node);
  ts.forEachChild(node, visit);
}
visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest));

/**
 * Of a type of the protocol, e.g. `StoppedEvent`. Strict: a property that the protocol does not know is a mistake here,
 * though it allows them. Undefined where there is no such type.
 */
export function schemaOf(name: string): z.ZodType | undefined {
  const declaration = declarations.get(name);
  if (declaration === undefined) return undefined;
  const known = schemas.get(name);
  if (known !== undefined) return known;
  const schema = ts.isTypeAliasDeclaration(declaration)
    ? ofType(declaration.type)
    : z.strictObject(Object.fromEntries(properties(declaration)));
  schemas.set(name, schema);
  return schema;
}

/** Those of the extended interfaces first: the interface's own replace them. */
function properties(declaration: ts.InterfaceDeclaration): Map<string, z.ZodType> {
  const all = new Map<string, z.ZodType>();
  for (const { types } of declaration.heritageClauses ?? []) {
    for (const { expression } of types) {
      const base = declarations.get(nameOf(expression));
      if (base === undefined || !ts.isInterfaceDeclaration(base)) throw unknownForm(expression);
      for (const [name, schema] of properties(base)) all.set(name, schema);
    }
  }
  for (const [name, schema] of members(declaration.members)) all.set(name, schema);
  return all;
}

function* members(list: ts.NodeArray<ts.TypeElement>): Generator<[string, z.ZodType]> {
  for (const member of list) {
    if (!ts.isPropertySignature(member) || member.type === undefined) throw unknownForm(member);
    const schema = ofType(member.type);
    yield [nameOf(member.name), member.questionToken === undefined ? schema : schema.optional()];
  }
}

function ofType(type: ts.TypeNode): z.ZodType {
  if (ts.isUnionTypeNode(type)) return z.union(type.types.map(ofType));
  if (ts.isArrayTypeNode(type)) return z.array(ofType(type.elementType));
  if (ts.isParenthesizedTypeNode(type)) return ofType(type.type);
  if (ts.isTypeReferenceNode(type)) {
    const name = nameOf(type.typeName);
    if (!declarations.has(name)) throw unknownForm(type);
    return z.lazy(() => schemaOf(name) as z.ZodType);
  }
  if (ts.isTypeLiteralNode(type)) {
    const [index] = type.members;
    if (index !== undefined && ts.isIndexSignatureDeclaration(index)) return z.record(z.string(), ofType(index.type));
    return z.strictObject(Object.fromEntries(members(type.members)));
  }
  if (ts.isLiteralTypeNode(type)) {
    if (type.literal.kind === ts.SyntaxKind.NullKeyword) return z.null();
    if (ts.isStringLiteral(type.literal)) return z.literal(type.literal.text);
  }
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return z.string();
    case ts.SyntaxKind.NumberKeyword:
      return z.number();
    case ts.SyntaxKind.BooleanKeyword:
      return z.boolean();
    case ts.SyntaxKind.ObjectKeyword:
      return z.record(z.string(), z.unknown());
    case ts.SyntaxKind.AnyKeyword:
      return z.unknown();
    default:
      throw unknownForm(type);
  }
}

function nameOf(node: ts.Node): string {
  if (ts.isIdentifier(node) || ts.isStringLiteral(node)) return node.text;
  throw unknownForm(node);
}

function unknownForm(node: ts.Node): Error {
  return new Error(`${file} has a declaration of unknown form: ${ts.SyntaxKind[node.kind]} at ${node.pos}`);
}
