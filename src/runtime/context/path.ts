import { ContextStateError } from "../errors.ts";

/** Keys that would reach the prototype. */
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** `a.b.c` as keys. @throws ContextStateError for an empty part or one that reaches the prototype. */
export function keysOf(path: string): string[] {
  const keys = path.split(".");
  for (const key of keys) {
    if (key === "" || FORBIDDEN.has(key)) {
      throw new ContextStateError(
        `"${path}" is not a path of the store. Write keys joined by dots, e.g. "user.name"; an empty key, __proto__, constructor and prototype are not allowed.`,
      );
    }
  }
  return keys;
}

/** The value at the path, or undefined. */
export function atPath(root: unknown, path: string): unknown {
  let value = root;
  for (const key of keysOf(path)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** @throws ContextStateError where the path leads through something that has no fields, or into a list by a name. */
export function checkWritable(root: unknown, path: string): void {
  const keys = keysOf(path);
  let node = root;
  for (const [depth, key] of keys.entries()) {
    if (node === undefined || node === null) return;
    const found = hinders(node, key);
    if (found !== undefined) {
      const at = keys.slice(0, depth).join(".");
      throw new ContextStateError(
        `"${path}" cannot be written: "${at}" is ${found}. Write "${at}" as a whole, or choose another path.`,
      );
    }
    node = Object.hasOwn(node, key) ? (node as Record<string, unknown>)[key] : undefined;
  }
}

/** What a node is that has no place for the key; undefined where it has one. */
function hinders(node: unknown, key: string): string | undefined {
  if (Array.isArray(node)) return /^\d+$/.test(key) ? undefined : `a list, and "${key}" is no position in it`;
  if (typeof node !== "object") return `a ${typeof node}`;
  const prototype = Object.getPrototypeOf(node);
  if (prototype === Object.prototype || prototype === null) return undefined;
  return `a ${prototype.constructor.name}`;
}

/** A copy of `root` with that value there; missing levels are made, levels beside the path are shared. */
export function withPath<T extends object>(root: T, path: string, value: unknown): T {
  return withKeys(root, keysOf(path), 0, value) as T;
}

function withKeys(node: unknown, keys: readonly string[], depth: number, value: unknown): unknown {
  const key = keys[depth];
  if (key === undefined) return value;
  const isObject = node !== null && typeof node === "object";
  if (isObject && Array.isArray(node)) {
    const copy = [...node];
    copy[Number(key)] = withKeys(node[Number(key)], keys, depth + 1, value);
    return Object.freeze(copy);
  }
  const child = isObject ? (node as Record<string, unknown>)[key] : undefined;
  return Object.freeze({ ...(isObject ? node : {}), [key]: withKeys(child, keys, depth + 1, value) });
}
