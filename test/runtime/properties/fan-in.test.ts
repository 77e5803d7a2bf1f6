import assert from "node:assert/strict";
import fc from "fast-check";
import { type Clock, collect, Event, StartEvent, StopEvent, step, take, Workflow } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { drive, numbersFrom } from "./driver.ts";

/** A tree of lists; each list is collected, and what that gives is one event of the list around it. */
type Tree =
  | { readonly kind: "leaf"; readonly ms: number }
  | { readonly kind: "drop"; readonly ms: number }
  | { readonly kind: "list"; readonly children: readonly Tree[] };

class Node extends Event.with("Node", { path: z.string(), tree: z.custom<Tree>() }) {}
class Merged extends Event.with("Merged", { path: z.string(), leaves: z.array(z.string()) }) {}

interface Gathered {
  readonly leaves: readonly string[];
  readonly merges: number;
}

/** How many lists there are, and the leaves. */
function describeTree(tree: Tree, path: string): { lists: number; leaves: string[] } {
  if (tree.kind === "leaf") return { lists: 0, leaves: [path] };
  if (tree.kind === "drop") return { lists: 0, leaves: [] };
  const inner = tree.children.map((child, index) => describeTree(child, `${path}.${index}`));
  return {
    lists: inner.reduce((sum, one) => sum + one.lists, 1),
    leaves: inner.flatMap((one) => one.leaves),
  };
}

function nested(clock: Clock) {
  return class Nested extends Workflow<{ tree: Tree; lists: number }, Gathered> {
    merges = 0;
    lists = 0;
    @step(StartEvent) begin(ev: StartEvent<{ tree: Tree; lists: number }>): Node[] {
      this.lists = ev.lists;
      return [new Node({ path: "", tree: ev.tree })];
    }
    @step(Node, { workers: 3 }) async node(ev: Node): Promise<Node[] | Merged | undefined> {
      const { path, tree } = ev;
      if (tree.kind === "list") {
        return tree.children.map((child, index) => new Node({ path: `${path}.${index}`, tree: child }));
      }
      await new Promise<void>((resolve) => clock.setTimer(resolve, tree.ms));
      return tree.kind === "leaf" ? new Merged({ path, leaves: [path] }) : undefined;
    }
    @step(collect(Merged), { workers: 2 }) merge(all: Merged[]): Merged | StopEvent<Gathered> {
      this.merges++;
      const leaves = all.flatMap((one) => one.leaves);
      // One more list than the tree has: the one that `begin` returned.
      return this.merges === this.lists + 1
        ? new StopEvent({ result: { leaves, merges: this.merges } })
        : new Merged({ path: "", leaves });
    }
  };
}

function trees(): fc.Arbitrary<Tree> {
  const ms = fc.nat({ max: 30 });
  return fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: "max" },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("leaf" as const), ms }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), ms }) },
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant("list" as const),
          children: fc.array(tie("tree"), { maxLength: 4, size: "max" }),
        }),
      },
    ),
  })).tree;
}

describe("property: fan-in", function () {
  this.timeout(120_000);

  it("every list is collected exactly once, inner ones before outer ones, and nothing is lost", async () => {
    await fc.assert(
      fc.asyncProperty(trees(), fc.nat(), async (tree, seed) => {
        const { lists, leaves } = describeTree(tree, "");
        const clock = new SimulatedClock();
        const Nested = nested(clock);
        const run = new Nested({ clock, timeout: null }).run({ tree, lists });
        await drive(run, clock, numbersFrom(seed));
        const gathered = await run;
        assert.deepEqual([...gathered.leaves].sort(), [...leaves].sort());
        assert.equal(gathered.merges, lists + 1);
      }),
      { numRuns: 200 },
    );
  });

  it("take(n) starts with the first n to arrive, or with all where fewer come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 50 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (delays, count) => {
          const clock = new SimulatedClock();
          class Firsts extends Workflow<Record<never, never>, string[]> {
            @step(StartEvent) begin(): Node[] {
              return delays.map((ms, index) => new Node({ path: String(index), tree: { kind: "leaf", ms } }));
            }
            @step(Node, { workers: 100 }) async node(ev: Node): Promise<Merged> {
              await new Promise<void>((resolve) => clock.setTimer(resolve, (ev.tree as { ms: number }).ms));
              return new Merged({ path: ev.path, leaves: [] });
            }
            @step(collect(Merged, take(count))) end(firsts: Merged[]): StopEvent<string[]> {
              return new StopEvent({ result: firsts.map((one) => one.path) });
            }
          }
          const run = new Firsts({ clock }).run();
          await drive(run, clock, numbersFrom(0));
          const byArrival = delays.map((ms, index) => ({ ms, index })).sort((a, b) => a.ms - b.ms || a.index - b.index);
          assert.deepEqual(
            await run,
            byArrival.slice(0, count).map((one) => String(one.index)),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
