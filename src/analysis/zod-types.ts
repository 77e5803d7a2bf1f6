import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import type { Meanings } from "./meanings.ts";
import { docsOf } from "./ranges.ts";
import { unwrap } from "./unwrap.ts";

/** A zod schema as a reader would write its output type. */
export interface ZodReading {
  readonly type: string;
  /** True where the value may be left out when the event is made: `.optional()`, `.default(…)` and the like. */
  readonly optional: boolean;
  /** False where a part is not understood from the text alone. */
  readonly exact: boolean;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  bigint: "bigint",
  date: "Date",
  symbol: "symbol",
  any: "any",
  unknown: "unknown",
  null: "null",
  undefined: "undefined",
  void: "void",
  never: "never",
  int: "number",
  int32: "number",
  uint32: "number",
  float32: "number",
  float64: "number",
  int64: "bigint",
  uint64: "bigint",
  nan: "number",
  json: "unknown",
  file: "File",
  ...Object.fromEntries(
    "email url httpUrl uuid uuidv4 uuidv6 uuidv7 guid cuid cuid2 ulid nanoid emoji base64 base64url hex jwt ipv4 ipv6 cidrv4 cidrv6 e164 hostname stringbool iso"
      .split(" ")
      .map((name) => [name, name === "stringbool" ? "boolean" : "string"]),
  ),
};
const OPTIONAL = new Set(["optional", "default", "prefault", "catch", "nullish", "exactOptional"]);
const CHANGES_TYPE = new Set([
  "transform",
  "pipe",
  "brand",
  "and",
  "keyof",
  "extend",
  "safeExtend",
  "merge",
  "pick",
  "omit",
  "overwrite_",
  "refineTo",
  "catchall",
  "loose",
  "passthrough",
  "unwrap",
  "parse",
]);
const OPEN: ZodReading = { type: "unknown", optional: false, exact: false };

/** Reads types from the text of zod calls; what the text does not tell is left to the type checker. */
export class ZodTypes {
  private readonly chain = new Chain();

  constructor(private readonly meanings: Meanings) {}

  read(expression: ts.Expression): ZodReading {
    const node = unwrap(expression);
    if (ts.isCallExpression(node)) return this.call(node);
    const value = this.valueOf(node);
    return value ? this.chain.follow(value, () => this.read(value), OPEN) : OPEN;
  }

  private valueOf(node: ts.Expression): ts.Expression | undefined {
    const meaning = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? this.meanings.of(node) : undefined;
    const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
    return declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  }

