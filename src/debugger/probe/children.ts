import { types } from "node:util";
import { isIdentifier, LONG_STRING } from "./preview.ts";

/** One child of a value in the tree of variables. */
export interface Child {
  readonly name: string;
  /** Undefined for a getter, which is run only when somebody opens it. */
  readonly value: unknown;
  /** Runs the getter. */
  readonly get?: () => unknown;
  /** The key that leads to it from a plain object or array: what setVariable writes. */
  readonly key?: string | number;
  /** Text instead of the value's preview. */
  readonly text?: string;
  readonly evaluateName?: string;
  readonly kind?: "property" | "method" | "class" | "data" | "event" | "virtual";
}

/** A value's children: a numbered part that is paged, and a named one. */
export interface Children {
  readonly indexedCount: number;
  indexed(start: number, count: number): Child[];
  readonly namedCount: number;
  named(start: number, count: number): Child[];
}

const NO_CHILDREN: Children = { indexedCount: 0, indexed: () => [], namedCount: 0, named: () => [] };

/** A list made up for a scope. */
export function listed(children: readonly Child[]): Children {
  return {
    ...NO_CHILDREN,
    namedCount: children.length,
    named: (start, count) => children.slice(start, start + count),
  };
}

/** A numbered list made up for a scope, made page by page. */
export function paged(length: number, page: (start: number, count: number) => Child[]): Children {
  return { ...NO_CHILDREN, indexedCount: length, indexed: page };
}

/** A numbered list whose children are made one by one, as they are asked for. */
export function numbered(length: number, child: (index: number) => Child): Children {
  return paged(length, (start, count) => range(start, count, length).map(child));
}

/** The children of any value; undefined where it has none. Runs no getter. `path` is the expression that yields the value. */
export function childrenOf(value: unknown, path: string | undefined): Children | undefined {
  if (typeof value === "string") return piecesOf(value);
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  if (types.isProxy(value) || types.isBoxedPrimitive(value)) return undefined;
  if (types.isMap(value)) return entriesOf(value);
  if (types.isSet(value)) return itemsOf(value);
  if (types.isAnyArrayBuffer(value)) return childrenOf(new Uint8Array(value), undefined);
  if (types.isDate(value) || types.isRegExp(value)) return undefined;
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !types.isDataView(value));
  const length = isList ? (value as ArrayLike<unknown>).length : 0;
  const names = isList && length > 0 && !hasNames(value) ? [] : namesOf(value, isList);
  if (length === 0 && names.length === 0) return isList ? NO_CHILDREN : undefined;
  return {
    indexedCount: length,
    indexed: (start, count) =>
      range(start, count, length).map((i) => property(value, i, path === undefined ? undefined : `${path}[${i}]`)),
    namedCount: names.length,
    named: (start, count) =>
      names.slice(start, start + count).map((key) => property(value, key, memberPath(path, key))),
  };
}

/** A string that is too long to be shown opens into its pieces: nobody is sent all of it. */
function piecesOf(text: string): Children | undefined {
  if (text.length <= LONG_STRING) return undefined;
  return numbered(Math.ceil(text.length / LONG_STRING), (index) => {
    const start = index * LONG_STRING;
    const end = Math.min(text.length, start + LONG_STRING);
    return { name: `[${start}…${end - 1}]`, value: text.slice(start, end) };
  });
}

