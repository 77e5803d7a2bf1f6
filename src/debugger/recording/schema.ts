/** What is needed of a zod type. It belongs to the program, which has its own copy of zod. */
export interface Schema {
  readonly meta?: () => { readonly secret?: unknown } | undefined;
  readonly def?: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly catchall?: Schema;
    readonly element?: Schema;
    readonly items?: readonly Schema[];
    readonly rest?: Schema | null;
    readonly keyType?: Schema;
    readonly valueType?: Schema;
    readonly innerType?: Schema;
    readonly getter?: () => Schema;
    readonly options?: readonly Schema[];
    readonly left?: Schema;
    readonly right?: Schema;
    readonly in?: Schema;
    readonly out?: Schema;
    /** A codec's function. */
    readonly transform?: unknown;
    /** Of a template literal: types, and the texts between them. */
    readonly parts?: readonly unknown[];
  };
}

export type Types = ReadonlyArray<Schema | null | undefined>;

/** More types than this are no finite schema: a `z.lazy` that makes new ones each time has no end. */
const MOST_TYPES = 2_000;

const numbers = new WeakMap<Schema, number>();
let lastNumber = 0;

/** What each `z.lazy` stands for: a getter may make a new type at every call. */
const lazies = new WeakMap<() => Schema, Schema>();

/** Tells a type apart from all others. */
export function numberOf(schema: Schema): number {
  const known = numbers.get(schema) ?? ++lastNumber;
  numbers.set(schema, known);
  return known;
}

/** The types that describe the same value. */
export function alternativesOf(schemas: Types): readonly Schema[] {
  return [...reached(schemas, sameValue)];
}

/** Whether something in a value of these types is secret; so it is taken to be where they have no end. */
export function holdsSecret(schemas: Types): boolean {
  const all = reached(schemas, (schema) => [...sameValue(schema), ...inside(schema)]);
  return all.size >= MOST_TYPES || [...all].some(isMarked);
}

/** Whether all of a value of these types is secret. */
export function isSecret(types: readonly Schema[]): boolean {
  return types.length >= MOST_TYPES || types.some(isWhole);
}

function isWhole(schema: Schema): boolean {
  if (isMarked(schema)) return true;
  const { type, keyType, in: before, out, transform } = schema.def ?? {};
  // A record's keys are names of fields: they cannot be left out alone.
  if (type === "record") return holdsSecret([keyType]);
  // Nobody knows where a function puts what it was given.
  if (type === "pipe" && (transform !== undefined || out?.def?.type === "transform")) return holdsSecret([before]);
  return false;
}

/** Of a field or item of that name; without one, of those that have no type of their own. */
export function valueTypes({ def }: Schema, name?: string): Types {
  if (def === undefined) return [];
  const { shape, catchall, items, rest, element, valueType } = def;
  const own =
    name === undefined ? undefined : shape && Object.hasOwn(shape, name) ? shape[name] : items?.[Number(name)];
  return [...(own === undefined ? [catchall, rest] : [own]), element, valueType];
}

/** Names of the fields and items that have a type of their own. */
export function namesOf({ def }: Schema): string[] {
  return [...Object.keys(def?.shape ?? {}), ...Object.keys(def?.items ?? [])];
}

function isMarked(schema: Schema): boolean {
  return schema.meta?.()?.secret === true;
}

function reached(schemas: Types, next: (schema: Schema) => Types): Set<Schema> {
  const found = new Set<Schema>();
  const add = (types: Types): void => {
    for (const type of types) if (type !== null && type !== undefined && found.size < MOST_TYPES) found.add(type);
  };
  add(schemas);
  // A set's iteration comes to what is added on the way.
  for (const schema of found) add(next(schema));
  return found;
}

function sameValue({ def }: Schema): Types {
  if (def === undefined) return [];
  const { innerType, getter, options = [], left, right, in: before, out, parts = [] } = def;
  const texts = parts.filter((part): part is Schema => typeof part === "object" && part !== null);
  return [innerType, getter && lazyOf(getter), ...options, left, right, before, out, ...texts];
}

function inside({ def }: Schema): Types {
  if (def === undefined) return [];
  const { shape = {}, catchall, element, items = [], rest, keyType, valueType } = def;
  return [...Object.values(shape), catchall, element, ...items, rest, keyType, valueType];
}

function lazyOf(getter: () => Schema): Schema {
  const known = lazies.get(getter) ?? getter();
  lazies.set(getter, known);
  return known;
}
