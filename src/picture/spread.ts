/** Things in a row, with room between them. */

export interface Spread {
  readonly width: number;
  /** Where its middle should be. */
  readonly wanted: number;
  readonly weight: number;
}

/**
 * The middle of each thing, in the order given, `gap` apart from the one on its left, with the least sum of weighted
 * distances from where they should be: what is light goes out of the way of what is heavy.
 */
export function spread<T extends Spread>(row: readonly T[], gap: (left: T, right: T) => number): number[] {
  // Taken without the room between them they may stand on each other, but not change places.
  const offsets: number[] = [];
  let offset = 0;
  for (const [index, item] of row.entries()) {
    const left = row[index - 1];
    if (left !== undefined) offset += left.width / 2 + gap(left, item) + item.width / 2;
    offsets.push(offset);
  }
  const blocks: Weighted[][] = [];
  for (const [index, { wanted, weight }] of row.entries()) {
    let block = [{ at: wanted - (offsets[index] ?? 0), weight }];
    for (let last = blocks.at(-1); last !== undefined && median(last) > median(block); last = blocks.at(-1)) {
      blocks.pop();
      block = [...last, ...block];
    }
    blocks.push(block);
  }
  const starts = blocks.flatMap((block) => Array<number>(block.length).fill(median(block)));
  return starts.map((at, index) => at + (offsets[index] ?? 0));
}

interface Weighted {
  readonly at: number;
  readonly weight: number;
}

function median(block: readonly Weighted[]): number {
  const sorted = [...block].sort((a, b) => a.at - b.at);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { at, weight } of sorted) {
    sum += weight;
    if (sum >= half) return at;
  }
  return sorted.at(-1)?.at ?? 0;
}
