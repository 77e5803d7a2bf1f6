/** Unsigned whole numbers by index, below 2^53: a million of them take eight megabytes. Unset ones are 0. */
export class NumberList {
  #items = new Float64Array(64);
  length = 0;

  get(index: number): number {
    return index < this.length ? (this.#items[index] as number) : 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#items.length) {
      const larger = new Float64Array(Math.max(index + 1, this.#items.length * 2));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[index] = value;
    if (index >= this.length) this.length = index + 1;
  }

  push(value: number): void {
    this.set(this.length, value);
  }
}
