/** Where an arrow key leads from a node. */
import type { PlacedNode, PlacedPicture } from "./placed.ts";

export type Direction = "up" | "down" | "left" | "right" | "first" | "last";

/**
 * Down and up follow the arrows, to the nearest end in that direction; left and right go to the nearest node at about
 * the same height, then to the next workflow. `previous` is the node one came from: going back leads there.
 */
export function navigate(
  picture: PlacedPicture,
  from: string | undefined,
  direction: Direction,
  previous?: string,
): string | undefined {
  const nodes = [...picture.nodes.values()];
  if (direction === "first") return nodes[0]?.key;
  if (direction === "last") return nodes.at(-1)?.key;
  const current = from === undefined ? undefined : picture.nodes.get(from);
  if (current === undefined) return nodes[0]?.key;
  if (direction === "up" || direction === "down") {
    const ends = picture.neighbours(current.key, direction === "down" ? "from" : "to");
    if (previous !== undefined && ends.some((end) => end.key === previous)) return previous;
    const sign = direction === "down" ? 1 : -1;
    const ahead = ends.filter((end) => (end.y - current.y) * sign > 0);
    return nearest(current, ahead.length > 0 ? ahead : ends)?.key;
  }
  const sign = direction === "right" ? 1 : -1;
  const aside = nodes.filter((node) => (centre(node).x - centre(current).x) * sign > 1);
  const level = aside.filter(
    (node) => node.y < current.y + current.node.height && node.y + node.node.height > current.y,
  );
  const neighbours = level.length > 0 ? level : aside.filter((node) => node.workflow !== current.workflow);
  return nearest(current, neighbours)?.key;
}

function nearest(to: PlacedNode, nodes: readonly PlacedNode[]): PlacedNode | undefined {
  const distance = (node: PlacedNode): number =>
    Math.hypot(centre(node).x - centre(to).x, centre(node).y - centre(to).y);
  return nodes.reduce<PlacedNode | undefined>(
    (best, node) => (best === undefined || distance(node) < distance(best) ? node : best),
    undefined,
  );
}

const centre = (node: PlacedNode): { x: number; y: number } => ({
  x: node.x + node.node.width / 2,
  y: node.y + node.node.height / 2,
});
