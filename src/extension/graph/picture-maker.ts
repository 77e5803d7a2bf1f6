/** From graphs to laid-out pictures; what did not change is not laid out again. */
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import { nestSketches } from "../../picture/groups.ts";
import type { Picture, PictureWorkflow, TextMetrics } from "../../picture/model.ts";
import { type Sketch, sketchWorkflows } from "../../picture/sketch.ts";
import type { LayoutClient } from "./layout-client.ts";
import type { OpenGroups } from "./open-groups.ts";

/** Workflows whose layout is kept for a while: a person goes back and forth between files. */
const KEPT = 200;

export class PictureMaker {
  readonly #layout: LayoutClient;
  readonly #groups: OpenGroups;
  readonly #known = new Map<string, PictureWorkflow[]>();
  /** Each workflow with those inside it as drawn last, by its file and name. */
  readonly #last = new Map<string, readonly PictureWorkflow[]>();

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
            unknown.map(({ sketch }) => this.#drawnLast(sketch, sketches)),
          );
    const fresh = new Map(unknown.flatMap(({ key }, index) => (laidOut[index] ? [[key, laidOut[index]]] : [])));
    const workflows = sketches.flatMap(({ sketch, key }) => {
      const found = fresh.get(key) ?? this.#known.get(key);
      if (found === undefined) return [];
      // Used last is forgotten last.
      this.#known.delete(key);
      this.#known.set(key, found);
      this.#last.delete(placeOf(sketch));
      this.#last.set(placeOf(sketch), found);
      return found;
    });
    forget(this.#known);
    forget(this.#last);
    const notes = graph.notes.map(({ severity, message, range }) => ({
      severity,
      message,
      opens: range !== undefined,
    }));
    return { file: graph.file, workflows, notes };
  }

  /** A workflow of a new name takes the place of the one that is gone from its file. */
  #drawnLast(sketch: Sketch, all: readonly { readonly sketch: Sketch }[]): readonly PictureWorkflow[] {
    const drawn = this.#last.get(placeOf(sketch));
    if (drawn !== undefined) return drawn;
    const still = new Set(all.map((each) => placeOf(each.sketch)));
    const gone = [...this.#last].findLast(([place, [first]]) => first?.file === sketch.file && !still.has(place));
    return gone === undefined
      ? []
      : gone[1].map((each, index) => (index === 0 ? { ...each, name: sketch.name } : each));
  }
}

const placeOf = ({ file, name }: { readonly file: string; readonly name: string }): string => `${file}\n${name}`;

function forget(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= KEPT) break;
    map.delete(key);
  }
}
