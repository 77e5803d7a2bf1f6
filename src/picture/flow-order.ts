/** Node order along the flow: the layout follows it, so that loops go back where a reader expects and edits move little. */

interface Node {
  readonly id: string;
  readonly role: string;
}

interface Link {
  readonly from: string;
  readonly to: string;
}

/**
 * Every arrow that does not close a loop points forward in this order; start events come first, and what could stand
 * in any order stands as in the source.
 */
export function flowOrder<N extends Node>(nodes: readonly N[], links: readonly Link[]): N[] {
  const next = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  const entered = new Set<string>();
  for (const link of links) {
    next.get(link.from)?.push(link.to);
    entered.add(link.to);
  }
  const rank = (node: Node): number => (node.role === "start" ? 0 : entered.has(node.id) ? 2 : 1);
  const roots = [...nodes].sort((a, b) => rank(a) - rank(b)).map((node) => node.id);
  const { found, closing } = walk(roots, next);

  const missing = new Map<string, number>(nodes.map((node) => [node.id, 0]));
  for (const [from, targets] of next) {
    for (const to of targets) if (!closing.has(`${from}\n${to}`)) missing.set(to, (missing.get(to) ?? 0) + 1);
  }
  const place = new Map(found.map((id, index) => [id, index]));
  const ready = found.filter((id) => missing.get(id) === 0);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const order: N[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    const node = byId.get(id);
    if (node !== undefined) order.push(node);
    for (const to of next.get(id) ?? []) {
      if (closing.has(`${id}\n${to}`)) continue;
      const left = (missing.get(to) ?? 0) - 1;
      missing.set(to, left);
      if (left === 0) ready.push(to);
    }
    ready.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }
  return order;
}

/** Depth first: the nodes as they are found, and the arrows that lead back to a node still being followed. */
function walk(roots: readonly string[], next: ReadonlyMap<string, readonly string[]>) {
  const found: string[] = [];
  const closing = new Set<string>();
  const state = new Map<string, "open" | "done">();
  for (const root of roots) {
    if (state.has(root)) continue;
    const path: { id: string; at: number }[] = [];
    const enter = (id: string): void => {
      state.set(id, "open");
      found.push(id);
      path.push({ id, at: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = next.get(top.id)?.[top.at++];
      if (to === undefined) {
        state.set(top.id, "done");
        path.pop();
      } else if (state.get(to) === "open") {
        closing.add(`${top.id}\n${to}`);
      } else if (!state.has(to)) {
        enter(to);
      }
    }
  }
  return { found, closing };
}
