import { Event, type EventClass, restoreEvent } from "./event.ts";

/** The key that marks a value JSON does not know. */
const TAG = "$";

/**
 * Plain JSON for what events and the store hold. Date, Map, Set, BigInt, bytes, Error, events, undefined, NaN, -0 and the infinities become
 * `{ "$": kind, … }`; an object that has a `$` of its own is wrapped. @throws TypeError for functions, symbols and cycles.
 */
export function encode(value: unknown): unknown {
  return encodeIn(value, new Set());
}

/** True for what `encode` takes. */
export function isEncodable(value: unknown): boolean {
  try {
    encode(value);
    return true;
  } catch {
    return false;
  }
}

function encodeIn(value: unknown, open: Set<object>): unknown {
  switch (typeof value) {
    case "bigint":
      return { [TAG]: "BigInt", value: String(value) };
    case "number":
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { [TAG]: "Number", value: Object.is(value, -0) ? "-0" : String(value) };
    case "undefined":
      return { [TAG]: "undefined" };
    case "function":
    case "symbol":
      throw new TypeError(`A ${typeof value} cannot be written as JSON.`);
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (open.has(value)) throw new TypeError("A value that contains itself cannot be written as JSON.");
  open.add(value);
  const encoded = encodeObject(value, (item) => encodeIn(item, open));
  open.delete(value);
  return encoded;
}

function encodeObject(value: object, inner: (item: unknown) => unknown): unknown {
  const fieldsOf = (object: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(object).map(([key, item]) => [key, inner(item)]));
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Event) return { [TAG]: "Event", type: value.$type, fields: fieldsOf(value) };
  if (value instanceof Date) return { [TAG]: "Date", value: inner(value.getTime()) };
  if (value instanceof Map) return { [TAG]: "Map", entries: [...value].map(([k, v]) => [inner(k), inner(v)]) };
  if (value instanceof Set) return { [TAG]: "Set", values: [...value].map(inner) };
  if (value instanceof Uint8Array) return { [TAG]: "Uint8Array", base64: toBase64(value) };
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { [TAG]: "Error", name, message, stack, ...(cause !== undefined && { cause: inner(cause) }) };
  }
  const fields = fieldsOf(value);
  return TAG in fields ? { [TAG]: "Object", fields } : fields;
}

/** Reads what `encode` wrote. Events become instances of the class `classOf` knows by their name, without parsing again. */
export function decode(value: unknown, classOf: (name: string) => EventClass | undefined = () => undefined): unknown {
  const inner = (item: unknown): unknown => decode(item, classOf);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(inner);
  const fields = value as Record<string, unknown>;
  const decodeFields = (object: unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(object as object).map(([key, item]) => [key, inner(item)]));
  switch (fields[TAG]) {
    case undefined:
      return decodeFields(fields);
    case "Object":
      return decodeFields(fields["fields"]);
    case "BigInt":
      return BigInt(fields["value"] as string);
    case "Number":
      return Number(fields["value"]);
    case "undefined":
      return undefined;
    case "Date":
      return new Date(inner(fields["value"]) as number);
    case "Map":
      return new Map((fields["entries"] as [unknown, unknown][]).map(([k, v]) => [inner(k), inner(v)]));
    case "Set":
      return new Set((fields["values"] as unknown[]).map(inner));
    case "Uint8Array":
      return fromBase64(fields["base64"] as string);
    case "Error":
      return decodeError(fields, inner);
    case "Event":
      return restoreEvent(
        classOf(fields["type"] as string) ?? namedEvent(fields["type"] as string),
        decodeFields(fields["fields"]),
      );
    default:
      throw new TypeError(`"${String(fields[TAG])}" is not a kind of value this version knows.`);
  }
}

function decodeError(fields: Record<string, unknown>, inner: (item: unknown) => unknown): Error {
  const options = "cause" in fields ? { cause: inner(fields["cause"]) } : undefined;
  const error = new Error(fields["message"] as string, options);
  error.name = fields["name"] as string;
  if (typeof fields["stack"] === "string") error.stack = fields["stack"];
  return error;
}

/** A stand-in for an event whose class is not known here: it keeps the name. */
function namedEvent(name: string): EventClass {
  return Event.with(name) as unknown as EventClass;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
