import { types } from "node:util";
import { preview } from "./preview.ts";

/** Levels inside each other; a list that is linked a million times would end the stack. */
const DEEPEST = 200;

/** A value's JSON would have more characters than there may be. */
export class TooLargeError extends Error {}

/**
 * An object as JSON, for a person: nothing of the program runs (no getter, no `toJSON`, no proxy's trap), and nothing
 * becomes `{}` since JSON has no word for it. A Map is an object, or pairs where a key is no string; a Set is a list; bytes are
 * base64; what has no data is a text that says what it is. Throws a TooLargeError while it still writes.
 */
export function jsonText(value: object, mostCharacters: number): string {
  const writer = new Writer(mostCharacters);
  writer.value(value);
  return writer.text;
}

/** Writes what an object is made of, one part at a time. */
type Part = () => void;

class Writer {
  readonly #most: number;
  readonly #pieces: string[] = [];
  #length = 0;
  /** Of blocks: a pair of a Map is one, too. */
  #depth = 0;
  /** What is being written: one of these inside itself would have no end. */
  readonly #open = new Set<object>();

  constructor(most: number) {
    this.#most = most;
  }

  get text(): string {
    return this.#pieces.join("");
  }

  value(value: unknown): void {
    switch (typeof value) {
      case "object":
        if (value === null) return this.#put("null");
        return this.#object(value);
      case "string":
        if (value.length > this.#most) throw new TooLargeError();
        return this.#put(JSON.stringify(value));
      case "number":
        if (!Number.isFinite(value)) return this.#put(`"${value}"`);
        return this.#put(Object.is(value, -0) ? "-0" : String(value));
      case "boolean":
        return this.#put(String(value));
      case "undefined":
        return this.#put("null");
      case "bigint":
        return this.#put(`"${value}"`);
      default:
        return this.#put(JSON.stringify(preview(value)));
    }
  }

  #object(value: object): void {
    if (this.#open.has(value)) return this.#put('"[Circular]"');
    if (this.#open.size >= DEEPEST) return this.#put(`"[below ${DEEPEST} levels]"`);
    this.#open.add(value);
    this.#opened(value);
    this.#open.delete(value);
  }

  #opened(value: object): void {
    if (types.isProxy(value)) return this.value("[Proxy]");
    if (Array.isArray(value)) return this.#list(itemsOf(value, (item) => this.#property(item)));
    if (types.isMap(value)) return this.#map(value);
    if (types.isSet(value)) {
      return this.#list(mapped(Set.prototype.values.call(value), (item) => () => this.value(item)));
    }
    if (types.isNativeError(value)) return this.#record(errorFields(value));
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return this.#binary(value);
    const scalar = scalarOf(value);
    if (scalar !== undefined) return this.value(scalar);
    this.#record(fieldsOf(value));
  }

  /** A getter is shown, not run. */
  #property(property: PropertyDescriptor | undefined): void {
    if (property === undefined || "value" in property) this.value(property?.value);
    else this.value("(...)");
  }

  #map(map: ReadonlyMap<unknown, unknown>): void {
    const entries = (): Iterable<[unknown, unknown]> => Map.prototype.entries.call(map);
    for (const [key] of entries()) {
      if (typeof key === "string") continue;
      return this.#list(mapped(entries(), (pair) => () => this.#list(mapped(pair, (item) => () => this.value(item)))));
    }
    this.#record(mapped(entries(), ([key, value]) => [String(key), { value }]));
  }

  #binary(value: ArrayBufferView | ArrayBufferLike): void {
    const isNumbers = ArrayBuffer.isView(value) && !types.isDataView(value) && !types.isUint8Array(value);
    if (!isNumbers) {
      const bytes = bytesOf(value);
      if (bytes.length > this.#most) throw new TooLargeError();
      return this.value(bytes.toString("base64"));
    }
    const length = TYPED_ARRAY_LENGTH.call(value) as number;
    const items = value as unknown as ArrayLike<number | bigint>;
    const parts = function* (writer: Writer): Iterable<Part> {
      for (let i = 0; i < length; i++) yield () => writer.value(items[i]);
    };
    this.#list(parts(this));
  }

  #list(parts: Iterable<Part>): void {
    this.#block("[", parts, "]");
  }

  /** Fields that are undefined are left out, as in all JSON. */
  #record(fields: Iterable<readonly [string, PropertyDescriptor]>): void {
    const writeField = (key: string, property: PropertyDescriptor) => (): void => {
      this.#put(`${JSON.stringify(key)}: `);
      this.#property(property);
    };
    const parts = function* (): Iterable<Part> {
      for (const [key, property] of fields) {
        if ("value" in property && property.value === undefined) continue;
        yield writeField(key, property);
      }
    };
    this.#block("{", parts(), "}");
  }

  #block(start: string, parts: Iterable<Part>, end: string): void {
    const outside = `\n${"  ".repeat(this.#depth++)}`;
    let isEmpty = true;
    this.#put(start);
    for (const write of parts) {
      this.#put(`${isEmpty ? "" : ","}${outside}  `);
      isEmpty = false;
      write();
    }
    this.#depth--;
    this.#put(isEmpty ? end : outside + end);
  }

  #put(piece: string): void {
    this.#length += piece.length;
    if (this.#length > this.#most) throw new TooLargeError();
    this.#pieces.push(piece);
  }
}

