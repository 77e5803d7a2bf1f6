import { inspect, types } from "node:util";

/** Longest string shown in the list of variables, in characters. */
export const LONG_STRING = 10_000;
/** Longest string inside another value. */
const SHORT = 100;
const MAX_ITEMS = 8;
const MAX_DEPTH = 2;

/** A value in one line, as the list of variables shows it. Runs no getter and no proxy's trap. */
export function preview(value: unknown, stringLimit = LONG_STRING): string {
  return short(value, 0, stringLimit);
}

/** For logpoints and the console: a string is shown as it is. */
export function previewForText(value: unknown): string {
  return typeof value === "string" ? cut(value, 1_000_000) : preview(value);
}

function short(value: unknown, depth: number, stringLimit: number): string {
  switch (typeof value) {
    case "string":
      return quote(value, stringLimit);
    case "bigint":
      return `${value}n`;
    case "symbol":
      return value.toString();
    case "function":
      return functionText(value);
    case "object":
      return value === null ? "null" : objectText(value, depth);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    default:
      return String(value);
  }
}

function objectText(value: object, depth: number): string {
  if (types.isProxy(value)) return "Proxy";
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (types.isRegExp(value)) return RegExp.prototype.toString.call(value);
  if (types.isNativeError(value)) return errorText(value);
  if (types.isPromise(value)) return "Promise";
  if (types.isBoxedPrimitive(value)) return inspect(value);
  if (types.isMap(value)) {
    const entries = function* (): Iterable<string> {
      for (const [key, item] of value) yield `${short(key, depth + 1, SHORT)} => ${short(item, depth + 1, SHORT)}`;
    };
    return `${className(value)}(${value.size}) ${braces(entries(), value.size, depth)}`;
  }
  if (types.isSet(value)) {
    const items = function* (): Iterable<string> {
      for (const item of value) yield short(item, depth + 1, SHORT);
    };
    return `${className(value)}(${value.size}) ${braces(items(), value.size, depth)}`;
  }
  if (types.isAnyArrayBuffer(value)) return `${className(value)}(${value.byteLength})`;
  if (ArrayBuffer.isView(value) && !types.isDataView(value)) {
    const items = value as Uint8Array;
    return `${className(value)}(${items.length}) ${brackets(items, depth)}`;
  }
  if (Array.isArray(value)) return `(${value.length}) ${brackets(value, depth)}`;
  return recordText(value, depth);
}

function brackets(items: ArrayLike<unknown>, depth: number): string {
  if (items.length === 0) return "[]";
  if (depth >= MAX_DEPTH) return "[…]";
  const shown: string[] = [];
  for (let i = 0; i < Math.min(items.length, MAX_ITEMS); i++) {
    const property = Object.getOwnPropertyDescriptor(items, i);
    shown.push(property === undefined ? "empty" : propertyText(property, depth));
  }
  return `[${shown.join(", ")}${items.length > MAX_ITEMS ? ", …" : ""}]`;
}

function braces(items: Iterable<string>, size: number, depth: number): string {
  if (size === 0) return "{}";
  if (depth >= MAX_DEPTH) return "{…}";
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length === MAX_ITEMS) return `{${shown.join(", ")}, …}`;
    shown.push(item);
  }
  return `{${shown.join(", ")}}`;
}

function recordText(value: object, depth: number): string {
  const name = className(value);
  const prefix = name === "Object" ? "" : `${name} `;
  const keys = Object.keys(value);
  const items = function* (): Iterable<string> {
    for (const key of keys) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      if (property !== undefined) yield `${keyText(key)}: ${propertyText(property, depth)}`;
    }
  };
  return prefix + braces(items(), keys.length, depth);
}

function propertyText(property: PropertyDescriptor, depth: number): string {
  return "value" in property ? short(property.value, depth + 1, SHORT) : "(...)";
}

function keyText(key: string): string {
  return isIdentifier(key) ? key : quote(key, SHORT);
}

function errorText(error: Error): string {
  const message = dataProperty(error, "message");
  const text = typeof message === "string" && message !== "" ? `: ${cut(message, SHORT * 5)}` : "";
  return className(error) + text;
}

function functionText(value: object): string {
  const name = dataProperty(value, "name");
  const isClass = !types.isProxy(value) && /^class\b/.test(Function.prototype.toString.call(value).slice(0, 6));
  return `${isClass ? "class" : "ƒ"} ${typeof name === "string" ? name : ""}`.trimEnd();
}

function quote(text: string, limit: number): string {
  const escaped = cut(text, limit).replace(/[\\'\n\r\t]/g, (c) => ESCAPES[c] ?? c);
  return `'${escaped}'`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length.toLocaleString("en")} characters)`;
}

export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}

/** The name of a value's class, as variables show it as type; of an event its name. Runs no getter. */
export function className(value: object): string {
  if (types.isProxy(value)) return "Proxy";
  const event = eventNameOf(value);
  if (event !== undefined) return event;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return "Object";
  const cls = inheritedData(value, "constructor");
  const name = typeof cls === "function" ? dataProperty(cls, "name") : undefined;
  return typeof name === "string" && name !== "" ? name : "Object";
}

export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? className(value) : typeof value;
}

/** The event's name where the value is an event: it is a plain property of its class's prototype. */
export function eventNameOf(value: object): string | undefined {
  if (types.isProxy(value) || Object.hasOwn(value, "$type")) return undefined;
  const name = inheritedData(value, "$type");
  return typeof name === "string" ? name : undefined;
}

function inheritedData(value: object, key: string): unknown {
  for (
    let p: unknown = Object.getPrototypeOf(value);
    p !== null && typeof p === "object";
    p = Object.getPrototypeOf(p)
  ) {
    if (types.isProxy(p)) return undefined;
    const property = Object.getOwnPropertyDescriptor(p, key);
    if (property !== undefined) return property.value;
  }
  return undefined;
}

function dataProperty(value: object, key: string): unknown {
  return types.isProxy(value) ? undefined : Object.getOwnPropertyDescriptor(value, key)?.value;
}
