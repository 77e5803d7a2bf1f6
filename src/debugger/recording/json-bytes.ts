/** Longer strings are left to V8, whose own writer is faster then. */
const SHORT = 64;
/** Room for a short string or a number. */
const ATOM = 2 * SHORT;
const FIRST_SIZE = 1 << 16;
/** A buffer that one long line has made larger than that is given back. */
const LARGEST_KEPT = 1 << 22;

const [QUOTE, BACKSLASH, COMMA, COLON, NEWLINE] = [34, 92, 44, 58, 10];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const DIGIT = 48;

/**
 * Lines of JSON as bytes, the same as of `JSON.stringify`. A recorded program writes a line for each of its hops: making a
 * string of each, joining them and encoding the whole takes three times as long.
 */
export class JsonBytes {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Valid until more is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > LARGEST_KEPT) this.#bytes = Buffer.allocUnsafe(FIRST_SIZE);
  }

  /** Adds the value and a line end. It is plain data, without cycles. */
  addLine(value: object): void {
    const before = this.#length;
    try {
      this.#value(value);
      this.#byte(NEWLINE);
    } catch (error) {
      this.#length = before;
      throw error;
    }
  }

  #value(value: unknown): void {
    if (typeof value === "string") this.#string(value);
    else if (typeof value === "number") this.#number(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (typeof value === "object" && value !== null) this.#object(value as Readonly<Record<string, unknown>>);
    else this.#ascii(value === true ? "true" : value === false ? "false" : "null");
  }

  #list(items: readonly unknown[]): void {
    this.#byte(OPEN_LIST);
    for (let i = 0; i < items.length; i++) {
      if (i > 0) this.#byte(COMMA);
      this.#value(items[i]);
    }
    this.#byte(CLOSE_LIST);
  }

  #object(object: Readonly<Record<string, unknown>>): void {
    let isFirst = true;
    this.#byte(OPEN_OBJECT);
    const keys = Object.keys(object);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const value = object[key];
      if (value === undefined) continue;
      if (!isFirst) this.#byte(COMMA);
      isFirst = false;
      this.#string(key);
      this.#byte(COLON);
      this.#value(value);
    }
    this.#byte(CLOSE_OBJECT);
  }

  #string(text: string): void {
    const { length } = text;
    if (length > SHORT) return this.#encoded(text);
    this.#reserve(ATOM);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) return this.#encoded(text);
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.#length = at;
  }

  #number(number: number): void {
    // -0 is no whole number for the digits below, and JSON writes it as 0.
    if (!Number.isSafeInteger(number) || number < 0) {
      this.#ascii(Number.isFinite(number) ? String(number) : "null");
      return;
    }
    this.#reserve(ATOM);
    // Whole numbers of 32 bits are divided faster.
    if (number < 1e9) this.#digits(number, digitsOf(number));
    else {
      const high = Math.floor(number / 1e9);
      this.#digits(high, digitsOf(high));
      this.#digits(number - high * 1e9, 9);
    }
  }

  /** With zeros in front where the number has fewer digits. */
  #digits(number: number, count: number): void {
    const bytes = this.#bytes;
    let rest = number | 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0;
      bytes[at] = DIGIT + rest - tenth * 10;
      rest = tenth;
    }
    this.#length += count;
  }

  #encoded(text: string): void {
    const json = JSON.stringify(text);
    this.#reserve(3 * json.length);
    this.#length += this.#bytes.write(json, this.#length);
  }

  #ascii(text: string): void {
    this.#reserve(ATOM);
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#length + count, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Of a whole number below 10^9. */
function digitsOf(number: number): number {
  let count = 1;
  for (let bound = 10; number >= bound; bound *= 10) count++;
  return count;
}
