import type { ts } from "ts-morph";

/** Ends the pursuit of names that lead back to themselves: `const a = b, b = a`. */
export class Chain {
  private readonly active = new Set<ts.Node>();

  /** Reads what lies behind a node, or gives `otherwise` where that is being read already. */
  follow<T>(node: ts.Node, read: () => T, otherwise: T): T {
    if (this.active.has(node)) return otherwise;
    this.active.add(node);
    try {
      return read();
    } finally {
      this.active.delete(node);
    }
  }
}