  private call(call: ts.CallExpression): ZodReading {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee)) return OPEN;
    const method = callee.name.text;
    const owner = unwrap(callee.expression);
    if (isZodNamespace(owner)) {
      // `z.iso.date()` is text, `z.date()` a Date.
      const isText = ts.isPropertyAccessExpression(owner) && owner.name.text === "iso";
      return isText ? { type: "string", optional: false, exact: true } : this.made(method, call.arguments);
    }
    if (!ts.isCallExpression(owner) && !this.valueOf(owner)) return OPEN;
    const inner = this.read(owner);
    if (method === "array") return { ...inner, type: listOf(inner.type), optional: false };
    if (method === "nullable") return { ...inner, type: `${inner.type} | null` };
    if (method === "nullish") return { ...inner, type: `${inner.type} | null`, optional: true };
    if (method === "or" && call.arguments[0]) return this.union([inner, this.read(call.arguments[0])]);
    if (OPTIONAL.has(method)) return { ...inner, optional: true };
    if (CHANGES_TYPE.has(method)) return { ...OPEN, optional: inner.optional };
    return inner; // checks and metadata: `.min(1)`, `.describe("…")`, `.readonly()`
  }

  private made(method: string, parameters: readonly ts.Expression[]): ZodReading {
    const primitive = PRIMITIVES[method];
    if (primitive) return { type: primitive, optional: false, exact: true };
    const [first, second] = parameters;
    if (!first) return OPEN;
    switch (method) {
      case "array":
      case "set": {
        const inner = this.read(first);
        return { ...inner, optional: false, type: method === "array" ? listOf(inner.type) : `Set<${inner.type}>` };
      }
      case "optional":
        return { ...this.read(first), optional: true };
      case "nullable":
        return this.union([this.read(first), { type: "null", optional: false, exact: true }]);
      case "literal":
        return this.literal(first);
      case "enum":
        return this.enumeration(first);
      case "object":
      case "strictObject":
        return this.object(first);
      case "union":
      case "discriminatedUnion":
      case "tuple":
        return this.several(method, method === "discriminatedUnion" ? second : first);
      case "record":
      case "map":
        return second ? this.keyed(method, first, second) : OPEN;
      case "promise": {
        const inner = this.read(first);
        return { ...inner, type: `Promise<${inner.type}>` };
      }
      default:
        return OPEN;
    }
  }

  private keyed(method: string, first: ts.Expression, second: ts.Expression): ZodReading {
    const [key, value] = [this.read(first), this.read(second)];
    const name = method === "map" ? "Map" : "Record";
    return { type: `${name}<${key.type}, ${value.type}>`, optional: false, exact: key.exact && value.exact };
  }

  private several(method: string, list: ts.Expression | undefined): ZodReading {
    const array = list && unwrap(list);
    if (!array || !ts.isArrayLiteralExpression(array)) return OPEN;
    const parts = array.elements.map((one) => this.read(one));
    if (method !== "tuple") return this.union(parts);
    return {
      type: `[${parts.map((one) => one.type).join(", ")}]`,
      optional: false,
      exact: parts.every((one) => one.exact),
    };
  }

  private union(parts: readonly ZodReading[]): ZodReading {
    return {
      type: [...new Set(parts.map((one) => one.type))].join(" | "),
      optional: parts.some((one) => one.optional),
      exact: parts.every((one) => one.exact),
    };
  }

  private literal(value: ts.Expression): ZodReading {
    const node = unwrap(value);
    if (ts.isArrayLiteralExpression(node)) return this.union(node.elements.map((one) => this.literal(one)));
    const plain = ts.isStringLiteralLike(node) ? JSON.stringify(node.text) : node.getText();
    return { type: plain, optional: false, exact: !ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node) };
  }

  private enumeration(values: ts.Expression): ZodReading {
    const node = unwrap(values);
    const list = ts.isArrayLiteralExpression(node) ? node : this.valueOf(node);
    const array = list && unwrap(list);
    return array && ts.isArrayLiteralExpression(array) && array.elements.length > 0 ? this.literal(array) : OPEN;
  }

  private object(shape: ts.Expression): ZodReading {
    const fields = this.fields(shape);
    if (!fields) return OPEN;
    const text = fields.map(({ name, optional, type }) => `${name}${optional ? "?" : ""}: ${type}`).join("; ");
    return { type: text ? `{ ${text} }` : "{}", optional: false, exact: fields.every((one) => one.exact) };
  }

  /** The fields of a shape `{ query: z.string() }`, or undefined where it is not written as an object. */
  fields(shape: ts.Expression): Array<ZodReading & { readonly name: string; readonly docs?: string }> | undefined {
    const node = unwrap(shape);
    if (!ts.isObjectLiteralExpression(node)) {
      const value = this.valueOf(node);
      return value && this.chain.follow(value, () => this.fields(value), undefined);
    }
    const fields = new Map<string, ZodReading & { name: string; docs?: string }>();
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = unwrap(property.expression);
        // `...Base.shape` of a schema that is an object
        const source =
          ts.isPropertyAccessExpression(spread) && spread.name.text === "shape"
            ? this.shapeOf(spread.expression)
            : spread;
        const inherited = source && this.fields(source);
        if (!inherited) return undefined;
        for (const field of inherited) fields.set(field.name, field);
        continue;
      }
      const name = property.name && nameText(property.name);
      const value = ts.isPropertyAssignment(property)
        ? property.initializer
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : undefined;
      if (name === undefined || !value) return undefined;
      const docs = docsOf(property) ?? described(value);
      fields.set(name, { name, ...this.read(value), ...(docs === undefined ? {} : { docs }) });
    }
    return [...fields.values()];
  }

  /** The shape given to the `z.object(…)` that an expression names. */
  shapeOf(schema: ts.Expression): ts.Expression | undefined {
    const node = unwrap(schema);
    if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      if (!ts.isPropertyAccessExpression(callee)) return undefined;
      if (isZodNamespace(unwrap(callee.expression)))
        return callee.name.text.endsWith("bject") ? node.arguments[0] : undefined;
      return CHANGES_TYPE.has(callee.name.text) ? undefined : this.shapeOf(callee.expression);
    }
    const value = this.valueOf(node);
    return value && this.chain.follow(value, () => this.shapeOf(value), undefined);
  }
}

/** The text of `.describe("…")`, wherever in the chain of calls it stands. */
function described(schema: ts.Expression): string | undefined {
  for (let node = unwrap(schema); ts.isCallExpression(node); ) {
    const callee = unwrap(node.expression);
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    const [text] = node.arguments;
    if (callee.name.text === "describe" && text && ts.isStringLiteralLike(text)) return text.text;
    node = unwrap(callee.expression);
  }
  return undefined;
}

function isZodNamespace(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node))
    return ["coerce", "iso"].includes(node.name.text) && isZodNamespace(node.expression);
  return ts.isIdentifier(node) && /^(z|zod|zm|v)$/.test(node.text);
}

function nameText(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return undefined;
}

/** The type of a list; a union is put into parentheses. */
function listOf(type: string): string {
  let depth = 0;
  for (const character of type) {
    if ("{[(<".includes(character)) depth++;
    else if ("}])>".includes(character)) depth--;
    else if (character === "|" && depth === 0) return `(${type})[]`;
  }
  return `${type}[]`;
}
