/** Which parts of a value a schema marks as secret: `z.string().meta({ secret: true })`. */

/** A tree over the parts of a value; undefined where nothing in it is secret. */
export interface Secrets {
  /** All of it. */
  readonly secret?: boolean;
  readonly fields?: ReadonlyMap<string, Secrets>;
  /** Of a list's items, or a record's values. */
  readonly items?: Secrets;
}

/** What is needed of a zod type. It belongs to the program, which has its own copy of zod. */
interface Schema {
  readonly meta?: () => { readonly secret?: unknown } | undefined;
  readonly def?: {
    readonly type: string;
    readonly shape?: Record<string, Schema>;
    readonly element?: Schema;
    readonly items?: readonly Schema[];
    readonly innerType?: Schema;
    readonly valueType?: Schema;
    readonly options?: readonly Schema[];
    readonly left?: Schema;
    readonly right?: Schema;
    readonly in?: Schema;
    readonly out?: Schema;
  };
}

const ALL: Secrets = { secret: true };

/** The secret parts of what the schema describes. A part that is secret in one of several alternatives is secret. */
export function secretsOf(schema: unknown): Secrets | undefined {
  return find(schema as Schema | undefined, new Set());
}

function find(schema: Schema | undefined, open: Set<Schema>): Secrets | undefined {
  if (schema === undefined || schema === null || open.has(schema)) return undefined;
  if (schema.meta?.()?.secret === true) return ALL;
  const { def } = schema;
  if (def === undefined) return undefined;
  open.add(schema);
  const inside = (inner: Schema | undefined): Secrets | undefined => find(inner, open);
  const found = [
    inside(def.innerType),
    ...(def.options ?? []).map(inside),
    ...[def.left, def.right, def.in, def.out].map(inside),
    itemsOf([def.element, def.valueType, ...(def.items ?? [])].map(inside)),
    fieldsOf(def.shape, inside),
  ].reduce(merge, undefined);
  open.delete(schema);
  return found;
}

function itemsOf(items: readonly (Secrets | undefined)[]): Secrets | undefined {
  const merged = items.reduce(merge, undefined);
  return merged && { items: merged };
}

function fieldsOf(
  shape: Record<string, Schema> | undefined,
  inside: (schema: Schema) => Secrets | undefined,
): Secrets | undefined {
  const fields = new Map<string, Secrets>();
  for (const [key, schema] of Object.entries(shape ?? {})) {
    const secrets = inside(schema);
    if (secrets !== undefined) fields.set(key, secrets);
  }
  return fields.size === 0 ? undefined : { fields };
}

function merge(a: Secrets | undefined, b: Secrets | undefined): Secrets | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.secret || b.secret) return ALL;
  const fields = new Map(a.fields);
  for (const [key, secrets] of b.fields ?? []) fields.set(key, merge(fields.get(key), secrets) as Secrets);
  const items = merge(a.items, b.items);
  return { ...(fields.size > 0 && { fields }), ...(items && { items }) };
}

/** The secret parts below a dotted path, e.g. of what is written to a key of the state. */
export function secretsAt(secrets: Secrets | undefined, path: string): Secrets | undefined {
  let at = secrets;
  for (const key of path === "" ? [] : path.split(".")) {
    if (at === undefined || at.secret) return at;
    at = at.fields?.get(key) ?? at.items;
  }
  return at;
}
