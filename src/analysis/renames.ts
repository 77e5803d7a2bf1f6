/** Names that an edit changed, and what follows them. */
import type { SourceRange, WorkflowGraph } from "./workflow-graph.ts";

/** What an edit gave another name. */
export type Rename =
  /** `file` declares the class. */
  | { readonly kind: "event"; readonly from: string; readonly to: string; readonly file: string }
  | { readonly kind: "workflow"; readonly from: string; readonly to: string }
  | { readonly kind: "step"; readonly workflow: string; readonly from: string; readonly to: string };

interface Named {
  readonly name: string;
  readonly nameRange?: SourceRange;
  readonly className?: string;
}

/**
 * The names that changed between two graphs of a file. A rename is a name that went while another came at its very
 * place, or for the same class; anything less is no rename anybody could be sure of.
 */
export function renamesBetween(before: WorkflowGraph, after: WorkflowGraph): Rename[] {
  const found: Rename[] = [];
  for (const [old, now] of pairs(before.events, after.events)) {
    if (old.range) found.push({ kind: "event", from: old.name, to: now.name, file: old.range.file });
  }
  const workflows = pairs(before.workflows, after.workflows);
  for (const [old, now] of workflows) found.push({ kind: "workflow", from: old.name, to: now.name });
  for (const old of before.workflows) {
    const same = after.workflows.find(({ name }) => name === old.name) ?? workflows.find(([one]) => one === old)?.[1];
    for (const [from, to] of same ? pairs(old.steps, same.steps) : []) {
      found.push({ kind: "step", workflow: same?.name ?? old.name, from: from.name, to: to.name });
    }
  }
  return found;
}

/** Names of one thing: a step, an event, an event on its way to a step. */
export interface Names {
  readonly workflow?: string;
  readonly event?: string;
  readonly step?: string;
}

/** The same thing by its new names; itself where none of its names changed. */
export function renamed<T extends Names>(thing: T, renames: readonly Rename[]): T {
  return renames.reduce(withRename, thing);
}

function withRename<T extends Names>(one: T, rename: Rename): T {
  const { kind, from, to } = rename;
  if (kind === "workflow") return one.workflow === from ? { ...one, workflow: to } : one;
  if (kind === "event") return one.event === from ? { ...one, event: to } : one;
  return one.workflow === rename.workflow && one.step === from ? { ...one, step: to } : one;
}

/** What leads back to the old names. */
export function undone(renames: readonly Rename[]): Rename[] {
  return renames.map((rename) => ({ ...rename, from: rename.to, to: rename.from })).reverse();
}

/** What is the same thing under two names. */
function pairs<T extends Named>(before: readonly T[], after: readonly T[]): Array<readonly [old: T, now: T]> {
  const gone = before.filter(({ name }) => !after.some((one) => one.name === name));
  const come = after.filter(({ name }) => !before.some((one) => one.name === name));
  return gone.flatMap((old) => {
    const now = come.find((one) => isSame(old, one));
    return now ? [[old, now] as const] : [];
  });
}

function isSame({ nameRange: a, className: was }: Named, { nameRange: b, className: is }: Named): boolean {
  if (!a || !b || a.file !== b.file) return false;
  return (was !== undefined && was === is) || (a.startLine === b.startLine && a.startColumn === b.startColumn);
}
