import {
  alternativesOf,
  holdsSecret,
  isSecret,
  namesOf,
  numberOf,
  type Schema,
  type Types,
  valueTypes,
} from "./schema.ts";

type Place = Secrets | undefined;

const OTHERS = Symbol("others");
const KEYS = Symbol("keys");

/**
 * Which parts of a value its schema marks as secret: `z.string().meta({ secret: true })`. It is one place in the value,
 * with all types that may describe it. The places below are made when they are asked for: a schema may contain itself.
 */
export class Secrets {
  /** All of it. A part that is secret in one of several alternatives is secret. */
  readonly secret: boolean;
  readonly #types: readonly Schema[];
  /** All places of the schema, by their types: below a place may be the same one again. */
  readonly #places: Map<string, Place>;
  readonly #below = new Map<string | symbol, Place>();
  /** Keys that have a type of their own. */
  readonly #named: ReadonlySet<string>;

  private constructor(types: readonly Schema[], places: Map<string, Place>) {
    this.#types = types;
    this.#places = places;
    this.#named = new Set(types.flatMap(namesOf));
    this.secret = isSecret(types);
  }

  /** Of a value that each of the schemas describes; undefined where nothing in it is secret. */
  static of(...schemas: readonly unknown[]): Place {
    return Secrets.#at(schemas as Types, new Map());
  }

  static #at(schemas: Types, places: Map<string, Place>): Place {
    const types = alternativesOf(schemas);
    const key = types
      .map(numberOf)
      .sort((a, b) => a - b)
      .join();
    if (!places.has(key)) places.set(key, holdsSecret(types) ? new Secrets(types, places) : undefined);
    return places.get(key);
  }

  /** Of a field, or a list's item. */
  at(key: string | number): Place {
    const name = String(key);
    return this.#named.has(name) ? this.#known(name, (type) => valueTypes(type, name)) : this.items;
  }

  /** Of what has no name: a set's items and a map's values. */
  get items(): Place {
    return this.#known(OTHERS, (type) => valueTypes(type));
  }

  /** Of a map's keys. */
  get keys(): Place {
    return this.#known(KEYS, ({ def }) => [def?.keyType]);
  }

  /** Of what is at a dotted path, e.g. of what is written to a key of the state. */
  below(path: string): Place {
    let place: Place = this;
    for (const key of path === "" ? [] : path.split(".")) {
      if (place === undefined || place.secret) return place;
      place = place.at(key);
    }
    return place;
  }

  /** Of a value that both describe. */
  and(other: Place): Place {
    return other === undefined || other === this ? this : Secrets.of(...this.#types, ...other.#types);
  }

  #known(name: string | symbol, find: (type: Schema) => Types): Place {
    if (!this.#below.has(name)) this.#below.set(name, Secrets.#at(this.#types.flatMap(find), this.#places));
    return this.#below.get(name);
  }
}
