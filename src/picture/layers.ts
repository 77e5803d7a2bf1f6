/** In which layer each node stands, from above: arrows lead down, but for those that close a loop. */
import type { Earlier } from "./earlier.ts";

interface Node {
  readonly id: string;
  readonly role: string;
}

interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The layer of each node, from 0 without gaps: one below the lowest node that leads to it. `nodes` in the order of the
 * flow, which decides what closes a loop. `earlier`: what was there before; then an arrow keeps
 * its direction where it can, and a node that nothing leads to any more stays where it was.
 */
export function assignLayers(
  nodes: readonly Node[],
  links: readonly Link[],
  earlier?: Pick<Earlier, "layers" | "edges">,
): Map<string, number> {
  const before = earlier?.layers ?? new Map<string, number>();
  const down = forward(nodes, links, earlier);
  const above = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const leaves = new Set(down.map(({ from }) => from));
  for (const { from, to } of down) above.get(to)?.push(from);
  const kept = nodes.filter(({ id, role }) => role !== "start" && above.get(id)?.length === 0 && before.has(id));

  let layers = longestPaths(nodes, above, new Map(kept.map(({ id }) => [id, before.get(id) ?? 0])));
  if (kept.length > 0) {
    // What came or went above them moves them as it moves those beside them.
    const hanging = below(kept, down);
    const steady = nodes.filter(({ id }) => before.has(id) && !hanging.has(id));
    const shifted = kept.map(({ id }): [string, number] => {
      const was = before.get(id) ?? 0;
      const beside = steady.filter((other) => (before.get(other.id) ?? 0) <= was);
      const nearest = Math.max(...beside.map((other) => before.get(other.id) ?? 0));
      const shifts = beside
        .filter((other) => before.get(other.id) === nearest)
        .map((other) => (layers.get(other.id) ?? 0) - nearest)
        .sort((a, b) => a - b);
      return [id, Math.max(0, was + (shifts[shifts.length >> 1] ?? 0))];
    });
    layers = longestPaths(nodes, above, new Map(shifted));
  }
  const last = Math.max(0, ...layers.values());
  for (const { id, role } of nodes) if (role === "stop" && !leaves.has(id)) layers.set(id, last);
  return withoutGaps(layers);
}

const UP = 3;

/** The links that lead down: as many as there can be without a circle, those that did so before first. */
function forward(
  nodes: readonly Node[],
  links: readonly Link[],
  earlier: Pick<Earlier, "layers" | "edges"> | undefined,
): readonly Link[] {
  const place = new Map(nodes.map(({ id }, index) => [id, index]));
  const starts = new Set(nodes.filter(({ role }) => role === "start").map(({ id }) => id));
  const possible = links.filter(({ to }) => !starts.has(to));
  const inFlow = ({ from, to }: Link): boolean => (place.get(from) ?? 0) < (place.get(to) ?? 0);
  if (earlier === undefined) return possible.filter(inFlow);
  const rank = (link: Link): number => {
    const [from, to] = [earlier.layers.get(link.from), earlier.layers.get(link.to)];
    if (from === undefined || to === undefined) return inFlow(link) ? 1 : 2;
    if (from < to) return 0;
    // What led up stays so, also where the loop is open for a while: half-typed code turns nothing over.
    return earlier.edges.has(link.id) ? UP : 2;
  };
  const next = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set([from]);
    for (const id of seen) for (const each of next.get(id) ?? []) seen.add(each);
    return seen.has(to);
  };
  const ranked = [...possible].sort((a, b) => rank(a) - rank(b));
  return ranked.filter((link) => {
    if (rank(link) === UP) return false;
    // Those that lead down before cannot form a circle.
    if (rank(link) > 0 && reaches(link.to, link.from)) return false;
    next.get(link.from)?.push(link.to);
    return true;
  });
}

function longestPaths(
  nodes: readonly Node[],
  above: ReadonlyMap<string, readonly string[]>,
  fixed: ReadonlyMap<string, number>,
): Map<string, number> {
  const layers = new Map<string, number>();
  const layerOf = (root: string): void => {
    const path = [root];
    for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
      const waiting = (above.get(id) ?? []).filter((each) => !layers.has(each));
      if (waiting.length > 0) {
        path.push(...waiting);
        continue;
      }
      const lowest = Math.max(-1, ...(above.get(id) ?? []).map((each) => layers.get(each) ?? 0));
      layers.set(id, fixed.get(id) ?? lowest + 1);
      path.pop();
    }
  };
  for (const { id } of nodes) layerOf(id);
  return layers;
}

/** The nodes and all that they lead to. */
function below(nodes: readonly Node[], down: readonly Link[]): Set<string> {
  const found = new Set(nodes.map(({ id }) => id));
  // What is added while this goes on is visited, too.
  for (const id of found) for (const { from, to } of down) if (from === id) found.add(to);
  return found;
}

function withoutGaps(layers: ReadonlyMap<string, number>): Map<string, number> {
  const used = [...new Set(layers.values())].sort((a, b) => a - b);
  const dense = new Map(used.map((layer, index) => [layer, index]));
  return new Map([...layers].map(([id, layer]) => [id, dense.get(layer) ?? 0]));
}
