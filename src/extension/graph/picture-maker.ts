/** From graphs to laid-out pictures; what did not change is not laid out again. */
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import { nestSketches } from "../../picture/groups.ts";
import type { Picture, PictureWorkflow, TextMetrics } from "../../picture/model.ts";
import { sketchWorkflows } from "../../picture/sketch.ts";
import type { LayoutClient } from "./layout-client.ts";
import type { OpenGroups } from "./open-groups.ts";

/** Workflows whose layout is kept for a while: a person goes back and forth between files. */
const KEPT = 200;

export class PictureMaker {
  readonly #layout: LayoutClient;
  readonly #groups: OpenGroups;
  readonly #known = new Map<string, PictureWorkflow[]>();

  constructor(layout: LayoutClient, groups: OpenGroups) {
    this.#layout = layout;
    this.#groups = groups;
  }

  /** Rejects where the layout fails. */
  async picture(graph: WorkflowGraph, metrics: TextMetrics): Promise<Picture> {
    const fonts = JSON.stringify(metrics);
    const nested = nestSketches(sketchWorkflows(graph), (child) => this.#groups.isOpen(child));
    const sketches = nested.map((sketch) => ({ sketch, key: JSON.stringify(sketch) + fonts }));
    const unknown = sketches.filter(({ key }) => !this.#known.has(key));
    const laidOut =
      unknown.length === 0
        ? []
        : await this.#layout.layout(
            unknown.map(({ sketch }) => sketch),
            metrics,
          );
    const fresh = new Map(unknown.flatMap(({ key }, index) => (laidOut[index] ? [[key, laidOut[index]]] : [])));
    const workflows = sketches.flatMap(({ key }) => {
      const found = fresh.get(key) ?? this.#known.get(key);
      if (found === undefined) return [];
      // Used last is forgotten last.
      this.#known.delete(key);
      this.#known.set(key, found);
      return found;
    });
    for (const key of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(key);
    }
    const notes = graph.notes.map(({ severity, message, range }) => ({
      severity,
      message,
      opens: range !== undefined,
    }));
    return { file: graph.file, workflows, notes };
  }
}
