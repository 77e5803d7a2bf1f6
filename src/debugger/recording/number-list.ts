/** A gap in the indices that is longer than this is not kept as zeros. */
const LONGEST_GAP = 1 << 16;

/**
 * Unsigned whole numbers by index, below 2^53: a million of them take eight megabytes. Unset ones are 0. Indices count up;
 * where they begin late, as ids do in a recording that has lost its beginning, what is before costs nothing.
 */
export class NumberList {
  #items = new Float64Array(64);
  /** The index of the first item. */
  #base = 0;
  /** What was set before a gap. */
  readonly #before = new Map<number, number>();
  length = 0;

  get(index: number): number {
    if (index >= this.length) return 0;
    return (index < this.#base ? this.#before.get(index) : this.#items[index - this.#base]) ?? 0;
  }

  set(index: number, value: number): void {
    if (index < this.#base) {
      this.#before.set(index, value);
      return;
    }
    if (index > this.length + LONGEST_GAP) this.#begin(index);
    const at = index - this.#base;
    if (at >= this.#items.length) {
      const larger = new Float64Array(Math.max(at + 1, this.#items.length * 2));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[at] = value;
    if (index >= this.length) this.length = index + 1;
  }

  push(value: number): void {
    this.set(this.length, value);
  }

  /** Indices whose number is not 0, rising. */
  *indices(): Iterable<number> {
    yield* [...this.#before.keys()].sort((a, b) => a - b);
    for (let index = this.#base; index < this.length; index++) if (this.get(index) !== 0) yield index;
  }

  #begin(base: number): void {
    for (let index = this.#base; index < this.length; index++) {
      const value = this.get(index);
      if (value !== 0) this.#before.set(index, value);
    }
    this.#items = new Float64Array(64);
    this.#base = base;
  }
}