/** `path.key`, or `path["key"]` where the key is no identifier. */
export function memberPath(path: string | undefined, key: string | symbol): string | undefined {
  if (path === undefined || typeof key === "symbol") return undefined;
  return isIdentifier(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function property(object: object, key: string | symbol | number, evaluateName: string | undefined): Child {
  const name = String(key);
  const common = { name, ...(evaluateName === undefined ? {} : { evaluateName }) };
  const descriptor = findProperty(object, key);
  if (descriptor === undefined) return { ...common, value: undefined, text: "empty" };
  if (!("value" in descriptor)) {
    const getter = descriptor.get;
    return getter === undefined
      ? { ...common, value: undefined }
      : { ...common, value: undefined, text: "(...)", get: () => getter.call(object) };
  }
  const kind = typeof descriptor.value === "function" ? { kind: "method" as const } : {};
  const editable = typeof key === "symbol" || ArrayBuffer.isView(object) ? {} : { key };
  return { ...common, ...kind, ...editable, value: descriptor.value };
}

/** Own, or a getter of a class above. */
function findProperty(object: object, key: string | symbol | number): PropertyDescriptor | undefined {
  for (let o: object | null = object; o !== null && !types.isProxy(o); o = Object.getPrototypeOf(o) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(o, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** True where a list has more own keys than its items and its length. Items come first, so the last key tells. */
function hasNames(list: object): boolean {
  if (ArrayBuffer.isView(list)) return false;
  const { length } = list as unknown[];
  if (length > 100_000) return false;
  return Object.keys(list).length > length || Object.keys(list).some((key) => !isIndex(key));
}

function namesOf(value: object, isList: boolean): (string | symbol)[] {
  if (ArrayBuffer.isView(value)) return [];
  const own = Reflect.ownKeys(value);
  const names = own.filter((key) => {
    if (isList) return key !== "length" && !(typeof key === "string" && isIndex(key));
    return typeof value !== "function" || (key !== "prototype" && key !== "length" && key !== "name");
  });
  if (isList || typeof value === "function") return names;
  return [...names, ...gettersAbove(value, new Set(own))];
}

/** Getters of the value's classes: own fields' neighbours in the eyes of who reads them. */
function gettersAbove(value: object, seen: Set<string | symbol>): string[] {
  const getters: string[] = [];
  for (
    let p = Object.getPrototypeOf(value) as object | null;
    p !== null && p !== Object.prototype && !types.isProxy(p) && !types.isNativeError(value);
    p = Object.getPrototypeOf(p) as object | null
  ) {
    if (BUILTIN_PROTOTYPES.has(p)) break;
    for (const key of gettersOf(p)) {
      if (seen.has(key)) continue;
      seen.add(key);
      getters.push(key);
    }
  }
  return getters;
}

interface Getters {
  /** How many properties the prototype had: one more, and it is looked at anew. */
  readonly among: number;
  readonly keys: readonly string[];
}

const knownGetters = new WeakMap<object, Getters>();

/** A page of events has the same prototype a hundred times. */
function gettersOf(prototype: object): readonly string[] {
  const names = Object.getOwnPropertyNames(prototype);
  const known = knownGetters.get(prototype);
  if (known?.among === names.length) return known.keys;
  const keys = names.filter((key) => Object.getOwnPropertyDescriptor(prototype, key)?.get !== undefined);
  knownGetters.set(prototype, { among: names.length, keys });
  return keys;
}

const BUILTIN_PROTOTYPES: ReadonlySet<object> = new Set([Promise.prototype, DataView.prototype, WeakMap.prototype]);

function isIndex(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}

function entriesOf(map: ReadonlyMap<unknown, unknown>): Children {
  const entry = ([key, value]: [unknown, unknown], index: number): Child => {
    const isSimple = (typeof key !== "object" || key === null) && typeof key !== "function";
    return isSimple ? { name: String(key), value } : { name: String(index), value: { key, value } };
  };
  return {
    ...NO_CHILDREN,
    indexedCount: map.size,
    indexed: (start, count) => slice(map, start, count).map((item, i) => entry(item, start + i)),
  };
}

function itemsOf(set: ReadonlySet<unknown>): Children {
  return {
    ...NO_CHILDREN,
    indexedCount: set.size,
    indexed: (start, count) => slice(set, start, count).map((value, i) => ({ name: String(start + i), value })),
  };
}

function slice<T>(items: Iterable<T>, start: number, count: number): T[] {
  const page: T[] = [];
  let i = 0;
  for (const item of items) {
    if (i >= start + count) break;
    if (i++ >= start) page.push(item);
  }
  return page;
}

function range(start: number, count: number, length: number): number[] {
  const size = Math.max(0, Math.min(count, length - start));
  return Array.from({ length: size }, (_, i) => start + i);
}
