import { ContextStateError } from "../errors.ts";
import { Event } from "../events/event.ts";

/** Values this module froze deeply: they need no second copy. */
const frozen = new WeakSet<object>();
/** Of those, the ones that hold a Date, Map, Set or bytes somewhere: JavaScript cannot freeze these, so readers get copies. */
const thawable = new WeakSet<object>();

/**
 * A deep copy, frozen, of what a store may hold: primitives, arrays, plain objects, Date, Map, Set, bytes, errors and
 * events. @throws ContextStateError naming the path of anything else.
 */
export function frozenCopy(value: unknown, path: string): unknown {
  return copy(value, path, new Map());
}

/** What a reader gets: the frozen value itself, or a copy where it holds something that cannot be frozen. */
export function readable(value: unknown): unknown {
  return isObject(value) && thawable.has(value) ? frozenCopyOf(value) : value;
}

/** A deep copy that may be changed, for `store.edit`. */
export function draftOf(value: unknown): unknown {
  if (!isObject(value) || value instanceof Event || value instanceof Error) return value;
  if (Array.isArray(value)) return value.map(draftOf);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [draftOf(k), draftOf(v)]));
  if (value instanceof Set) return new Set([...value].map(draftOf));
  if (value instanceof Date || ArrayBuffer.isView(value)) return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, draftOf(item)]));
}

/** True where two stored values are the same data. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Event || a instanceof Error) return false;
  if (a instanceof Date) return a.getTime() === (b as Date).getTime();
  if (ArrayBuffer.isView(a)) {
    const [x, y] = [a as Uint8Array, b as Uint8Array];
    return x.length === y.length && x.every((byte, i) => byte === y[i]);
  }
  if (a instanceof Map || a instanceof Set) {
    return sameData([...a], [...(b as typeof a)]);
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameData(at(a, key), at(b, key)));
}

function at(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function frozenCopyOf(value: object): unknown {
  return copy(value, "", new Map(), true);
}

function copy(value: unknown, path: string, seen: Map<object, unknown>, thaw = false): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw notStorable(path, `a ${typeof value}`);
  if (!isObject(value) || value instanceof Event) return value;
  if (frozen.has(value) && !(thaw && thawable.has(value))) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  let result: object;
  let mutable = false;
  const child = (item: unknown, key: string): unknown => {
    const copied = copy(item, path ? `${path}.${key}` : key, seen, thaw);
    if (isObject(copied) && thawable.has(copied)) mutable = true;
    return copied;
  };
  if (Array.isArray(value)) {
    const array: unknown[] = [];
    result = array;
    seen.set(value, result);
    for (const [index, item] of value.entries()) array.push(child(item, String(index)));
  } else if (value instanceof Map) {
    const map = new Map();
    result = map;
    seen.set(value, result);
    for (const [key, item] of value) map.set(child(key, "(key)"), child(item, String(key)));
    mutable = true;
  } else if (value instanceof Set) {
    const set = new Set();
    result = set;
    seen.set(value, result);
    for (const item of value) set.add(child(item, "(item)"));
    mutable = true;
  } else if (value instanceof Date || ArrayBuffer.isView(value)) {
    result = structuredClone(value);
    mutable = true;
  } else if (value instanceof Error) {
    result = value;
  } else {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null && prototype.constructor?.name !== "Object") {
      throw notStorable(path, `an instance of ${prototype.constructor?.name ?? "a class"}`);
    }
    const object: Record<string, unknown> = {};
    result = object;
    seen.set(value, result);
    for (const [key, item] of Object.entries(value)) object[key] = child(item, key);
  }
  if (!(result instanceof Error)) {
    if (!ArrayBuffer.isView(result)) Object.freeze(result);
    frozen.add(result);
  }
  if (mutable) thawable.add(result);
  return result;
}

function notStorable(path: string, what: string): ContextStateError {
  return new ContextStateError(
    `The store cannot hold ${what}${path ? ` (at "${path}")` : ""}: it keeps plain data, so that runs can be saved and replayed. ` +
      "Keep clients, indexes and functions as attributes of the workflow.",
  );
}
