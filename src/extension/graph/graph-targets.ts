/** Between what the picture shows and what the source, the breakpoints and the cursor mean by it. */
import type { SourceRange, WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import { eventId, stepId } from "../../picture/sketch.ts";
import type { BreakpointTarget } from "../services.ts";
import type { Target } from "./messages.ts";

/** A node's or arrow's id, read: `step:draft`, `event:Drafted`, `return:Drafted:draft`. */
function readId(id: string): { kind: string; name: string; step: string } {
  const [kind = "", name = "", step = ""] = id.split(":");
  return { kind, name, step };
}

/** Where the source says so; undefined where nothing in it does. */
export function sourceOf(graph: WorkflowGraph, { workflow: name, id }: Target): SourceRange | undefined {
  const workflow = graph.workflows.find((candidate) => candidate.name === name);
  if (workflow === undefined || id === undefined) return workflow?.nameRange;
  const { kind, name: what, step } = readId(id);
  if (kind === "step") return workflow.steps.find((candidate) => candidate.name === what)?.nameRange;
  if (kind === "event" || kind === "streamed") {
    return graph.events.find((event) => event.name === what)?.nameRange ?? firstUse(workflow, what);
  }
  if (kind === "child") return graph.workflows.find((candidate) => candidate.name === what)?.nameRange;
  if (kind === "fail") return workflow.steps.find((candidate) => candidate.catches?.includes(step))?.headRange;
  const user = workflow.steps.find((candidate) => candidate.name === step);
  const emission = user?.emits.find((candidate) => candidate.event === what && candidate.kind === kind);
  return emission?.range ?? user?.nameRange;
}

/** An event of the library has no source of its own here: the step that takes it, else the one that lets it out. */
function firstUse(workflow: WorkflowNode, event: string): SourceRange | undefined {
  const taker = workflow.steps.find((step) => step.accepts.includes(event) || step.waitsFor.includes(event));
  if (taker !== undefined) return taker.headRange;
  for (const step of workflow.steps) {
    const emission = step.emits.find((candidate) => candidate.event === event);
    if (emission !== undefined) return emission.range ?? step.nameRange;
  }
  return undefined;
}

/** What a breakpoint on that node or arrow stops at; undefined where none can. */
export function breakpointTarget(graph: WorkflowGraph, workflow: string, id: string): BreakpointTarget | undefined {
  const { kind, name, step } = readId(id);
  // A child workflow may be declared in another file.
  const file = graph.workflows.find((candidate) => candidate.name === workflow)?.range.file ?? graph.file;
  if (kind === "event") return { kind: "event", event: name, workflow, file };
  if (kind === "accept") return { kind: "delivery", workflow, event: name, step, file };
  if (kind !== "step") return undefined;
  return { kind: "step", workflow, step: name, file };
}

/** The node whose source a line of a file belongs to; lines from 1. */
export function nodeAt(graph: WorkflowGraph, file: string, line: number): Target | undefined {
  const covers = (range: SourceRange | undefined): boolean =>
    range !== undefined && range.file === file && range.startLine <= line && line <= range.endLine;
  // An inherited step is in the base class's file, the base class itself perhaps in this one.
  const nearest = [...graph.workflows].sort((a, b) => Number(covers(b.range)) - Number(covers(a.range)));
  for (const workflow of nearest) {
    const step = workflow.steps.find((candidate) => covers(candidate.range));
    if (step !== undefined) return { workflow: workflow.name, id: stepId(step.name) };
  }
  const event = graph.events.find((candidate) => covers(candidate.range));
  const user = event && nearest.find((workflow) => workflow.events.includes(event.name));
  return event && user && { workflow: user.name, id: eventId(event.name) };
}
