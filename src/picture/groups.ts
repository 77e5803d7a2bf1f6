/** Child workflows as groups: each is drawn inside the step's workflow that starts it, where it is open. */
import type { Sketch, SketchNode } from "./sketch.ts";

/** A workflow with the open ones inside it. */
export interface NestedSketch extends Sketch {
  readonly inner: readonly NestedSketch[];
}

/**
 * Roots in the order given: what no other workflow starts. A workflow is a group in the first one that starts it, and
 * only there; elsewhere it is a node without an inside, as are workflows that start each other in a circle.
 */
export function nestSketches(sketches: readonly Sketch[], isOpen: (child: Sketch) => boolean): NestedSketch[] {
  const byName = new Map(sketches.map((sketch) => [sketch.name, sketch]));
  const placed = new Set<string>();
  const nest = (sketch: Sketch): NestedSketch => {
    placed.add(sketch.name);
    const inner: NestedSketch[] = [];
    const nodes = sketch.nodes.map((node): SketchNode => {
      const child = node.role === "child" ? byName.get(node.name) : undefined;
      if (child === undefined || placed.has(child.name)) return node;
      const open = isOpen(child);
      // What is closed is nested all the same: nothing of it appears elsewhere.
      const nested = nest(child);
      if (open) inner.push(nested);
      return { ...node, group: open ? "open" : "closed" };
    });
    return { ...sketch, nodes, inner };
  };
  const started = new Set(sketches.flatMap((sketch) => childNames(sketch).filter((name) => name !== sketch.name)));
  const roots = sketches.filter(({ name }) => !started.has(name)).map(nest);
  // Those left start each other.
  for (const sketch of sketches) if (!placed.has(sketch.name)) roots.push(nest(sketch));
  const order = new Map(sketches.map(({ name }, index) => [name, index]));
  return roots.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
}

const childNames = (sketch: Sketch): string[] =>
  sketch.nodes.filter(({ role }) => role === "child").map(({ name }) => name);
