/** Names by number, from 1: what occurs a million times is kept as a number. */
export class NameTable {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.push(name);
    this.#numbers.set(name, number);
    return number;
  }

  /** Undefined for 0. */
  name(number: number): string | undefined {
    return this.#names[number - 1];
  }
}
