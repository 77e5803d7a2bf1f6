import { types } from "node:util";
import type { ProbeRequests } from "../protocol/probe.ts";
import { isIdentifier } from "./preview.ts";
import { SCOPE_NAMES, type Scope } from "./scope.ts";

type Target = ProbeRequests["completions"]["body"]["targets"][number];

/** A dotted path from one of the scope's names, with what is typed of its last part in group 2. */
const PATH = /(?:^|[^\w$.\])"'])((?:[A-Za-z_$][\w$]*(?:\[\d+\])?\??\.)*)([A-Za-z_$][\w$]*)?$/;

/** What could stand at the column (from 1) of a text: members along a path of plain values, or the scope's names. */
export function completions(text: string, column: number, scope: Scope): Target[] {
  const match = PATH.exec(text.slice(0, Math.max(0, column - 1)));
  if (match === null) return [];
  const [, path = "", typed = ""] = match;
  const start = column - 1 - typed.length;
  const names = path === "" ? [...SCOPE_NAMES] : memberNames(follow(scope, path));
  return names
    .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()))
    .map((label) => ({ label, kind: path === "" ? "variable" : "property", start, length: typed.length }));
}

/** Runs no getter on the way. */
function follow(scope: Scope, path: string): unknown {
  const keys = path.slice(0, -1).replaceAll("?.", ".").replaceAll("[", ".").replaceAll("]", "").split(".");
  const [root, ...rest] = keys;
  let value: unknown = root === "this" ? scope.self : undefined;
  if (SCOPE_NAMES.includes(root as (typeof SCOPE_NAMES)[number])) value = scope[root as keyof Scope];
  for (const key of rest) {
    if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function memberNames(value: unknown): string[] {
  const names = new Set<string>();
  let object: unknown = value === undefined || value === null ? undefined : Object(value);
  while (typeof object === "object" && object !== null && object !== Object.prototype && !types.isProxy(object)) {
    for (const name of Object.getOwnPropertyNames(object)) if (name !== "constructor") names.add(name);
    object = Object.getPrototypeOf(object);
  }
  return [...names].filter(isIdentifier).sort();
}
