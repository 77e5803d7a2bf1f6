/** How far an edit moved what it did not touch. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Kept {
  readonly id: string;
  readonly was: Box;
  readonly is: Box;
}

/** Nodes of both pictures. `renamed`: the id of today, by the earlier one. */
function kept(before: readonly Box[], after: readonly Box[], renamed?: readonly [string, string]): Kept[] {
  const now = new Map(after.map((node) => [node.id, node]));
  return before.flatMap((was) => {
    const is = now.get(was.id === renamed?.[0] ? renamed[1] : was.id);
    return is === undefined ? [] : [{ id: was.id, was, is }];
  });
}

export interface Shift {
  readonly x: number;
  readonly y: number;
}

/** px that each node's middle moved, where the view scrolls along with most of them. */
export function movement(
  before: readonly Box[],
  after: readonly Box[],
  renamed?: readonly [string, string],
): Map<string, Shift> {
  const shifts = kept(before, after, renamed).map(({ id, was, is }) => ({
    id,
    x: Math.round(is.x + is.width / 2 - was.x - was.width / 2),
    y: Math.round(is.y - was.y),
  }));
  const [dx, dy] = [mostCommon(shifts.map(({ x }) => x)), mostCommon(shifts.map(({ y }) => y))];
  return new Map(shifts.map(({ id, x, y }) => [id, { x: Math.abs(x - dx), y: Math.abs(y - dy) }]));
}

/** Pairs that stood side by side and do so still, but the other way round. */
export function turnedRound(
  before: readonly Box[],
  after: readonly Box[],
  renamed?: readonly [string, string],
): string[] {
  const all = kept(before, after, renamed);
  const beside = (a: Box, b: Box): boolean => a.y < b.y + b.height && b.y < a.y + a.height;
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => beside(one.was, other.was) && beside(one.is, other.is))
      .filter((other) => Math.sign(one.was.x - other.was.x) !== Math.sign(one.is.x - other.is.x))
      .map((other) => `${one.id} and ${other.id}`),
  );
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
