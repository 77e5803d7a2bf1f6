import type { EventNode, SourceRange, StepNode, WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import type { BreakpointTarget } from "../services.ts";

/** The last graph of each file, and questions over all of them together. */
export class GraphIndex {
  readonly #graphs = new Map<string, WorkflowGraph>();

  get graphs(): readonly WorkflowGraph[] {
    return [...this.#graphs.values()];
  }

  get hasWorkflows(): boolean {
    return this.graphs.some((graph) => graph.workflows.length > 0);
  }

  get(file: string): WorkflowGraph | undefined {
    return this.#graphs.get(key(file));
  }

  set(graph: WorkflowGraph): void {
    this.#graphs.set(key(graph.file), graph);
  }

  delete(file: string): boolean {
    return this.#graphs.delete(key(file));
  }

  /** The graphs of other files that were read from this one, or show something of it that only the checker found there. */
  users(file: string): readonly WorkflowGraph[] {
    const isThere = (range: SourceRange | undefined): boolean => range !== undefined && key(range.file) === key(file);
    return this.graphs.filter((graph) => {
      if (key(graph.file) === key(file)) return false;
      // A file that is new may declare what was missing.
      if (graph.notes.some(({ code }) => code === "unknown-event")) return true;
      if (graph.readFrom?.some((path) => key(path) === key(file))) return true;
      const steps = graph.workflows.flatMap((workflow) => workflow.steps);
      const shown = [...graph.events, ...steps, ...steps.flatMap((step) => step.emits)];
      return shown.some(({ range }) => isThere(range));
    });
  }

  /** The step head or event class that covers the line, in whatever file's graph it appears. */
  targetAt(file: string, line: number): BreakpointTarget | undefined {
    for (const graph of this.#nearFirst(file)) {
      for (const workflow of graph.workflows) {
        const step = workflow.steps.find(({ headRange }) => covers(headRange, file, line));
        if (step) return { kind: "step", workflow: step.inheritedFrom ?? workflow.name, step: step.name, file };
      }
      const event = graph.events.find(({ range }) => range && covers(range, file, line));
      if (event) return { kind: "event", event: event.name, file };
    }
    return undefined;
  }

  bodyAt(file: string, line: number): StepNode | undefined {
    for (const graph of this.#nearFirst(file)) {
      for (const workflow of graph.workflows) {
        const step = workflow.steps.find(({ bodyRange }) => covers(bodyRange, file, line));
        if (step) return step;
      }
    }
    return undefined;
  }

  event(name: string, near?: string): EventNode | undefined {
    let found = near === undefined ? undefined : this.get(near)?.events.find((candidate) => candidate.name === name);
    if (found) return found;
    for (const graph of this.graphs) {
      const event = graph.events.find((candidate) => candidate.name === name);
      if (event?.range) return event;
      found ??= event;
    }
    return found;
  }

  workflow(name: string, file?: string): WorkflowNode | undefined {
    for (const graph of this.#nearFirst(file)) {
      const workflow = graph.workflows.find((candidate) => candidate.name === name);
      if (workflow) return workflow;
    }
    return undefined;
  }

  step(workflow: string, step: string, file?: string): StepNode | undefined {
    return this.workflow(workflow, file)?.steps.find((candidate) => candidate.name === step);
  }

  #nearFirst(file: string | undefined): readonly WorkflowGraph[] {
    const near = file === undefined ? undefined : this.get(file);
    return near ? [near, ...this.graphs.filter((graph) => graph !== near)] : this.graphs;
  }
}

/** Windows writes one path with either slash and either case of the drive. */
function key(file: string): string {
  return process.platform === "win32" ? file.replaceAll("/", "\\").toLowerCase() : file;
}

function covers(range: SourceRange, file: string, line: number): boolean {
  return range.startLine <= line && line <= range.endLine && key(range.file) === key(file);
}
