import type { ClassLine } from "../recording/format.ts";

type Class = new () => object;

/** Stand-ins for the program's event classes: their names and what they extend are all that breakpoints and variables ask. */
export class EventClasses {
  readonly #classes = new Map<string, Class>();
  readonly #lineOf: (name: string) => ClassLine | undefined;

  constructor(lineOf: (name: string) => ClassLine | undefined) {
    this.#lineOf = lineOf;
  }

  /** The class of the event of that name. */
  named(name: string): Class {
    const known = this.#classes.get(name);
    if (known !== undefined) return known;
    const line = this.#lineOf(name);
    let cls: Class = class {};
    for (const each of (line?.extends ?? [name]).toReversed()) cls = extended(cls, each, each);
    if (line?.extends[0] !== name) cls = extended(cls, name, name);
    Object.defineProperty(cls, "kind", { value: line?.kind ?? "event" });
    this.#classes.set(name, cls);
    return cls;
  }
}

function extended(base: Class, className: string, eventName: string): Class {
  const cls = class extends base {};
  Object.defineProperty(cls, "name", { value: className });
  Object.defineProperty(cls, "$type", { value: eventName });
  Object.defineProperty(cls.prototype, "$type", { value: eventName });
  return cls;
}
