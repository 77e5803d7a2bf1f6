import { Recent } from "./recent.ts";
import type { WorkflowGraph } from "./workflow-graph.ts";

/** More files than a person has open; each graph is some ten kilobytes. */
export const MAX_LAST_GOOD = 200;

/** The last graph of each file that parsed. It outlives the worker, so that a broken file is drawn after a restart too. */
export class LastGoodGraphs {
  private readonly graphs = new Recent<string, WorkflowGraph>(MAX_LAST_GOOD);

  /** The graph itself, or, of a file that does not parse, the last good one with the notes about what is broken. */
  settle(graph: WorkflowGraph): WorkflowGraph {
    const broken = graph.notes.filter((note) => note.code === "syntax-error");
    const known = this.graphs.get(graph.file);
    if (broken.length > 0) return known ? { ...known, notes: [...broken, ...known.notes] } : graph;
    if (!graph.notes.some((note) => note.severity === "error")) this.graphs.set(graph.file, graph);
    return graph;
  }
}
