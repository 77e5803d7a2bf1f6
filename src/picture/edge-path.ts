/** The drawn form of an arrow: rounded corners, a head, and the place for its numbers. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const CORNER = 7;
const HEAD_LENGTH = 8;
const HEAD_HALF = 4;

/** Path data through the points with rounded corners; it ends where the head begins. */
export function roundedPath(points: readonly Point[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return "";
  const before = points.at(-2) ?? first;
  const end = toward(last, before, HEAD_LENGTH - 1);
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  for (let index = 1; index < points.length - 1; index++) {
    const [previous, corner, next] = [points[index - 1], points[index], points[index + 1]];
    if (previous === undefined || corner === undefined || next === undefined) continue;
    const radius = Math.min(CORNER, distance(previous, corner) / 2, distance(corner, next) / 2);
    const from = toward(corner, previous, radius);
    const to = toward(corner, next, radius);
    parts.push(
      `L${round(from.x)} ${round(from.y)}Q${round(corner.x)} ${round(corner.y)} ${round(to.x)} ${round(to.y)}`,
    );
  }
  parts.push(`L${round(end.x)} ${round(end.y)}`);
  return parts.join("");
}

/** Path data of the arrow's head. */
export function headPath(points: readonly Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (tip === undefined || before === undefined) return "";
  const back = toward(tip, before, HEAD_LENGTH);
  const length = distance(tip, before) || 1;
  const across = { x: ((before.y - tip.y) / length) * HEAD_HALF, y: ((tip.x - before.x) / length) * HEAD_HALF };
  const left = `${round(back.x + across.x)} ${round(back.y + across.y)}`;
  const right = `${round(back.x - across.x)} ${round(back.y - across.y)}`;
  return `M${round(tip.x)} ${round(tip.y)}L${left}L${right}Z`;
}

/** The middle of the longest piece; of equal ones, the last, where the arrow is nearest to what it leads to. */
export function labelPlace(points: readonly Point[]): Point {
  let place: Point = points[0] ?? { x: 0, y: 0 };
  let longest = -1;
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1], points[index]];
    if (from === undefined || to === undefined) continue;
    const length = distance(from, to) - (index === points.length - 1 ? HEAD_LENGTH : 0);
    if (length < longest - 0.5) continue;
    longest = length;
    const tip = index === points.length - 1 ? toward(to, from, HEAD_LENGTH) : to;
    place = { x: (from.x + tip.x) / 2, y: (from.y + tip.y) / 2 };
  }
  return place;
}

function toward(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  const part = Math.min(1, length / whole);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const round = (value: number): number => Math.round(value * 10) / 10;
