/** What a reader sees of a layout, in numbers. */
import type { LaidOut, Point } from "./layouts.ts";

interface Segment {
  readonly a: Point;
  readonly b: Point;
}

/** How often two arrows cross; arrows that meet in a node or run along each other do not. */
export function crossings({ edges }: LaidOut): number {
  const all = edges.map((edge) => segments(edge.points));
  let found = 0;
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      for (const one of all[i] ?? []) for (const other of all[j] ?? []) if (cross(one, other)) found++;
    }
  }
  return found;
}

/** How many pairs of arrows run along each other for more than a few pixels: which goes where cannot be seen. */
export function overlaps({ edges }: LaidOut): number {
  const all = edges.map((edge) => segments(edge.points));
  let found = 0;
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      if (all[i]?.some((one) => all[j]?.some((other) => along(one, other)))) found++;
    }
  }
  return found;
}

/** How many arrows pass through a node that is not one of their ends. */
export function throughNodes({ nodes, edges }: LaidOut): number {
  return edges.filter(({ from, to, points }) =>
    [...nodes].some(([id, { x, y, width, height }]) => {
      if (id === from || id === to) return false;
      const [left, top, right, bottom] = [x + 2, y + 2, x + width - 2, y + height - 2];
      return segments(points).some(
        ({ a, b }) =>
          inside(a, left, top, right, bottom) ||
          cross({ a, b }, { a: { x: left, y: top }, b: { x: right, y: bottom } }) ||
          cross({ a, b }, { a: { x: right, y: top }, b: { x: left, y: bottom } }),
      );
    }),
  ).length;
}

/** Mean distance in pixels that nodes of both pictures moved, where the view scrolls along with most of them. */
export function displacement(before: LaidOut, after: LaidOut): number {
  const shifts = [...before.nodes].flatMap(([id, { x, y }]) => {
    const now = after.nodes.get(id);
    return now === undefined ? [] : [{ x: now.x - x, y: now.y - y }];
  });
  const [dx, dy] = [median(shifts.map(({ x }) => x)), median(shifts.map(({ y }) => y))];
  return shifts.reduce((sum, { x, y }) => sum + Math.hypot(x - dx, y - dy), 0) / shifts.length;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function segments(points: readonly Point[]): Segment[] {
  return points.slice(1).map((b, index) => ({ a: points[index] as Point, b }));
}

/** In their insides, not at their ends. */
function cross(one: Segment, other: Segment): boolean {
  const side = ({ a, b }: Segment, p: Point): number => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
  const apart = (p: number, q: number): boolean => (p > 1e-6 && q < -1e-6) || (p < -1e-6 && q > 1e-6);
  return apart(side(one, other.a), side(one, other.b)) && apart(side(other, one.a), side(other, one.b));
}

const along = (one: Segment, other: Segment): boolean => {
  const shared = (a: number, b: number, c: number, d: number): number =>
    Math.min(Math.max(a, b), Math.max(c, d)) - Math.max(Math.min(a, b), Math.min(c, d));
  const isOn = (a: number, b: number, c: number, d: number): boolean =>
    [b, c, d].every((each) => Math.abs(each - a) < 1.5);
  return (
    (isOn(one.a.x, one.b.x, other.a.x, other.b.x) && shared(one.a.y, one.b.y, other.a.y, other.b.y) > 4) ||
    (isOn(one.a.y, one.b.y, other.a.y, other.b.y) && shared(one.a.x, one.b.x, other.a.x, other.b.x) > 4)
  );
};

const inside = ({ x, y }: Point, left: number, top: number, right: number, bottom: number): boolean =>
  x > left && x < right && y > top && y < bottom;