function* mapped<T, R>(items: Iterable<T>, change: (item: T) => R): Iterable<R> {
  for (const item of items) yield change(item);
}

function* itemsOf(list: readonly unknown[], write: (item: PropertyDescriptor | undefined) => void): Iterable<Part> {
  const { length } = list;
  for (let i = 0; i < length; i++) yield () => write(Object.getOwnPropertyDescriptor(list, i));
}

function* fieldsOf(value: object): Iterable<[string, PropertyDescriptor]> {
  for (const key of Object.keys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property !== undefined) yield [key, property];
  }
}

const ERROR_FIELDS = ["name", "message", "stack", "cause", "errors"];

function* errorFields(error: Error): Iterable<[string, PropertyDescriptor]> {
  for (const key of ERROR_FIELDS) {
    const property = inheritedProperty(error, key);
    if (property === undefined) continue;
    // From some version of V8 on the stack is a getter, but V8's own.
    const isEngines = key === "stack" && property.get !== undefined && property.get === STACK_GETTER;
    yield [key, isEngines ? { value: STACK_GETTER?.call(error) } : property];
  }
  for (const field of fieldsOf(error)) if (!ERROR_FIELDS.includes(field[0])) yield field;
}

const STACK_GETTER = Object.getOwnPropertyDescriptor(new Error(), "stack")?.get;

function inheritedProperty(object: object, key: string): PropertyDescriptor | undefined {
  for (let o: object | null = object; o !== null && !types.isProxy(o); o = Object.getPrototypeOf(o) as object | null) {
    const property = Object.getOwnPropertyDescriptor(o, key);
    if (property !== undefined) return property;
  }
  return undefined;
}

function getterOf(prototype: object, key: string): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => unknown;
}

const TYPED_ARRAY_LENGTH = getterOf(Object.getPrototypeOf(Uint8Array.prototype) as object, "length");
const URL_TEXT = getterOf(URL.prototype, "href");

/** The bytes themselves, not a copy. */
function bytesOf(value: ArrayBufferView | ArrayBufferLike): Buffer {
  if (!ArrayBuffer.isView(value)) return Buffer.from(value);
  const prototype = types.isDataView(value)
    ? DataView.prototype
    : (Object.getPrototypeOf(Uint8Array.prototype) as object);
  const own = (key: string): unknown => getterOf(prototype, key).call(value);
  return Buffer.from(own("buffer") as ArrayBuffer, own("byteOffset") as number, own("byteLength") as number);
}

/** What is one value in JSON, or a word for what has no data to show; undefined for what has fields. */
function scalarOf(value: object): unknown {
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? "Invalid Date" : new Date(time).toISOString();
  }
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  if (types.isSymbolObject(value)) return Symbol.prototype.valueOf.call(value);
  if (types.isRegExp(value) || types.isPromise(value)) return preview(value);
  if (types.isWeakMap(value) || types.isWeakSet(value) || types.isGeneratorObject(value)) return `[${preview(value)}]`;
  return urlText(value);
}

/** A URL has no fields of its own. Only a real one has the getter's private part. */
function urlText(value: object): unknown {
  if (!Object.prototype.isPrototypeOf.call(URL.prototype, value)) return undefined;
  try {
    return URL_TEXT.call(value);
  } catch {
    return undefined;
  }
}
