import type { Recorded } from "./format.ts";

type Tree = Readonly<Record<string, Recorded>>;

/** The state with another value at a dotted path; missing levels are made, as the runtime does. Nothing is changed in place. */
export function withPath(store: Tree, path: string, value: Recorded): Tree {
  return path === "" ? (value as Tree) : (written(store, path.split("."), value) as Tree);
}

function written(level: Recorded, [key, ...rest]: readonly string[], value: Recorded): Recorded {
  if (key === undefined) return value;
  if (Array.isArray(level)) {
    const copy = [...(level as unknown[])];
    copy[Number(key)] = written(copy[Number(key)], rest, value);
    return copy;
  }
  const fields = typeof level === "object" && level !== null ? (level as Tree) : {};
  return { ...fields, [key]: written(Object.hasOwn(fields, key) ? fields[key] : undefined, rest, value) };
}
