import fc from "fast-check";

/** What a piece of work does: a random workflow is a tree of these, carried by its events. */
export type Program =
  | { readonly kind: "leaf" }
  /** Goes nowhere: a dead branch. */
  | { readonly kind: "drop" }
  /** Sleeps that many ms. */
  | { readonly kind: "sleep"; readonly ms: number; readonly next: Program }
  /** Goes on in one of several steps, which differ in their workers. */
  | { readonly kind: "branch"; readonly step: number; readonly next: Program }
  /** Goes round in its own step. */
  | { readonly kind: "loop"; readonly rounds: number; readonly next: Program }
  /** Returns a list, perhaps an empty one. */
  | { readonly kind: "fanOut"; readonly children: readonly Program[] }
  /** Sends with ctx.sendEvent, and goes on. */
  | { readonly kind: "send"; readonly children: readonly Program[]; readonly next: Program }
  /** Throws so many times before it goes on; after a wait where `asks`. */
  | { readonly kind: "fail"; readonly times: number; readonly asks: boolean; readonly next: Program }
  /** Asks a person. */
  | { readonly kind: "wait"; readonly next: Program }
  /** Counts in the store, by `edit` or by `set` to a place of its own. */
  | { readonly kind: "store"; readonly edit: boolean; readonly next: Program };

export const BRANCHES = 3;

export function programs(): fc.Arbitrary<Program> {
  const { tree } = fc.letrec<{ tree: Program; children: readonly Program[] }>((tie) => ({
    children: fc.array(tie("tree"), { maxLength: 5, size: "max" }),
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "max" },
      { weight: 1, arbitrary: fc.constant<Program>({ kind: "leaf" }) },
      { weight: 1, arbitrary: fc.constant<Program>({ kind: "drop" }) },
      { weight: 6, arbitrary: fc.record({ kind: fc.constant("fanOut" as const), children: tie("children") }) },
      ...[
        fc.record({ kind: fc.constant("sleep" as const), ms: fc.integer({ min: 0, max: 50 }), next: tie("tree") }),
        fc.record({ kind: fc.constant("branch" as const), step: fc.nat({ max: BRANCHES - 1 }), next: tie("tree") }),
        fc.record({ kind: fc.constant("loop" as const), rounds: fc.integer({ min: 1, max: 4 }), next: tie("tree") }),
        fc.record({ kind: fc.constant("send" as const), children: tie("children"), next: tie("tree") }),
        fc.record({
          kind: fc.constant("fail" as const),
          times: fc.integer({ min: 1, max: 3 }),
          asks: fc.boolean(),
          next: tie("tree"),
        }),
        fc.record({ kind: fc.constant("wait" as const), next: tie("tree") }),
        fc.record({ kind: fc.constant("store" as const), edit: fc.boolean(), next: tie("tree") }),
      ].map((arbitrary) => ({ weight: 2, arbitrary })),
    ),
  }));
  return tree;
}

/** Such with hundreds of ticks. */
export function longPrograms(): fc.Arbitrary<Program> {
  return fc
    .array(programs(), { minLength: 4, maxLength: 7 })
    .map((children): Program => ({ kind: "fanOut", children }));
}

/** What must come of a program, however it is interleaved. */
export interface Expected {
  /** Ids of the leaves. */
  readonly leaves: readonly string[];
  /** How often each body must run, by the work's id: once, and once more for each failure. */
  readonly bodies: ReadonlyMap<string, number>;
  readonly prompts: number;
  readonly storeNodes: readonly string[];
}

/** Follows the program as the interpreter must: every piece of work has an id, the path that led to it. */
export function expectationsOf(program: Program): Expected {
  const leaves: string[] = [];
  const bodies = new Map<string, number>();
  const storeNodes: string[] = [];
  let prompts = 0;
  const visit = (node: Program, id: string): void => {
    bodies.set(id, node.kind === "fail" ? node.times + 1 : 1);
    switch (node.kind) {
      case "leaf":
        leaves.push(id);
        return;
      case "drop":
        return;
      case "fanOut":
        for (const [index, child] of node.children.entries()) visit(child, `${id}.${index}`);
        return;
      case "send":
        for (const [index, child] of node.children.entries()) visit(child, `${id}.${index}`);
        break;
      case "wait":
        prompts++;
        break;
      case "fail":
        if (node.asks) prompts++;
        break;
      case "store":
        storeNodes.push(id);
        break;
      case "loop":
        for (let round = 1; round < node.rounds; round++) bodies.set(`${id}~${round}`, 1);
        break;
    }
    visit(node.next, `${id}>`);
  };
  visit(program, "");
  return { leaves, bodies, prompts, storeNodes };
}

/** Ids of the pieces of work that reach the collecting step: leaves, dead branches and empty lists. */
export function arrivalsOf(program: Program, id = ""): string[] {
  switch (program.kind) {
    case "leaf":
    case "drop":
      return [id];
    case "fanOut":
      if (program.children.length === 0) return [id];
      return program.children.flatMap((child, index) => arrivalsOf(child, `${id}.${index}`));
    case "send":
      return [
        ...program.children.flatMap((child, index) => arrivalsOf(child, `${id}.${index}`)),
        ...arrivalsOf(program.next, `${id}>`),
      ];
    default:
      return arrivalsOf(program.next, `${id}>`);
  }
}
