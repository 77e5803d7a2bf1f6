/** Values of a recording as objects to look at. What was opened once is kept: a step along changes little of the state. */
import { TAG } from "../recording/encode.ts";
import type { Recorded } from "../recording/format.ts";

/** What stands in for a value that was not recorded: the variables list shows the text. */
export class NotRecorded {
  constructor(readonly text: string) {}
}

export class Decoder {
  readonly #known = new WeakMap<object, unknown>();
  readonly #instances = new Map<string, object>();
  readonly #event: (name: string) => object;

  /** `event` gives the prototype of an event's class. */
  constructor(event: (name: string) => object) {
    this.#event = event;
  }

  value(value: Recorded): unknown {
    if (typeof value !== "object" || value === null) return value;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const decoded = Array.isArray(value) ? value.map((item) => this.value(item)) : this.#object(value as Fields);
    if (typeof decoded === "object" && decoded !== null) this.#known.set(value, decoded);
    return decoded;
  }

  event(name: string, fields: Fields): object {
    return Object.freeze(Object.assign(Object.create(this.#event(name)) as object, this.#fields(fields)));
  }

  #object(value: Fields): unknown {
    switch (value[TAG]) {
      case undefined:
        return this.#fields(value);
      case "Object":
        return this.#fields(value["fields"] as Fields);
      case "undefined":
        return undefined;
      case "BigInt":
        return BigInt(value["value"] as string);
      case "Number":
        return Number(value["value"]);
      case "Date":
        return new Date(this.value(value["value"]) as number);
      case "Map":
        return new Map((value["entries"] as [Recorded, Recorded][]).map(([k, v]) => [this.value(k), this.value(v)]));
      case "Set":
        return new Set((value["values"] as Recorded[]).map((item) => this.value(item)));
      case "Uint8Array":
        return new Uint8Array(Buffer.from(value["base64"] as string, "base64"));
      case "Error":
        return this.#error(value);
      case "Event":
        return this.event(value["type"] as string, value["fields"] as Fields);
      case "Instance":
        return Object.assign(
          Object.create(this.#prototype(value["class"] as string)) as object,
          this.#fields(value["fields"] as Fields),
        );
      case "Text":
        return `${String(value["start"])}… (${Number(value["length"]).toLocaleString("en")} characters, the rest was not recorded)`;
      case "Secret":
        return new NotRecorded("secret: not recorded");
      default:
        return new NotRecorded(String(value["text"] ?? value[TAG]));
    }
  }

  #error(value: Fields): Error {
    const options = "cause" in value ? { cause: this.value(value["cause"]) } : undefined;
    const error = new Error(String(value["message"]), options);
    error.name = String(value["name"]);
    if (typeof value["stack"] === "string") error.stack = value["stack"];
    return error;
  }

  #fields(fields: Fields): Record<string, unknown> {
    return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, this.value(item)]));
  }

  #prototype(name: string): object {
    const known = this.#instances.get(name);
    if (known !== undefined) return known;
    const cls = class {};
    Object.defineProperty(cls, "name", { value: name });
    this.#instances.set(name, cls.prototype);
    return cls.prototype;
  }
}

type Fields = Readonly<Record<string, Recorded>>;
