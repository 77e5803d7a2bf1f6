/** Runs a workflow and notes every edge of its graph, and of its children's, that the runs take. */
import assert from "node:assert/strict";
import type { InspectedRun, Inspector, StepFailedEvent, Workflow } from "stepwright";
import type { Analyzer } from "../../src/analysis/analyzer.ts";
import type { Edge, WorkflowNode } from "../../src/analysis/workflow-graph.ts";
import { runtimeRegistry } from "../../src/runtime/registry.ts";
import { type Compiled, pathOf } from "./compiled.ts";
import type { Recording } from "./recordings.ts";

/** The static graphs of a recording. */
export interface Drawn {
  readonly workflow: WorkflowNode;
  /** Of the workflows that it starts, and those that these start, by name. */
  readonly children: ReadonlyMap<string, WorkflowNode>;
  readonly edges: ReadonlySet<string>;
}

/** What the source of a recording shows. */
export function draw(recording: Recording, analyzer: Analyzer): Drawn {
  const workflow = workflowIn(pathOf(recording), recording.workflow, analyzer);
  const children = Object.entries(recording.children ?? {}).map(
    ([name, file]) => [name, workflowIn(pathOf({ file }), name, analyzer)] as const,
  );
  return {
    workflow,
    children: new Map(children),
    edges: new Set([...edgesOf(workflow), ...children.flatMap(([name, child]) => edgesOf(child, name))]),
  };
}

/** The edges that runs take. */
export async function record(recording: Recording, { workflow, children }: Drawn, compiled: Compiled) {
  const { inputs, answers = [], asked, made, prepare } = recording;
  const module = await compiled.import(recording);
  prepare?.(module);
  const Flow = (made?.(module) ?? module[recording.workflow]) as new () => Workflow<object, unknown>;
  const taken = new Set<string>();
  const started = new Set<string>();
  const nodeOf = (run: InspectedRun): WorkflowNode | undefined => {
    if (run.parentId === undefined) return workflow;
    started.add(run.workflowName);
    return children.get(run.workflowName);
  };
  // Attached to the whole runtime: children are runs of their own, and a workflow's constructor may take what it likes.
  const detach = runtimeRegistry().runtimes.map((runtime) => runtime.attach(recorder(taken, nodeOf)));
  try {
    for (const input of inputs) {
      const run = new Flow().run(input);
      for (const answer of answers) run.sendEvent(answer(module));
      const ended = run.then(
        () => {},
        () => {}, // a fixture may end in an error: its edges count all the same
      );
      if (asked) {
        for await (const event of run.streamEvents()) {
          const prompt = run.prompts.find((one) => one.event === event);
          if (prompt) run.sendEvent(asked(module), { prompt: prompt.id });
        }
      }
      await ended;
    }
  } finally {
    for (const end of detach) end();
  }
  assert.deepEqual([...started].sort(), [...children.keys()].sort(), "the children that ran");
  return taken;
}

function workflowIn(path: string, name: string, analyzer: Analyzer): WorkflowNode {
  const { workflows } = analyzer.graphOf(path);
  const found = workflows.find((one) => [one.name, one.exportName, one.exported].includes(name));
  assert.ok(found, `${path} declares no ${name}`);
  return found;
}

/** @param child of which child workflow these are the edges. */
function edgesOf({ edges, steps }: WorkflowNode, child?: string): string[] {
  const own = edges.map((edge) => textOf(edge, child));
  return [...own, ...steps.flatMap((step) => step.children.flatMap((name) => startsAndEnds(step.name, name, child)))];
}

/** An edge as text, without the list mark on what a step accepts: a collecting step is told apart by its slot. */
function textOf({ kind, event, step, list }: Pick<Edge, "kind" | "event" | "step" | "list">, child?: string): string {
  const producing = kind !== "accept" && kind !== "wait";
  return `${prefixOf(child)}${step} ${kind} ${event}${producing && list ? "[]" : ""}`;
}

/** A step that runs a child workflow has an edge to it, and one on which the result comes back. */
function startsAndEnds(step: string, name: string, child?: string): [starts: string, ends: string] {
  return [`${prefixOf(child)}${step} starts ${name}`, `${prefixOf(child)}${step} gets the result of ${name}`];
}

function prefixOf(child: string | undefined): string {
  return child === undefined ? "" : `${child}: `;
}

/** Notes every edge that a run takes. */
function recorder(taken: Set<string>, nodeOf: (run: InspectedRun) => WorkflowNode | undefined): Inspector {
  const stepOf = new Map<string, string>();
  const childOf = (run: InspectedRun) => (run.parentId === undefined ? undefined : run.workflowName);
  const noting =
    (run: InspectedRun) =>
    (kind: Edge["kind"], event: string, step: string | undefined, list = false): void => {
      if (step !== undefined) taken.add(textOf({ kind, event, step, list }, childOf(run)));
    };
  return {
    beforeDispatch(run, { id, step, inputs }) {
      const note = noting(run);
      stepOf.set(`${run.id} ${id}`, step);
      for (const { event } of inputs) {
        note("accept", event.$type, step);
        const failed = event.$type === "StepFailedEvent" ? (event as StepFailedEvent).stepName : undefined;
        const handler = nodeOf(run)?.steps.find(({ name }) => name === step);
        if (handler?.catches?.some((name) => name === failed)) note("fail", event.$type, failed);
      }
    },
    stepSettled(run, { step }, outcome) {
      if (outcome.kind !== "returned") return;
      for (const event of outcome.events) noting(run)("return", event.$type, step, outcome.list);
    },
    tickApplied(run, tick) {
      const note = noting(run);
      const step = "dispatch" in tick ? stepOf.get(`${run.id} ${tick.dispatch}`) : undefined;
      if (step === undefined) return;
      if (tick.kind === "sent") note("send", tick.event.$type, step);
      if (tick.kind === "streamed") note("stream", tick.event.$type, step);
      // What a child asks is an edge of the child's; its parent only passes it on.
      if (tick.kind === "waiting" && !tick.child) {
        note("wait", tick.event, step);
        if (tick.prompt) note("prompt", tick.prompt.$type, step);
      }
      if (tick.kind === "child") taken.add(startsAndEnds(step, tick.workflow, childOf(run))[0]);
      if (tick.kind === "childEnded" && "result" in tick.outcome) {
        const begun = run.state.running.get(tick.dispatch)?.operations?.[tick.operation];
        if (begun?.kind === "child") taken.add(startsAndEnds(step, begun.detail, childOf(run))[1]);
      }
    },
  };
}
