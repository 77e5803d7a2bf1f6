/** How hard a picture's arrows are to follow. */
import type { Point } from "./settle.ts";

type Routes = ReadonlyMap<string, readonly Point[]>;

/**
 * Whether `fresh` is so much easier to follow than `kept` that everything may move for it: not where `kept` is as easy as
 * the picture `before` the edit.
 */
export function isMuchClearer(fresh: Routes, kept: Routes, before: Routes): boolean {
  const [longer, tangled] = [length(kept) > 1.3 * length(fresh), crossings(kept) > 2 * crossings(fresh) + 2];
  return (longer && length(kept) > length(before)) || (tangled && crossings(kept) > crossings(before));
}

/** Whether arrows of `one` cross less often than those of `other`, or are a good deal shorter and cross no more. */
export function isClearer(one: Routes, other: Routes): boolean {
  const [crossed, otherCrossed] = [crossings(one), crossings(other)];
  return crossed === otherCrossed ? length(one) < 0.92 * length(other) : crossed < otherCrossed;
}

function length(routes: Routes): number {
  let sum = 0;
  for (const points of routes.values()) {
    for (const { from, to } of segments(points)) sum += Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
  }
  return sum;
}

/** How often an arrow's horizontal piece meets the inside of another's vertical one. */
export function crossings(routes: Routes): number {
  const all = [...routes].flatMap(([id, points]) => segments(points).map((segment) => ({ ...segment, id })));
  const across = all.filter(({ from, to }) => from.y === to.y);
  const upright = all.filter(({ from, to }) => from.x === to.x);
  const within = (value: number, a: number, b: number): boolean => value > Math.min(a, b) && value < Math.max(a, b);
  let found = 0;
  for (const one of across) {
    for (const other of upright) {
      if (one.id === other.id || !within(other.from.x, one.from.x, one.to.x)) continue;
      if (within(one.from.y, other.from.y, other.to.y)) found++;
    }
  }
  return found;
}

function segments(points: readonly Point[]): { from: Point; to: Point }[] {
  return points.slice(1).map((to, index) => ({ from: points[index] as Point, to }));
}
