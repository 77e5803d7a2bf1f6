import type { EmitKind, SourceRange, WorkflowGraph } from "../../analysis/workflow-graph.ts";

/** One place where an event comes from or goes to. */
export interface EventUse {
  readonly workflow: string;
  readonly step: string;
  /** How the step lets it out or takes it. */
  readonly kind: EmitKind | "accept" | "wait";
  readonly range: SourceRange;
}

/** Names alone do not do: two files may each have a class of one name. */
export interface EventIdentity {
  readonly name: string;
  /** Where the class is declared; only its file counts, since the lines may be a moment old. */
  readonly range?: Pick<SourceRange, "file">;
}

export interface EventFlow {
  readonly producers: readonly EventUse[];
  readonly consumers: readonly EventUse[];
}

/**
 * Where an event class comes from and goes to, in all graphs. The runtime's own classes mean something else in every
 * workflow: of them only what `near` says counts.
 */
export function flowOf(event: EventIdentity, graphs: readonly WorkflowGraph[], near: string): EventFlow {
  const producers = new Map<string, EventUse>();
  const consumers = new Map<string, EventUse>();
  for (const graph of graphs) {
    const known = graph.events.find((one) => one.name === event.name);
    if (!known || known.range?.file !== event.range?.file || (!event.range && graph.file !== near)) continue;
    for (const workflow of graph.workflows) {
      for (const step of workflow.steps) {
        const owner = step.inheritedFrom ?? workflow.name;
        const add = (uses: Map<string, EventUse>, kind: EventUse["kind"], range: SourceRange): void => {
          uses.set(keyOf(range), { workflow: owner, step: step.name, kind, range });
        };
        for (const emission of step.emits) {
          if (emission.event === event.name) add(producers, emission.kind, emission.range ?? step.nameRange);
        }
        for (const edge of workflow.edges) {
          if (edge.event !== event.name || edge.step !== step.name) continue;
          if (edge.kind === "accept" || edge.kind === "wait") add(consumers, edge.kind, step.nameRange);
        }
      }
    }
  }
  return { producers: sorted(producers, near), consumers: sorted(consumers, near) };
}

/** A step that several workflows inherit is one place. */
function keyOf({ file, startLine, startColumn }: SourceRange): string {
  return `${file}:${startLine}:${startColumn}`;
}

/** The file one is in first, then by file and line. */
function sorted(uses: ReadonlyMap<string, EventUse>, near: string): EventUse[] {
  return [...uses.values()].sort(
    ({ range: a }, { range: b }) =>
      Number(b.file === near) - Number(a.file === near) || a.file.localeCompare(b.file) || a.startLine - b.startLine,
  );
}
