import type { EventNode, SourceRange, StepNode, WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import type { BreakpointTarget } from "../services.ts";

/** The last graph of each file, and questions over all of them together. */
export class GraphIndex {
  readonly #graphs = new Map<string, WorkflowGraph>();

  get files(): readonly string[] {
    return [...this.#graphs.keys()];
  }

  get graphs(): readonly WorkflowGraph[] {
    return [...this.#graphs.values()];
  }

  get(file: string): WorkflowGraph | undefined {
    return this.#graphs.get(file);
  }

  set(graph: WorkflowGraph): void {
    this.#graphs.set(graph.file, graph);
  }

  delete(file: string): boolean {
    return this.#graphs.delete(file);
  }

  /** The innermost event class or step head that covers the line, in whatever file's graph it appears. */
  targetAt(file: string, line: number): BreakpointTarget | undefined {
    for (const graph of this.#nearFirst(file)) {
      for (const workflow of graph.workflows) {
        for (const step of workflow.steps) {
          if (covers(step.headRange, file, line)) {
            return { kind: "step", workflow: step.inheritedFrom ?? workflow.name, step: step.name };
          }
        }
      }
      for (const event of graph.events) {
        if (event.range && covers(event.range, file, line)) return { kind: "event", event: event.name };
      }
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
    let found: EventNode | undefined;
    for (const graph of this.#nearFirst(near)) {
      const event = graph.events.find((candidate) => candidate.name === name);
      if (event?.range) return event;
      found ??= event;
    }
    return found;
  }

  workflow(name: string, file?: string): WorkflowNode | undefined {
    const graphs = file === undefined ? this.graphs : this.graphs.filter((graph) => graph.file === file);
    for (const graph of graphs) {
      const workflow = graph.workflows.find((candidate) => candidate.name === name);
      if (workflow) return workflow;
    }
    return undefined;
  }

  step(workflow: string, step: string, file?: string): StepNode | undefined {
    return this.workflow(workflow, file)?.steps.find((candidate) => candidate.name === step);
  }

  #nearFirst(file: string | undefined): readonly WorkflowGraph[] {
    const near = file === undefined ? undefined : this.#graphs.get(file);
    return near ? [near, ...this.graphs.filter((graph) => graph !== near)] : this.graphs;
  }
}

function covers(range: SourceRange, file: string, line: number): boolean {
  return range.file === file && range.startLine <= line && line <= range.endLine;
}
