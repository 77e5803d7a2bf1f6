/** Values as a recording holds them. Never throws: what JSON cannot say is described. */
import { types } from "node:util";
import type { Recorded } from "./format.ts";
import type { Secrets } from "./secrets.ts";

/** The key that marks a value JSON does not know: as in the runtime's journals. */
export const TAG = "$";

/** Longest text that is recorded whole, in characters. */
const LONGEST_TEXT = 1_000_000;
const DEEPEST = 64;

const SECRET = { [TAG]: "Secret" };

/** What is secret in an event that a value holds. */
export type SecretsOfEvent = (event: object) => Secrets | undefined;

/** The objects that are being written, the outermost first. */
interface Open extends Array<object> {
  readonly ofEvent?: SecretsOfEvent | undefined;
}

export function encodeValue(value: unknown, secrets?: Secrets, ofEvent?: SecretsOfEvent): Recorded {
  return encodeIn(value, secrets, Object.assign([], { ofEvent }));
}

/** An object's own fields. */
export function encodeFields(value: object, secrets?: Secrets, ofEvent?: SecretsOfEvent): Record<string, Recorded> {
  return fieldsOf(value, secrets, Object.assign([value], { ofEvent }));
}

function encodeIn(value: unknown, secrets: Secrets | undefined, open: Open): Recorded {
  if (secrets?.secret) return SECRET;
  switch (typeof value) {
    case "string":
      if (value.length <= LONGEST_TEXT) return value;
      return { [TAG]: "Text", start: value.slice(0, LONGEST_TEXT), length: value.length };
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { [TAG]: "Number", value: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { [TAG]: "BigInt", value: String(value) };
    case "undefined":
      return { [TAG]: "undefined" };
    case "object":
      return value === null ? null : encodeObject(value, secrets, open);
    default:
      return { [TAG]: "Opaque", text: typeof value === "symbol" ? String(value) : "function" };
  }
}

function encodeObject(value: object, secrets: Secrets | undefined, open: Open): Recorded {
  if (open.includes(value)) return { [TAG]: "Opaque", text: "[circular]" };
  if (open.length >= DEEPEST) return { [TAG]: "Opaque", text: "…" };
  open.push(value);
  try {
    return encodeOpen(value, secrets, open);
  } catch (error) {
    return { [TAG]: "Opaque", text: `cannot be read: ${String(error)}` };
  } finally {
    open.pop();
  }
}

function encodeOpen(value: object, secrets: Secrets | undefined, open: Open): Recorded {
  if (types.isProxy(value)) return { [TAG]: "Opaque", text: "Proxy" };
  if (Array.isArray(value)) return value.map((item, index) => encodeIn(item, secrets?.at(index), open));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const fields = fieldsOf(value, secrets, open);
    return TAG in fields ? { [TAG]: "Object", fields } : fields;
  }
  if (types.isDate(value)) return { [TAG]: "Date", value: encodeIn(value.getTime(), undefined, open) };
  if (types.isMap(value)) {
    const entries = [...value].map(([key, item]) => [
      encodeIn(key, secrets?.keys, open),
      encodeIn(item, secrets?.items, open),
    ]);
    return { [TAG]: "Map", entries };
  }
  if (types.isSet(value))
    return { [TAG]: "Set", values: [...value].map((item) => encodeIn(item, secrets?.items, open)) };
  if (types.isUint8Array(value)) {
    const cut = value.byteLength > LONGEST_TEXT;
    const bytes = Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, LONGEST_TEXT));
    return { [TAG]: "Uint8Array", base64: bytes.toString("base64"), ...(cut && { length: value.byteLength }) };
  }
  if (types.isNativeError(value)) {
    const { name, message, stack, cause } = value;
    return {
      [TAG]: "Error",
      name,
      message,
      stack,
      ...(cause !== undefined && { cause: encodeIn(cause, undefined, open) }),
    };
  }
  const { $type } = value as { $type?: unknown };
  if (typeof $type === "string") {
    const own = open.ofEvent?.(value);
    if (own?.secret) return SECRET;
    const all = secrets === undefined ? own : secrets.and(own);
    return { [TAG]: "Event", type: $type, fields: fieldsOf(value, all, open) };
  }
  const { constructor: cls } = value as { constructor?: { name?: unknown } };
  return { [TAG]: "Instance", class: String(cls?.name ?? "Object"), fields: fieldsOf(value, secrets, open) };
}

/** Runs no getter. */
function fieldsOf(value: object, secrets: Secrets | undefined, open: Open): Record<string, Recorded> {
  const fields: Record<string, Recorded> = {};
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property === undefined) continue;
    const inside = secrets?.at(key);
    const recorded =
      property.get === undefined && property.set === undefined
        ? encodeIn(property.value, inside, open)
        : { [TAG]: "Opaque", text: "(...)" };
    if (key === "__proto__") Object.defineProperty(fields, key, { value: recorded, enumerable: true });
    else fields[key] = recorded;
  }
  return fields;
}
